import type { CallContext } from "../domain/call.js";
import { CrmError } from "../domain/crmError.js";
import { Stopper } from "../domain/stop.js";
import type { CallScope, Line } from "../transport/line.js";
import { REFUSALS_OF_TOKEN, type TokenSource } from "../transport/tokenSource.js";
import { unlessAborted } from "../transport/unlessAborted.js";
import { issuedAfter, newest, type Grant } from "./grant.js";
import { adviceOf, GrantError, GrantRefused } from "./grantError.js";
import type { GrantStore, GrantTurn } from "./grantStore.js";
import type { Integration } from "./integration.js";
import { requestTokens } from "./tokenRequest.js";

/** Share of its life after which a pair is renewed although nobody waits for it: of a day, more than two hours ahead. */
const RENEWED_AFTER = 0.9;
/** What an access token must have ahead of it for a call to be made with it: this share of its life, or this many milliseconds. */
const LEAST_LEFT_SHARE = 0.02;
const LEAST_LEFT_MS = 30_000;
/** A pair is looked at so often at least, in milliseconds: another process may have renewed it. */
const LONGEST_SLEEP_MS = 24 * 60 * 60_000;
/** How soon renewing ahead is tried again after a failure, in milliseconds. */
const TRY_AGAIN_MS = 60_000;
/** Calls that all fail for the same reason are worth one warning in this time, in milliseconds. */
const WARN_AGAIN_MS = TRY_AGAIN_MS / 2;
/** How long what the account refused is not tried again, in milliseconds, unless a newer grant is kept by then. */
const REFUSED_MS = 10 * 60_000;
/** A token that is refused though it is newer than this is not renewed: more likely it may not do what it was used for. */
const NEW_MS = 10 * 60_000;
/** How long a new token that the account refuses keeps all calls back, in milliseconds. */
const NEW_REFUSED_MS = 60_000;

interface GrantTokensOptions {
  readonly line: Line;
  readonly integration: Integration;
  readonly store: GrantStore;
  /** Told why calls are not let in, or may soon not be: callers are not told the cause. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * The tokens of a grant. One process at a time renews it for all that keep it in common: it asks the account for a new pair,
 * keeps that, and only then uses it. The account takes the old refresh token until then, so a process that dies at any point, and an
 * answer or a save that fails, cost one more renewal and not the grant.
 */
export class GrantTokens implements TokenSource {
  readonly #options: GrantTokensOptions;
  readonly #closing = new Stopper();
  #grant: Grant | null = null;
  #renewing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** An access token that the account refused. */
  #refusedToken: string | null = null;
  #refusalsInARow = 0;
  /** Which pair is not tried for a while, and why. */
  #blocked: { readonly issuedAt: number; readonly until: number; readonly error: GrantRefused } | null = null;
  /** The latest warning, and when it was given. */
  #warned: { readonly text: string; readonly at: number } | null = null;

  constructor(options: GrantTokensOptions) {
    this.#options = options;
    void this.#renewAhead();
  }

  get live(): string | null {
    if (this.#grant === null || this.#block !== null) return null;
    const { accessToken, expiresAt, lastsMs } = this.#grant;
    const leastLeftMs = Math.min(LEAST_LEFT_MS, lastsMs * LEAST_LEFT_SHARE);
    return accessToken !== this.#refusedToken && Date.now() < expiresAt - leastLeftMs ? accessToken : null;
  }

  async ensure(refused: string | null, scope: CallScope): Promise<void> {
    try {
      await this.#ensure(refused, scope);
    } catch (error) {
      if (error instanceof GrantError) this.#warn(error);
      throw error;
    }
  }

  async #ensure(refused: string | null, scope: CallScope): Promise<void> {
    // Another process may have come by a newer one.
    if (refused !== null && this.live === refused) await this.#readStore();
    // Twice, since the first may be a look ahead, which finds that nothing is due.
    for (let left = 2; this.live === null && left > 0; left -= 1) {
      await unlessAborted(this.#renewOnce(scope.call), scope.signal);
    }
    if (this.live === null) throw new GrantRefused("The account gives tokens that are of no use.");
    if (this.live === refused) throw new CrmError("forbidden", "The user of the integration may not do this.");
  }

  accepted(token: string): void {
    if (token === this.#grant?.accessToken) this.#refusalsInARow = 0;
  }

  refused(token: string): void {
    const grant = this.#grant;
    if (grant === null || token !== grant.accessToken || token === this.#refusedToken) return;
    this.#refusalsInARow += 1;
    const ageMs = Date.now() - (grant.expiresAt - grant.lastsMs);
    if (ageMs >= Math.min(NEW_MS, grant.lastsMs / 10)) {
      this.#refusedToken = token;
    } else if (this.#refusalsInARow >= REFUSALS_OF_TOKEN) {
      this.#refusalsInARow = 0;
      this.#blockFor(NEW_REFUSED_MS, new GrantRefused("The account refuses a token that it has just given."));
    }
  }

  /** Takes no more turns, and waits for a renewal under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    await Promise.allSettled([this.#renewing]);
  }

  /** Renews, or joins a renewal under way, whoever asked for it. */
  #renewOnce(call: Pick<CallContext, "onCall">, isNeeded = () => this.live === null): Promise<void> {
    return (this.#renewing ??= this.#renew(call, isNeeded).finally(() => {
      this.#renewing = null;
    }));
  }

