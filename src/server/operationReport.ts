import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from "@apollo/server";
import type { FastifyBaseLogger } from "fastify";
import { GraphQLError } from "graphql";
import type { GraphQLContext } from "../graphql/context.js";
import type { Metrics } from "./metrics.js";
import type { Operation } from "./operation.js";
import { isSpared, type OperationCalls } from "./operationCalls.js";
import type { Tracing } from "./tracing.js";

/** A name is the caller's choice, up to the size of a request: enough of it to be recognised. */
const NAME_LENGTH = 100;

interface ReportOptions {
  readonly currentOperation: () => Operation | undefined;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly tracing: Tracing | null;
}

/**
 * Reports how each operation went: one line in the log, the metrics, a trace, and `extensions.upstream` for callers that ask for
 * it. Neither documents nor variables get into any of them.
 */
export function operationReport({
  currentOperation,
  log,
  metrics,
  tracing,
}: ReportOptions): ApolloServerPlugin<GraphQLContext> {
  return {
    // What is not even a GraphQL request: it has no operation to tell of.
    async invalidRequestWasReceived({ error }) {
      const operation = currentOperation();
      const tookMs = operation === undefined ? 0 : performance.now() - operation.startedAt;
      metrics.operation({ name: undefined, code: "BAD_REQUEST", tookMs, mayTakePlace: false });
      log.info({ requestId: operation?.requestId, status: statusOf(error), code: "BAD_REQUEST" }, "refused");
    },

    // No hook of single fields here: one alone would make Apollo Server wrap every resolver of the schema.
    async requestDidStart() {
      return {
        async willSendResponse(request) {
          const operation = currentOperation();
          if (operation === undefined) return;
          const { requestId, calls, startedAt } = operation;
          const name = request.operationName?.slice(0, NAME_LENGTH);
          const type = request.operation?.operation;
          const code = firstCode(request) ?? "ok";
          const tookMs = performance.now() - startedAt;
          const worked = code === "ok" && (operation.context.usesServiceUser || calls.wereAnswered);
          metrics.operation({ name, code, tookMs, mayTakePlace: worked });
          for (const record of calls.ended) if (isSpared(record)) metrics.sparedRead(record);
          const headers = request.request.http?.headers;
          if (headers?.get("amoql-trace") === "1") showCost(request, calls);
          const parent = headers?.get("traceparent");
          const traceId = tracing?.record({ requestId, name, type, code, startedAt, tookMs, calls, parent });
          log.info(
            {
              requestId,
              traceId,
              operation: name,
              type,
              code,
              calls: calls.count,
              shared: calls.shared,
              cached: calls.cached,
              waitedMs: calls.waitedMs,
              tookMs: Math.round(tookMs),
            },
            "operation",
          );
        },
      };
    },
  };
}

/** The HTTP status that Apollo Server answers an error with. */
function statusOf(error: Error): unknown {
  const http = error instanceof GraphQLError ? error.extensions["http"] : undefined;
  return typeof http === "object" && http !== null && "status" in http ? http.status : 400;
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
