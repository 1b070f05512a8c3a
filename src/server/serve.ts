import { pino, type DestinationStream, type Logger } from "pino";
import type { GatewayConfig } from "../config.js";
import type { BreakerState, CallRecord } from "../domain/call.js";
import type { Change } from "../domain/change.js";
import { LocalChangeFeed } from "../domain/localChangeFeed.js";
import { LearnedChanges } from "../webhooks/learnedChanges.js";
import { OwnRepeats } from "../webhooks/repeats.js";
import { AccessTokens } from "./accessTokens.js";
import { AccountSessions } from "./accountSessions.js";
import { Callers } from "./callers.js";
import { createGateway, DRAIN_MS } from "./gateway.js";
import { Metrics } from "./metrics.js";
import { openAccount } from "./openAccount.js";
import { SessionTokens } from "./sessionTokens.js";
import { sharedState } from "./sharedState.js";
import type { Tracing } from "./tracing.js";

/** How long calls to the account may take when the gateway closes: callers have to be told before their connections are cut. */
const CALLS_MS = DRAIN_MS - 1_000;

/** A gateway that is listening. */
export interface RunningGateway {
  /** Where it listens, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Address of the embedded sandbox, or null for an account elsewhere. */
  readonly sandboxUrl: string | null;
  /**
   * Stops taking requests, finishes those under way, then closes the account. Calls to the account that take longer than 7
   * seconds are given up, requests that take longer than 8 are cut off.
   */
  close(): Promise<void>;
}

/**
 * Starts everything in order: the account (with the embedded sandbox if there is no other), then the gateway in front of it.
 *
 * @param logTo where log lines go; standard output when absent
 */
export async function serve(config: GatewayConfig, logTo?: DestinationStream): Promise<RunningGateway> {
  // Of a request that is no HTTP Fastify logs all that was sent: tokens, and the secret in the path of webhooks.
  const log = pino({ level: config.logLevel, redact: ["err.rawPacket"] }, logTo);
  const metrics = new Metrics();
  const shared = await sharedState(config, { log, metrics });
  const changes = shared?.changes ?? new LocalChangeFeed();
  const events = {
    onCall: (record: CallRecord) => metrics.call(record),
    onState: (state: BreakerState) => metrics.breaker(state),
    onChange: (change: Change) => learned.ours(change),
    onWarning: (message: string) => log.warn(message),
    onSandboxError: (error: unknown) => log.error({ err: error }, "the sandbox failed"),
  };
  const opened = await openAccount(config, events, shared?.account).catch(async (error: unknown) => {
    await shared?.close();
    throw error;
  });
  const learned = new LearnedChanges({
    feed: changes,
    repeats: shared?.repeats ?? new OwnRepeats(),
    forget: (subject) => opened.account.forget(subject),
  });
  const serviceUser = opened.serviceUser && opened.account.as(opened.serviceUser);
  const accessTokens = new AccessTokens(config.accessTokens);
  const sessions = new AccountSessions({
    account: opened.account,
    tokens: new SessionTokens(
      config.account.kind === "remote" ? config.account.origin : "sandbox",
      config.sessionSecrets,
      shared?.endedTokens,
    ),
    ...(shared !== null && { signInLimit: shared.signInLimit }),
    keySeconds: config.sessionTtlSeconds,
  });
  const callers = new Callers({ serviceUser, accessTokens, sessions });

  const tracing = config.tracing && (await startTracing(config.tracing, log));

  async function closeAccount(): Promise<void> {
    await serviceUser?.close();
    await sessions.close();
    await opened.close();
    await learned.settled();
    await shared?.close();
  }

  async function closeParts(): Promise<void> {
    await Promise.all([closeAccount(), tracing?.close()]);
  }

  try {
    const gateway = await createGateway({
      config,
      callers,
      accessTokens,
      log,
      metrics,
      tracing,
      redis: () => shared?.redis ?? null,
      changes,
      learned,
    });
    return {
      url: gateway.url,
      sandboxUrl: opened.sandboxUrl,
      async close() {
        const patience = setTimeout(() => opened.account.giveUp(), CALLS_MS);
        await gateway.close();
        await closeParts();
        clearTimeout(patience);
      },
    };
  } catch (error) {
    await closeParts();
    throw error;
  }
}

/** Loads what traces need, which is a lot, only where they are wanted. */
async function startTracing(options: NonNullable<GatewayConfig["tracing"]>, log: Logger): Promise<Tracing> {
  const { openTracing } = await import("./tracing.js");
  const onFailure = (reason: string): void => log.warn({ reason }, "traces could not be exported");
  return openTracing({ ...options, onFailure });
}
