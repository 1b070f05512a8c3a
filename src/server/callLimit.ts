import type { ApolloServerPlugin } from "@apollo/server";
import { getVariableValues, Kind, type FragmentDefinitionNode } from "graphql";
import { tooComplex } from "../graphql/callAllowance.js";
import { estimateCalls } from "../graphql/callEstimate.js";
import type { GraphQLContext } from "../graphql/context.js";

/** Refuses an operation that would need more calls to the account than allowed, before anything is sent. */
export function callLimit(most: number): ApolloServerPlugin<GraphQLContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request }) {
          if (operation === undefined) return;
          const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {});
          // Wrong variables are the executor's to report.
          if (coerced === undefined) return;
          const fragments = new Map<string, FragmentDefinitionNode>();
          for (const definition of document.definitions) {
            if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
          }
          const calls = estimateCalls({ schema, operation, fragments, variables: coerced });
          if (calls > most) throw tooComplex(calls, most);
        },
      };
    },
  };
}
