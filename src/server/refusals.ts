import type { ApolloServerPlugin } from "@apollo/server";
import type { OperationContext } from "./operation.js";

/**
 * Marks the operations that were refused before anything of them was executed: their HTTP status depends on the media type of
 * the answer, which Apollo Server chooses later. A request without a document stays a bad request of HTTP.
 */
export function refusals(): ApolloServerPlugin<OperationContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue: { operation }, response: { body, http } }) {
          if (body.kind !== "single") return;
          const code = body.singleResult.errors?.[0]?.extensions?.["code"];
          // Apollo Server takes the refusal of a plugin for a bug.
          if (http.status === 500 && code !== "INTERNAL_SERVER_ERROR") http.status = 400;
          operation.state = http.status === 400 && code !== "BAD_REQUEST" ? "refused" : "answered";
        },
      };
    },
  };
}
