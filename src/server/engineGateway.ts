import type { GatewayInterface } from "@apollo/server-gateway-interface";
import type { GraphQLSchema } from "graphql";
import { Engine } from "../graphql/engine/engine.js";

/** Lets Apollo Server execute operations by our own engine: a gateway is the one thing whose executor it takes. */
export function engineGateway(schema: GraphQLSchema): GatewayInterface {
  const engine = new Engine(schema);
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: "" });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, request, context }) =>
          engine.execute({ document, operationName: request.operationName, variables: request.variables, context }),
      }),
    stop: () => Promise.resolve(),
  };
}
