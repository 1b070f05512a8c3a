import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { BreakerState, CallRecord } from "../domain/call.js";
import { OperationNames } from "./operationNames.js";

const BREAKER_STATES: readonly BreakerState[] = ["closed", "open", "probing"];

/** How an operation went, as the metrics count it. */
interface CountedOperation {
  /** Undefined when the operation has none, or was never found in its document. */
  readonly name: string | undefined;
  /** The first error code, or ok. */
  readonly code: string;
  readonly tookMs: number;
  /** Whether the name may take one of the places of names that are told apart. */
  readonly mayTakePlace: boolean;
}

/**
 * What became of a request to the webhook: it told of something new, of nothing that was not heard of before, or of nothing that is
 * known here; or it was refused.
 */
type NotificationOutcome = "taken" | "repeated" | "unknown" | "refused";

/** What a gateway counts, for Prometheus. One instance a gateway: nothing is shared between two of them. */
export class Metrics {
  readonly registry = new Registry();
  readonly #names = new OperationNames();

  readonly #operations = new Counter({
    name: "amoql_operations_total",
    help: "GraphQL operations by name and by their first error code, or ok",
    labelNames: ["operation", "code"],
    registers: [this.registry],
  });

  readonly #operationSeconds = new Histogram({
    name: "amoql_operation_seconds",
    help: "Time of a GraphQL operation, waiting for the budget included",
    labelNames: ["operation"],
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 45],
    registers: [this.registry],
  });

  readonly #requests = new Gauge({
    name: "amoql_requests_in_flight",
    help: "Requests to /graphql that are under way",
    registers: [this.registry],
  });

  readonly #shed = new Counter({
    name: "amoql_requests_shed_total",
    help: "Requests to /graphql that were refused because the process was overloaded",
    registers: [this.registry],
  });

  readonly #subscriptions = new Gauge({
    name: "amoql_subscriptions_open",
    help: "Subscriptions that are open",
    registers: [this.registry],
  });

  readonly #events = new Counter({
    name: "amoql_subscription_events_total",
    help: "Events made for subscriptions, by their first error code, or ok",
    labelNames: ["code"],
    registers: [this.registry],
  });

  readonly #calls = new Counter({
    name: "amoql_upstream_calls_total",
    help: "Calls to the account by endpoint and outcome",
    labelNames: ["endpoint", "outcome"],
    registers: [this.registry],
  });

  readonly #sparedReads = new Counter({
    name: "amoql_spared_reads_total",
    help: "Reads that were answered without a call to the account, by endpoint and outcome",
    labelNames: ["endpoint", "outcome"],
    registers: [this.registry],
  });

  readonly #callSeconds = new Histogram({
    name: "amoql_upstream_call_seconds",
    help: "Time of a call to the account, without waiting for the budget",
    labelNames: ["endpoint"],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  readonly #waitSeconds = new Histogram({
    name: "amoql_upstream_wait_seconds",
    help: "Time a call waited for the account's budget",
    buckets: [0.001, 0.05, 0.15, 0.5, 1, 5, 15, 45],
    registers: [this.registry],
  });

  readonly #breaker = new Gauge({
    name: "amoql_upstream_breaker_state",
    help: "1 for the state that the circuit breaker of the account is in, 0 for the others",
    labelNames: ["state"],
    registers: [this.registry],
  });

  readonly #signIns = new Counter({
    name: "amoql_sign_ins_total",
    help: "Sign-ins to the account by outcome",
    labelNames: ["outcome"],
    registers: [this.registry],
  });

  readonly #notifications = new Counter({
    name: "amoql_notifications_total",
    help: "Requests to the webhook by outcome",
    labelNames: ["outcome"],
    registers: [this.registry],
  });

  // Registered where Redis is used.
  readonly #redis = new Gauge({
    name: "amoql_redis_up",
    help: "1 while Redis answers, 0 while it does not",
    registers: [],
  });

  readonly #redisSeconds = new Histogram({
    name: "amoql_redis_command_seconds",
    help: "Time of a script that Redis ran",
    buckets: [0.0005, 0.001, 0.0025, 0.01, 0.05, 0.1, 0.4],
    registers: [],
  });

  readonly #lag = new Gauge({
    name: "nodejs_eventloop_lag_seconds",
    help: "Mean lag of the event loop over the last half second",
    registers: [this.registry],
  });

  constructor() {
    this.breaker("closed");
    const { registry } = this;
    // Read when asked for. Prometheus' own names, as prom-client's default metrics have them; those could not be ended with a
    // gateway that closes.
    new Gauge({
      name: "process_resident_memory_bytes",
      help: "Resident memory size in bytes",
      registers: [registry],
      collect() {
        this.set(process.memoryUsage.rss());
      },
    });
    new Gauge({
      name: "nodejs_heap_size_used_bytes",
      help: "Size of the used heap in bytes",
      registers: [registry],
      collect() {
        this.set(process.memoryUsage().heapUsed);
      },
    });
    new Counter({
      name: "process_cpu_seconds_total",
      help: "Processor time spent, in seconds",
      registers: [registry],
      collect() {
        const { user, system } = process.cpuUsage();
        this.reset();
        this.inc((user + system) / 1e6);
      },
    });
  }

  operation({ name, code, tookMs, mayTakePlace }: CountedOperation): void {
    const operation = this.#names.label(name, mayTakePlace);
    this.#operations.inc({ operation, code });
    this.#operationSeconds.observe({ operation }, tookMs / 1000);
  }

  /** A request to /graphql began. */
  requestBegan(): void {
    this.#requests.inc();
  }

  requestEnded(): void {
    this.#requests.dec();
  }

  requestShed(): void {
    this.#shed.inc();
  }

  subscriptionBegan(): void {
    this.#subscriptions.inc();
  }

  subscriptionEnded(): void {
    this.#subscriptions.dec();
  }

  /** An event was made for one subscription. */
  event(code: string): void {
    this.#events.inc({ code });
  }

  call({ endpoint, outcome, tookMs, waitedMs }: CallRecord): void {
    this.#calls.inc({ endpoint, outcome });
    if (endpoint === "auth") this.#signIns.inc({ outcome });
    this.#callSeconds.observe({ endpoint }, tookMs / 1000);
    this.#waitSeconds.observe(waitedMs / 1000);
  }

  /** A read that was answered without a call. */
  sparedRead({ endpoint, outcome }: CallRecord): void {
    this.#sparedReads.inc({ endpoint, outcome });
  }

  breaker(now: BreakerState): void {
    for (const state of BREAKER_STATES) this.#breaker.set({ state }, state === now ? 1 : 0);
  }

  /** Redis began to answer, or ceased to. */
  redis(isUp: boolean): void {
    this.registry.registerMetric(this.#redis);
    this.registry.registerMetric(this.#redisSeconds);
    this.#redis.set(isUp ? 1 : 0);
  }

  redisCommand(tookMs: number): void {
    this.#redisSeconds.observe(tookMs / 1000);
  }

  notification(outcome: NotificationOutcome): void {
    this.#notifications.inc({ outcome });
  }

  eventLoopLag(milliseconds: number): void {
    this.#lag.set(milliseconds / 1000);
  }
}
