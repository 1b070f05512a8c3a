import { HeaderMap, type ApolloServerPlugin, type BaseContext, type GraphQLRequestContext } from "@apollo/server";
import { getVariableValues, Kind, type FragmentDefinitionNode } from "graphql";
import { tooManyCalls } from "../domain/callAllowance.js";
import { estimateCalls } from "../graphql/callEstimate.js";
import type { GraphQLContext } from "../graphql/context.js";
import { requestError } from "../graphql/errors.js";

/**
 * Whether the caller wants to know what an operation would cost, and not to run it: it sends `amoql-plan: 1`. Whatever else it sends
 * but 0, it hardly means that the operation is to be run.
 */
export function isPlanned({ request }: Pick<GraphQLRequestContext<BaseContext>, "request">): boolean {
  const header = request.http?.headers.get("amoql-plan");
  return header !== undefined && header !== "0";
}

/**
 * Refuses an operation that would need more calls to the account than allowed, before anything is sent. Where the caller only plans
 * it, answers in `extensions.upstream` how many it may need and how many are allowed, and runs nothing.
 */
export function callLimit(most: number, api: "legacy" | "v4"): ApolloServerPlugin<GraphQLContext> {
  return {
    async requestDidStart() {
      let planned: number | null = null;
      return {
        async didResolveOperation(context) {
          const { schema, document, operation, request } = context;
          if (operation === undefined) return;
          const { coerced, errors } = getVariableValues(
            schema,
            operation.variableDefinitions ?? [],
            request.variables ?? {},
          );
          if (coerced === undefined) {
            const [error] = errors;
            // The executor reports all that is wrong with variables, but a plan never gets there.
            if (isPlanned(context) && error !== undefined) throw error;
            return;
          }
          const fragments = new Map<string, FragmentDefinitionNode>();
          for (const definition of document.definitions) {
            if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
          }
          const calls = estimateCalls({ schema, operation, fragments, variables: coerced }, api);
          if (isPlanned(context)) planned = calls;
          else if (calls > most) throw requestError("QUERY_TOO_COMPLEX", tooManyCalls(calls, most).message);
        },
        async responseForOperation(context) {
          // A plan without a number has no operation: the executor tells why, and runs nothing.
          if (!isPlanned(context) || planned === null) return null;
          const extensions = { upstream: { planned, limit: most } };
          return {
            http: { headers: new HeaderMap() },
            body: { kind: "single", singleResult: { data: null, extensions } },
          };
        },
      };
    },
  };
}
