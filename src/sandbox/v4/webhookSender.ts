import type { Account } from "../runningAccount.js";
import { allWebhooks, takeChanges } from "../storage/webhooks.js";
import { notificationOf } from "./notifications.js";

/** Milliseconds a receiver may take to answer. */
const ANSWER_MS = 2_000;

/** Waits before a failed notification is sent again, in units of the switch `webhookRetry`. */
const RETRIES = [1, 3] as const;
/** Further waits where the receiver itself failed (499 and 5xx). */
const PATIENT_RETRIES = [3, 12] as const;

/** Tells the subscribed addresses what has happened in the account, whichever API made it happen. */
export class WebhookSender {
  /** False while nobody is subscribed, so that calls then cost nothing. */
  #active = false;
  #sending: Promise<void> = Promise.resolve();
  readonly #waiting = new Set<NodeJS.Timeout>();
  readonly #closed = new AbortController();
  #origin = "";

  constructor(
    private readonly account: Account,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Begins with what was left over when the account was last closed; `origin` is where it is reached now. */
  start(origin: string): void {
    this.#origin = origin;
    this.subscriptionsChanged();
  }

  /** Sends, in the background and in order, what has happened since it was last called. */
  tell(): void {
    if (!this.#active || this.#closed.signal.aborted) return;
    this.#sending = this.#sending.then(() => this.#tellAll()).catch(this.onError);
  }

  /** Looks anew who is subscribed, at the start and when a subscription was made or ended. */
  subscriptionsChanged(): void {
    this.#active = true;
    this.tell();
  }

  /** Gives up what is not delivered yet. */
  async close(): Promise<void> {
    this.#closed.abort();
    for (const timer of this.#waiting) clearTimeout(timer);
    await this.#sending;
  }

  async #tellAll(): Promise<void> {
    const { db, switches } = this.account;
    const told = await db.transaction().execute(async (trx) => {
      const webhooks = await allWebhooks(trx);
      this.#active = webhooks.length > 0;
      const changes = this.#active ? await takeChanges(trx) : [];
      const deliveries: { destination: string; body: URLSearchParams }[] = [];
      for (const change of changes) {
        const notification = await notificationOf(trx, change, { switches, origin: this.#origin });
        const receivers = webhooks.filter(({ settings }) => notification && settings.includes(notification.event));
        for (const { destination } of receivers) {
          if (notification) deliveries.push({ destination, body: notification.body });
        }
      }
      return deliveries;
    });
    for (const { destination, body } of told) await this.#deliver(destination, body, 0);
  }

  async #deliver(destination: string, body: URLSearchParams, tries: number): Promise<void> {
    const status = await this.#post(destination, body);
    if (status >= 100 && status < 300) return;
    const waits = status === 499 || status >= 500 ? [...RETRIES, ...PATIENT_RETRIES] : RETRIES;
    const wait = waits[tries];
    if (wait === undefined || this.#closed.signal.aborted) return;
    const timer = setTimeout(
      () => {
        this.#waiting.delete(timer);
        this.#sending = this.#sending.then(() => this.#deliver(destination, body, tries + 1)).catch(this.onError);
      },
      wait * this.account.switches.webhookRetry * 1000,
    );
    this.#waiting.add(timer.unref());
  }

  /** The status a receiver answers; 0 if it does not answer in time. */
  async #post(destination: string, body: URLSearchParams): Promise<number> {
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(ANSWER_MS)]);
    try {
      const response = await fetch(destination, { method: "POST", body, redirect: "manual", signal });
      await response.body?.cancel();
      return response.status;
    } catch {
      // Refused, cut off, or too slow: all are no answer.
      return 0;
    }
  }
}
