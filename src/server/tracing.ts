import { setTimeout as sleep } from "node:timers/promises";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Tracer } from "@opentelemetry/api";
import { ExportResultCode, parseTraceParent } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace";
import { isSpared, type EndedCall, type OperationCalls } from "./operationCalls.js";

/** How long one batch may take, tries again included. */
const EXPORT_MS = 5_000;
/** How long a gateway that closes waits for its last spans. */
const FLUSH_MS = 1_000;
/** At most one failure to export is told in this time. */
const QUIET_MS = 60_000;

/** Where traces go, and under which name. */
interface TracingOptions {
  /** Address that takes traces in OTLP over HTTP, for example `http://localhost:4318/v1/traces`. */
  readonly url: string;
  readonly serviceName: string;
  /** Told why spans could not be handed over, at most once a minute. */
  readonly onFailure: (reason: string) => void;
}

/** An operation that is over. It knows neither its document nor its variables, so no span can hold them. */
interface TracedOperation {
  readonly requestId: string;
  readonly name: string | undefined;
  /** `query` or `mutation`; undefined for a document in which no operation could be found. */
  readonly type: string | undefined;
  /** The first error code, or ok. */
  readonly code: string;
  /** On the monotonic clock, in milliseconds. */
  readonly startedAt: number;
  readonly tookMs: number;
  readonly calls: OperationCalls;
  /** The W3C `traceparent` of the request. */
  readonly parent: string | undefined;
}

/** Hands traces over to a collector. */
export interface Tracing {
  /** Makes the spans of an operation and of its calls, and gives the trace's id. */
  record(operation: TracedOperation): string;
  /** Hands over what is left; gives up after a second. */
  close(): Promise<void>;
}

/**
 * Starts to export traces. Loaded only when they are wanted. The spans are made once the operation is over, from what is
 * measured anyway: nothing is registered globally, and no resolver is wrapped.
 */
export function openTracing({ url, serviceName, onFailure }: TracingOptions): Tracing {
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_MS });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName }),
    spanProcessors: [new BatchSpanProcessor({ exporter: tellingFailures(exporter, onFailure) })],
  });
  const tracer = provider.getTracer("amoql");
  return {
    record: (operation) => recordOperation(tracer, operation),
    async close() {
      const patience = new AbortController();
      const timeIsUp = sleep(FLUSH_MS, undefined, { signal: patience.signal });
      // Why it failed, if it did, the exporter has told.
      await Promise.allSettled([Promise.race([provider.shutdown(), timeIsUp])]);
      patience.abort();
      await Promise.allSettled([timeIsUp]);
    },
  };
}

function recordOperation(tracer: Tracer, operation: TracedOperation): string {
  const { requestId, name, type, code, startedAt, tookMs, calls } = operation;
  // What was measured on the monotonic clock, on that of the calendar.
  const epoch = Date.now() - performance.now();
  const span = tracer.startSpan(
    [type ?? "GraphQL operation", name].filter(Boolean).join(" "),
    {
      kind: SpanKind.SERVER,
      startTime: epoch + startedAt,
      attributes: {
        ...(type !== undefined && { "graphql.operation.type": type }),
        ...(name !== undefined && { "graphql.operation.name": name }),
        "amoql.request_id": requestId,
        "amoql.calls": calls.count,
        "amoql.shared": calls.shared,
        "amoql.cached": calls.cached,
        ...(code !== "ok" && { "error.type": code }),
      },
    },
    parentContext(operation.parent),
  );
  if (code !== "ok") span.setStatus({ code: SpanStatusCode.ERROR });
  const parent = trace.setSpan(ROOT_CONTEXT, span);
  for (const call of calls.ended) recordCall(tracer, call, epoch, parent);
  span.end(epoch + startedAt + tookMs);
  return span.spanContext().traceId;
}

function recordCall(tracer: Tracer, call: EndedCall, epoch: number, parent: Context): void {
  const span = tracer.startSpan(
    call.endpoint,
    {
      kind: SpanKind.CLIENT,
      startTime: epoch + call.endedAt - call.tookMs,
      attributes: {
        "amoql.call.endpoint": call.endpoint,
        "amoql.call.waited_ms": Math.round(call.waitedMs),
        "amoql.call.outcome": call.outcome,
        ...(call.ageMs !== undefined && { "amoql.call.age_ms": Math.round(call.ageMs) }),
      },
    },
    parent,
  );
  if (call.outcome !== "ok" && !isSpared(call)) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(epoch + call.endedAt);
}

/** The caller's trace, if the header tells of one. */
function parentContext(header: string | undefined): Context {
  const parent = header === undefined ? null : parseTraceParent(header);
  return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
}

/** An exporter whose failures do not stay its own. */
function tellingFailures(exporter: SpanExporter, tell: (reason: string) => void): SpanExporter {
  let quietUntil = -Infinity;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code !== ExportResultCode.SUCCESS && performance.now() >= quietUntil) {
          quietUntil = performance.now() + QUIET_MS;
          tell(result.error?.message ?? "the collector does not say why");
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}
