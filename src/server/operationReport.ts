import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from "@apollo/server";
import type { FastifyBaseLogger } from "fastify";
import type { GraphQLContext } from "../graphql/context.js";
import type { Metrics } from "./metrics.js";
import type { Operation } from "./operation.js";
import type { OperationCalls } from "./operationCalls.js";

/** A name is the caller's choice, up to the size of a request: enough of it to be recognised. */
const NAME_LENGTH = 100;

/** Reports how each operation went: one line in the log, the metrics, and `extensions.upstream` for callers that ask for it. */
export function operationReport(
  currentOperation: () => Operation | undefined,
  log: FastifyBaseLogger,
  metrics: Metrics,
): ApolloServerPlugin<GraphQLContext> {
  return {
    // What is not even a GraphQL request: it has no operation to tell of.
    async invalidRequestWasReceived() {
      metrics.operation("BAD_REQUEST");
    },

    // No hook of single fields here: one alone would make Apollo Server wrap every resolver of the schema.
    async requestDidStart() {
      return {
        async willSendResponse(request) {
          const operation = currentOperation();
          if (operation === undefined) return;
          const code = firstCode(request) ?? "ok";
          metrics.operation(code);
          if (request.request.http?.headers.get("amoql-trace") === "1") showCost(request, operation.calls);
          log.info(
            {
              requestId: operation.requestId,
              operation: request.operationName?.slice(0, NAME_LENGTH),
              code,
              calls: operation.calls.count,
              waitedMs: operation.calls.waitedMs,
              tookMs: Math.round(performance.now() - operation.startedAt),
            },
            "operation",
          );
        },
      };
    },
  };
}

function firstCode(request: GraphQLRequestContextWillSendResponse<GraphQLContext>): string | undefined {
  const { body } = request.response;
  const code = body.kind === "single" ? body.singleResult.errors?.[0]?.extensions?.["code"] : undefined;
  return typeof code === "string" ? code : undefined;
}

function showCost(request: GraphQLRequestContextWillSendResponse<GraphQLContext>, calls: OperationCalls): void {
  const { body } = request.response;
  if (body.kind === "single")
    body.singleResult.extensions = { ...body.singleResult.extensions, upstream: calls.toJSON() };
}
