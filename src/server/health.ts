import type { FastifyPluginAsync } from "fastify";
import type { AccessTokens } from "./accessTokens.js";
import type { Metrics } from "./metrics.js";
import type { RedisState } from "./redisState.js";

/** Whether the gateway takes requests: started and not on its way out. */
export interface Health {
  isReady: boolean;
}

interface HealthOptions {
  readonly state: Health;
  readonly metrics: Metrics;
  /** How Redis is; null where none is used. */
  readonly redis: () => RedisState | null;
  /** Who may read the metrics; null lets everyone, for a gateway that only its own machine can reach. */
  readonly metricsFor: AccessTokens | null;
}

/** For load balancers and Prometheus. None of it calls the account. */
export const health: FastifyPluginAsync<HealthOptions> = async (app, options) => {
  const { state, metrics, metricsFor } = options;
  // Always 200: a restart does not bring Redis back.
  app.get("/health", async () => {
    const redis = options.redis();
    return redis === null || redis === "well" ? { status: "alive" } : { status: "degraded", redis };
  });

  // Whatever Redis does: else a load balancer would take out all instances at once, though each of them serves.
  app.get("/ready", async (_request, reply) => reply.code(state.isReady ? 200 : 503).send({ ready: state.isReady }));

  app.get("/metrics", async (request, reply) => {
    if (metricsFor !== null && !metricsFor.has(request.headers.authorization)) return reply.code(401).send();
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
};
