import type { GatewayInterface } from "@apollo/server-gateway-interface";
import { getOperationAST, OperationTypeNode, type GraphQLSchema } from "graphql";
import { Engine } from "../graphql/engine/engine.js";
import type { Operation } from "./operation.js";

/**
 * Lets Apollo Server execute operations by our own engine: a gateway is the one thing whose executor it takes. Subscriptions are
 * handed to whoever sends their events: Apollo Server has read and checked them as it does all other documents.
 */
export function engineGateway(schema: GraphQLSchema): GatewayInterface {
  const engine = new Engine(schema);
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: "" });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        async executor({ document, request: { operationName, variables = {} }, context }) {
          if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION)
            return engine.execute({ document, operationName, variables, context });
          const { beginSubscription } = context["operation"] as Operation;
          if (beginSubscription === null)
            throw new TypeError("A subscription has to have somewhere to send its events.");
          const begun = await beginSubscription({
            schema,
            document,
            operationName: operationName ?? null,
            variableValues: variables,
            contextValue: context,
          });
          return { data: null, ...begun };
        },
      }),
    stop: () => Promise.resolve(),
  };
}
