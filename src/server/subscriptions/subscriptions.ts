import type { ApolloServer, GraphQLRequest } from "@apollo/server";
import type { FastifyBaseLogger } from "fastify";
import { createSourceEventStream, type ExecutionArgs, type FormattedExecutionResult } from "graphql";
import { Stopper } from "../../domain/stop.js";
import { requestError } from "../../graphql/errors.js";
import type { ErrorReport } from "../errorReport.js";
import type { Refusal } from "../httpErrors.js";
import type { Metrics } from "../metrics.js";
import { beginOperation, type OperationContext, type OperationParts, type Sender } from "../operation.js";
import { comeAgain, RETRY_SECONDS } from "./comeAgain.js";
import { Places } from "./places.js";
import { SubscriptionEvents, type SubscriptionParts } from "./subscriptionEvents.js";

interface SubscriptionsOptions extends OperationParts {
  readonly apollo: ApolloServer<OperationContext>;
  readonly errors: ErrorReport;
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
  /** Most subscriptions that may be open. */
  readonly most: number;
  /** Whether the process cannot keep up with its work. */
  readonly isOverloaded: () => boolean;
}

/** A place for a subscription that is still to begin. */
export interface Place {
  readonly giveBack: () => void;
}

/** What became of a request for events. */
export type Begun =
  | { readonly events: SubscriptionEvents; readonly execution: ExecutionArgs }
  /** It is one answer: why there are no events, or what they would cost. */
  | { readonly answer: FormattedExecutionResult };

/** All subscriptions of a gateway, whatever carries their events. */
export class Subscriptions {
  readonly #places: Places;
  readonly #open = new Set<SubscriptionEvents>();

  constructor(private readonly options: SubscriptionsOptions) {
    this.#places = new Places(options.most);
  }

  /** Why nobody may begin to listen, whoever it is; null while that is possible. */
  whyNoMore(): Refusal | null {
    const { isClosing, isOverloaded, metrics } = this.options;
    if (isClosing()) return comeAgain(503, "The gateway is closing.");
    if (!isOverloaded()) return null;
    metrics.requestShed();
    return comeAgain(503, "The gateway is overloaded.");
  }

  /** A place for one more, or why there is none. */
  takePlace(address: string): Place | Refusal {
    const refused = this.whyNoMore();
    if (refused !== null) return refused;
    const giveBack = this.#places.take(address);
    return giveBack === null ? comeAgain(429, "Too many subscriptions are open.") : { giveBack };
  }

  /** Whether the sender is somebody who may use the account. */
  async isWelcome(sender: Sender): Promise<boolean> {
    const { caller } = await this.options.callers.identify(sender.authorization, {
      caller: sender.address,
      signal: new Stopper(),
      onCall: () => undefined,
    });
    return typeof caller === "object";
  }

  /**
   * Reads and checks a request as Apollo Server does all others, and begins to listen.
   *
   * @param place is given back with the end of the events, or at once when there are none
   */
  async begin(request: GraphQLRequest, sender: Sender, place: Place): Promise<Begun> {
    const { apollo, config } = this.options;
    const stopper = new Stopper();
    const timer = setTimeout(() => stopper.abort(), config.operationTimeoutMs);
    const begun: Extract<Begun, { events: unknown }>[] = [];
    try {
      const contextValue = await beginOperation(sender, stopper, this.options, async (execution) => {
        const stream = await createSourceEventStream(execution);
        if (!(Symbol.asyncIterator in stream)) return stream;
        const source = stream[Symbol.asyncIterator]();
        const showsCost = request.http?.headers.get("amoql-trace") === "1";
        begun.push({ events: this.#listen({ sender, execution, source, showsCost }, place), execution });
        return {};
      });
      const { body } = await apollo.executeOperation(request, { contextValue });
      if (body.kind !== "single") throw new TypeError("Answers are never incremental here.");
      return begun[0] ?? { answer: body.singleResult };
    } catch (error) {
      for (const { events } of begun) void events.return();
      throw error;
    } finally {
      clearTimeout(timer);
      if (begun.length === 0) place.giveBack();
    }
  }

  /** Ends all subscriptions, telling why. No more begin once the gateway is closing. */
  close(): void {
    for (const events of this.#open) endAtClosing(events);
  }

  #listen(
    parts: Pick<SubscriptionParts, "sender" | "execution" | "source" | "showsCost">,
    place: Place,
  ): SubscriptionEvents {
    const { metrics, log } = this.options;
    const events = new SubscriptionEvents({
      ...this.options,
      ...parts,
      onEnd: (ended) => {
        this.#open.delete(ended);
        place.giveBack();
        metrics.subscriptionEnded();
        log.info(ended.summary, "subscription ended");
      },
    });
    this.#open.add(events);
    metrics.subscriptionBegan();
    // It was on its way when all others were ended.
    if (this.options.isClosing()) endAtClosing(events);
    return events;
  }
}

function endAtClosing(events: SubscriptionEvents): void {
  const error = requestError(
    "UPSTREAM_UNAVAILABLE",
    "The gateway is closing. Subscribe again, then read anew what you show.",
  );
  error.extensions["retryAfterSeconds"] = RETRY_SECONDS;
  events.fail(error);
}
