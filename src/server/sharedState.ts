import type { FastifyBaseLogger } from "fastify";
import type { GatewayConfig } from "../config.js";
import type { openSharedState, SharedState } from "../redis/sharedState.js";
import type { openSharedGrants, OpenGrants } from "../redis/openSharedGrants.js";
import type { Metrics } from "./metrics.js";
import { packageVersion } from "./version.js";

/** Loads the client of Redis only where it is used. */
const open: typeof openSharedState = async (options) =>
  (await import("../redis/sharedState.js")).openSharedState(options);

/** What this instance shares with others, as its configuration says; null for an instance of its own. */
export async function sharedState(
  config: GatewayConfig,
  { log, metrics }: { readonly log: FastifyBaseLogger; readonly metrics: Metrics },
): Promise<SharedState | null> {
  const { redis, account } = config;
  const [first, ...others] = config.sessionSecrets;
  // The configuration has neither of them without Redis.
  if (redis === null || account.kind !== "remote" || first === undefined) return null;
  if (redis.instances === null)
    log.warn("INSTANCES is not set: while Redis is gone, each instance calls as if it were the only one");
  const instances = redis.instances ?? 1;
  return open({
    url: redis.url,
    account: account.origin,
    secrets: [first, ...others],
    instances,
    ratePerSecond: config.ratePerSecond,
    concurrency: config.concurrency,
    callMs: config.callTimeoutMs,
    operationMs: config.operationTimeoutMs,
    cacheTtlMs: config.cacheTtlSeconds * 1000,
    clientId: config.integration?.clientId,
    recordFormat: `${packageVersion()} ${config.timeZone ?? ""}`,
    onState(isUp, reason) {
      metrics.redis(isUp);
      if (isUp) log.info("Redis answers");
      else
        log.warn({ reason }, "Redis does not answer: this instance keeps to its share of the rate, edits are refused");
    },
    onRefusal: (reason, detail) => log.warn({ reason, detail }, "Redis refuses what it is asked for"),
    onEviction: (policy) =>
      log.warn({ policy }, "Redis may throw away locks and keys: set its maxmemory-policy to noeviction"),
    onCommand: (tookMs) => metrics.redisCommand(tookMs),
    onCrowd: (live) =>
      log.warn(
        { live, instances },
        "more instances than INSTANCES says: unless one is just being replaced, set it to their number",
      ),
  });
}

const openGrants: typeof openSharedGrants = async (options) =>
  (await import("../redis/openSharedGrants.js")).openSharedGrants(options);

/** The grant alone of what instances share, for a command that runs beside them; null where there is none, or no Redis. */
export async function sharedGrants({
  redis,
  account,
  integration,
  sessionSecrets: [first, ...others],
}: GatewayConfig): Promise<OpenGrants | null> {
  if (redis === null || integration === null || account.kind !== "remote" || first === undefined) return null;
  const { clientId } = integration;
  return openGrants({ url: redis.url, account: account.origin, secrets: [first, ...others], clientId });
}
