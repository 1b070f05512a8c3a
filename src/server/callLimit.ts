import { HeaderMap, type ApolloServerPlugin, type BaseContext, type GraphQLRequestContext } from "@apollo/server";
import { getVariableValues, Kind, type FragmentDefinitionNode } from "graphql";
import { tooComplex } from "../graphql/callAllowance.js";
import { estimateCalls } from "../graphql/callEstimate.js";
import type { GraphQLContext } from "../graphql/context.js";

/** Whether the caller wants to know what an operation would cost, and not to run it: it sends `amoql-plan: 1`. */
export function isPlanned({ request }: Pick<GraphQLRequestContext<BaseContext>, "request">): boolean {
  return request.http?.headers.get("amoql-plan") === "1";
}

/**
 * Refuses an operation that would need more calls to the account than allowed, before anything is sent. Where the caller only plans
 * it, answers in `extensions.upstream` how many it may need and how many are allowed, and runs nothing.
 */
export function callLimit(most: number): ApolloServerPlugin<GraphQLContext> {
  return {
    async requestDidStart() {
      let planned: number | null = null;
      return {
        async didResolveOperation(context) {
          const { schema, document, operation, request } = context;
          if (operation === undefined) return;
          const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {});
          // Wrong variables are the executor's to report.
          if (coerced === undefined) return;
          const fragments = new Map<string, FragmentDefinitionNode>();
          for (const definition of document.definitions) {
            if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
          }
          const calls = estimateCalls({ schema, operation, fragments, variables: coerced });
          if (isPlanned(context)) planned = calls;
          else if (calls > most) throw tooComplex(calls, most);
        },
        async responseForOperation(context) {
          if (!isPlanned(context)) return null;
          // Without a number the variables are wrong: then nothing would be sent.
          const extensions = { upstream: { planned: planned ?? 0, limit: most } };
          return {
            http: { headers: new HeaderMap() },
            body: { kind: "single", singleResult: { data: null, extensions } },
          };
        },
      };
    },
  };
}
