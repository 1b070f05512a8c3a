import type { ApolloServerPlugin } from "@apollo/server";
import { OperationTypeNode } from "graphql";
import { requestError } from "../../graphql/errors.js";
import { isPlanned } from "../callLimit.js";
import type { OperationContext } from "../operation.js";

const TAKES_NO_EVENTS =
  "The events of a subscription do not fit into one answer: accept text/event-stream alone, or use a WebSocket.";
const TAKES_EVENTS =
  "Only subscriptions have events: send queries and mutations by POST and accept application/graphql-response+json.";

/** Refuses subscriptions where one answer is expected, and all else where events are. */
export function subscriptionRequests(): ApolloServerPlugin<OperationContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation(context) {
          const { operation, contextValue } = context;
          // What an operation would cost is one answer, whatever the operation.
          if (operation === undefined || isPlanned(context)) return;
          const hasEvents = operation.operation === OperationTypeNode.SUBSCRIPTION;
          const takesEvents = contextValue.operation.beginSubscription !== null;
          if (hasEvents !== takesEvents) {
            throw requestError("BAD_REQUEST", takesEvents ? TAKES_EVENTS : TAKES_NO_EVENTS);
          }
        },
      };
    },
  };
}
