import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from "@apollo/server";
import type { FastifyBaseLogger } from "fastify";
import { isPlanned } from "./callLimit.js";
import type { Metrics } from "./metrics.js";
import type { OperationContext } from "./operation.js";
import { isSpared, type OperationCalls } from "./operationCalls.js";
import type { Tracing } from "./tracing.js";

/** A name is the caller's choice, up to the size of a request: enough of it to be recognised. */
const NAME_LENGTH = 100;

interface ReportOptions {
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly tracing: Tracing | null;
}

/**
 * Reports how each operation went: one line in the log, the metrics, a trace, and `extensions.upstream` for callers that ask for
 * it. Neither documents nor variables get into any of them.
 */
export function operationReport({ log, metrics, tracing }: ReportOptions): ApolloServerPlugin<OperationContext> {
  return {
    // No hook of single fields here: one alone would make Apollo Server wrap every resolver of the schema.
    async requestDidStart() {
      return {
        async willSendResponse(request) {
          const { requestId, usesServiceUser, calls, startedAt } = request.contextValue.operation;
          // Nothing took place that could be reported, and a playground asks at each pause in typing.
          if (isPlanned(request)) return;
          const name = request.operationName?.slice(0, NAME_LENGTH);
          const type = request.operation?.operation;
          const code = firstCode(request) ?? "ok";
          const tookMs = performance.now() - startedAt;
          const worked = code === "ok" && (usesServiceUser || calls.wereAnswered);
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

function firstCode(request: GraphQLRequestContextWillSendResponse<OperationContext>): string | undefined {
  const { body } = request.response;
  const code = body.kind === "single" ? body.singleResult.errors?.[0]?.extensions?.["code"] : undefined;
  return typeof code === "string" ? code : undefined;
}

function showCost(request: GraphQLRequestContextWillSendResponse<OperationContext>, calls: OperationCalls): void {
  const { body } = request.response;
  if (body.kind === "single")
    body.singleResult.extensions = { ...body.singleResult.extensions, upstream: calls.toJSON() };
}
