import { Counter, Histogram, Registry } from "prom-client";
import type { CallRecord } from "../domain/call.js";

/** What a gateway counts, for Prometheus. One instance a gateway: nothing is shared between two of them. */
export class Metrics {
  readonly registry = new Registry();

  readonly #operations = new Counter({
    name: "amoql_operations_total",
    help: "GraphQL operations by their first error code, or ok",
    labelNames: ["code"],
    registers: [this.registry],
  });

  readonly #calls = new Counter({
    name: "amoql_upstream_calls_total",
    help: "Calls to the account by endpoint and outcome",
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

  operation(code: string): void {
    this.#operations.inc({ code });
  }

  call(record: CallRecord): void {
    this.#calls.inc({ endpoint: record.endpoint, outcome: record.outcome });
    this.#callSeconds.observe({ endpoint: record.endpoint }, record.tookMs / 1000);
    this.#waitSeconds.observe(record.waitedMs / 1000);
  }
}
