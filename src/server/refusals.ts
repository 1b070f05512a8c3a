import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLContext } from "../graphql/context.js";
import type { Operation } from "./operation.js";

/**
 * Marks the operations that were refused before anything of them was executed: their HTTP status depends on the media type of
 * the answer, which Apollo Server chooses later. A request without a document stays a bad request of HTTP.
 */
export function refusals(currentOperation: () => Operation | undefined): ApolloServerPlugin<GraphQLContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response: { body, http } }) {
          const operation = currentOperation();
          if (operation === undefined || body.kind !== "single") return;
          const code = body.singleResult.errors?.[0]?.extensions?.["code"];
          // Apollo Server takes the refusal of a plugin for a bug.
          if (http.status === 500 && code !== "INTERNAL_SERVER_ERROR") http.status = 400;
          operation.isRefused = http.status === 400 && code !== "BAD_REQUEST";
        },
      };
    },
  };
}
