import { execute, getOperationAST, type ExecutionArgs, type ExecutionResult } from "graphql";
import { Stopper } from "../../domain/stop.js";
import { unauthenticated } from "../../graphql/errors.js";
import type { ErrorReport } from "../errorReport.js";
import type { Metrics } from "../metrics.js";
import { beginOperation, type OperationContext, type OperationParts, type Sender } from "../operation.js";
import { isSpared } from "../operationCalls.js";
import { ShownError } from "./shownError.js";

/** How often it is asked whether the subscriber's session still holds good, in milliseconds, besides at each event. */
const CHECK_MS = 15_000;

/** As much of an operation's name, which is the caller's choice, as is logged. */
const NAME_LENGTH = 100;

/** What the events of one subscription are made with. */
export interface SubscriptionParts extends OperationParts {
  readonly sender: Sender;
  readonly execution: ExecutionArgs;
  /** Gives the change of each event. */
  readonly source: AsyncIterator<unknown, unknown>;
  /** Whether each event tells what it cost. */
  readonly showsCost: boolean;
  readonly errors: ErrorReport;
  readonly metrics: Metrics;
  /** Called once, when there will be no more events. */
  readonly onEnd: (events: SubscriptionEvents) => void;
}

/**
 * The events of one subscription, made one after the other as they are asked for: of each change what was selected, read for it as
 * an operation of its own, with the rights that the subscriber has then. An end that the subscriber did not ask for is told in a
 * last event, which has errors and no data.
 */
export class SubscriptionEvents implements AsyncIterableIterator<ExecutionResult> {
  readonly #startedAt = performance.now();
  readonly #check = setInterval(() => void this.#checkSession(), CHECK_MS).unref();
  #underWay = new Stopper();
  #isOver = false;
  #failure: ShownError | null = null;
  #count = 0;
  #calls = 0;

  constructor(private readonly parts: SubscriptionParts) {}

  /** What the log tells of it. */
  get summary() {
    const { document, operationName } = this.parts.execution;
    return {
      requestId: this.parts.sender.requestId,
      operation: getOperationAST(document, operationName)?.name?.value.slice(0, NAME_LENGTH),
      code: this.#failure?.extensions["code"] ?? "ok",
      events: this.#count,
      calls: this.#calls,
      tookMs: Math.round(performance.now() - this.#startedAt),
    };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.#isOver) return this.#give(null);
    try {
      const change = await this.parts.source.next();
      if (change.done !== true) return this.#give(await this.#eventOf(change.value));
    } catch (error) {
      this.fail(error);
    }
    const end = this.#give(this.#failure && { errors: [this.#failure] });
    this.#end();
    return end;
  }

  /** The event, unless there is none, or nobody who wants it any more. */
  #give(event: ExecutionResult | null): IteratorResult<ExecutionResult, undefined> {
    return event === null || this.#isOver ? { done: true, value: undefined } : { done: false, value: event };
  }

  /** Ends the subscription because the subscriber wants no more of it, or has gone. */
  return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Ends the subscription with an error, which the subscriber is told after the event that is under way. */
  fail(error: unknown): void {
    if (this.#isOver || this.#failure !== null) return;
    const { requestId } = this.parts.sender;
    this.#failure = new ShownError(this.parts.errors.show(error, { requestId, usesServiceUser: false }));
    void this.parts.source.return?.();
  }

  async #eventOf(change: unknown): Promise<ExecutionResult> {
    const { sender, config, execution, showsCost } = this.parts;
    const stopper = new Stopper();
    this.#underWay = stopper;
    const timer = setTimeout(() => stopper.abort(), config.operationTimeoutMs);
    try {
      const context = await beginOperation(sender, stopper, this.parts);
      if (context.viewer === null) throw unauthenticated();
      const { errors, data } = await execute({ ...execution, rootValue: change, contextValue: context });
      const shown = errors?.map((error) => new ShownError(this.parts.errors.show(error, context.operation)));
      this.#report(context, shown);
      return {
        ...(shown && { errors: shown }),
        ...(data !== undefined && { data }),
        ...(showsCost && { extensions: { upstream: context.operation.calls.toJSON() } }),
      };
    } finally {
      clearTimeout(timer);
    }
  }

  #report({ operation: { calls } }: OperationContext, errors: readonly ShownError[] | undefined): void {
    const { metrics } = this.parts;
    const code = errors?.[0]?.extensions["code"];
    metrics.event(typeof code === "string" ? code : "ok");
    for (const record of calls.ended) if (isSpared(record)) metrics.sparedRead(record);
    this.#count += 1;
    this.#calls += calls.count;
  }

  async #checkSession(): Promise<void> {
    try {
      const { viewer } = await beginOperation(this.parts.sender, new Stopper(), this.parts);
      if (viewer === null) throw unauthenticated();
    } catch (error) {
      this.fail(error);
    }
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#check);
    this.#underWay.abort();
    void this.parts.source.return?.();
    this.parts.onEnd(this);
  }
}