  async #renewAhead(): Promise<void> {
    let nextInMs = TRY_AGAIN_MS;
    try {
      const isDue = (): boolean => this.#dueInMs() <= 0;
      await this.#renewOnce({ onCall: () => undefined }, isDue);
      nextInMs = Math.max(this.#dueInMs(), 0);
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      if (error instanceof GrantRefused) nextInMs = REFUSED_MS;
      this.#warn(error);
    }
    if (this.#closing.aborted) return;
    // A process that only waits for this may end.
    this.#timer = setTimeout(() => void this.#renewAhead(), Math.min(nextInMs, LONGEST_SLEEP_MS)).unref();
  }

  /** Milliseconds until the pair is to be renewed ahead; none left where there is no pair. */
  #dueInMs(): number {
    if (this.#grant === null) return 0;
    const { expiresAt, lastsMs } = this.#grant;
    return expiresAt - lastsMs * (1 - RENEWED_AFTER) - Date.now();
  }

  async #renew(call: Pick<CallContext, "onCall">, isNeeded: () => boolean): Promise<void> {
    if (this.#closing.aborted) throw new CrmError("unavailable", "The connection to the account is closed.");
    await this.#readStore();
    if (!isNeeded()) return;
    this.#checkBlock();
    await this.#options.store.inTurn(this.#closing, async (turn) => {
      this.#take(await turn.read());
      if (!isNeeded()) return;
      this.#checkBlock();
      await this.#renewInTurn(turn, call);
    });
  }

  async #renewInTurn(turn: GrantTurn, call: Pick<CallContext, "onCall">): Promise<void> {
    const grant = this.#grant;
    if (grant === null) throw new GrantRefused("No grant is kept here: run `amoql login`.");
    const { line, integration } = this.#options;
    const { ending: signal, timeoutMs: leftMs } = line;
    const tokens = await requestTokens(
      line,
      integration,
      { grant_type: "refresh_token", refresh_token: grant.refreshToken },
      { call: { caller: "oauth", signal, onCall: (record) => call.onCall(record) }, signal, leftMs },
    );
    if ("status" in tokens) throw this.#blockFor(REFUSED_MS, refusedWith(tokens.status));
    const renewed = { ...tokens, issuedAt: issuedAfter(grant, Date.now()) };
    await turn.save(renewed);
    this.#take(renewed);
  }

  /** Takes over what another process came by. */
  async #readStore(): Promise<void> {
    this.#take(await this.#options.store.read());
  }

  #take(grant: Grant | null): void {
    const better = newest(this.#grant, grant);
    if (better === this.#grant) return;
    this.#grant = better;
    this.#refusalsInARow = 0;
  }

  get #block(): GrantRefused | null {
    const blocked = this.#blocked;
    if (blocked === null || blocked.issuedAt !== this.#grant?.issuedAt || Date.now() >= blocked.until) return null;
    return blocked.error;
  }

  #blockFor(milliseconds: number, error: GrantRefused): GrantRefused {
    if (this.#grant !== null) {
      this.#blocked = { issuedAt: this.#grant.issuedAt, until: Date.now() + milliseconds, error };
    }
    return error;
  }

  #checkBlock(): void {
    if (this.#block !== null) throw this.#block;
  }

  #warn(error: CrmError): void {
    const text = `the grant could not be renewed: ${adviceOf(error)}`;
    const now = performance.now();
    const isKnown = text === this.#warned?.text && now - this.#warned.at < WARN_AGAIN_MS;
    if (this.#closing.aborted || isKnown) return;
    this.#warned = { text, at: now };
    this.#options.onWarning?.(text);
  }
}

function refusedWith(status: number): GrantRefused {
  return new GrantRefused(
    `The account does not renew the grant (HTTP ${status}): run \`amoql login\`. If that is refused too, check AMO_CLIENT_ID, ` +
      "AMO_CLIENT_SECRET and AMO_REDIRECT_URI; an account that was renamed is called by its new address, in AMO_URL.",
  );
}
