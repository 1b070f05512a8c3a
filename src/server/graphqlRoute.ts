import type { AsyncLocalStorage } from "node:async_hooks";
import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyPluginAsync, FastifyReply } from "fastify";
import type { GatewayConfig } from "../config.js";
import type { GraphQLContext } from "../graphql/context.js";
import type { Callers } from "./callers.js";
import type { EventLoopLag } from "./eventLoopLag.js";
import { refuse } from "./httpErrors.js";
import type { Metrics } from "./metrics.js";
import { openOperation, type Operation } from "./operation.js";

/** Media types of which a GraphQL answer has one, and what stands for them. */
const ANSWERABLE = /application\/(?:json|graphql-response\+json|\*)|\*\/\*/i;
/** When a request that was refused because of the load may come again, in seconds. */
const RETRY_AFTER = 1;

interface GraphQLRouteOptions {
  readonly apollo: ApolloServer<GraphQLContext>;
  readonly operations: AsyncLocalStorage<Operation>;
  readonly callers: Callers;
  readonly config: GatewayConfig;
  readonly metrics: Metrics;
  readonly lag: EventLoopLag;
  readonly isClosing: () => boolean;
}

/** `/graphql`. While the process cannot keep up, requests are refused before their body is read; those under way go on. */
export const graphqlRoute: FastifyPluginAsync<GraphQLRouteOptions> = async (app, options) => {
  const { apollo, operations, callers, config, metrics, lag, isClosing } = options;

  app.addHook("onRequest", async (request, reply) => {
    if (lag.isPersistent) {
      metrics.requestShed();
      const message = "The gateway is overloaded.";
      return refuse(request, reply, { status: 503, code: "RATE_LIMITED", message, retryAfterSeconds: RETRY_AFTER });
    }
    metrics.requestBegan();
    reply.raw.once("close", () => metrics.requestEnded());
  });

  app.route({
    url: "/graphql",
    // Those that GraphQL over HTTP has no use for get Apollo Server's 405.
    method: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    async handler(request, reply) {
      // Apollo Server notices it too late: after the mutation.
      if (!ANSWERABLE.test(request.headers.accept ?? "*/*")) {
        const message = "Answers are application/graphql-response+json or application/json: accept one of them.";
        return refuse(request, reply, { status: 406, code: "BAD_REQUEST", message });
      }
      const operation = await openOperation(request, reply, callers, config, isClosing);
      const answer = fastifyApolloHandler(apollo, { context: () => Promise.resolve(operation.context) });
      const body = await operations.run(operation, () => answer.call(app, request, reply));
      if (operation.isRefused && isPlainJson(reply)) reply.code(200);
      return body;
    },
  });
};

/** Whether the answer is application/json, whose status tells of HTTP alone: a refused document is an answer like any other. */
function isPlainJson(reply: FastifyReply): boolean {
  return String(reply.getHeader("content-type")).startsWith("application/json");
}
