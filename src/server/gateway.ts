import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import compress from "@fastify/compress";
import cors from "@fastify/cors";
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply } from "fastify";
import type { GatewayConfig } from "../config.js";
import { isLoopback } from "../domain/loopback.js";
import type { GraphQLContext } from "../graphql/context.js";
import { formatError } from "../graphql/errors.js";
import { buildGatewaySchema } from "../graphql/schema.js";
import { callLimit } from "./callLimit.js";
import type { Callers } from "./callers.js";
import type { AccessTokens } from "./accessTokens.js";
import { Drain } from "./drain.js";
import { health, type Health } from "./health.js";
import { answerBadAddress, answerHttpErrors, httpError } from "./httpErrors.js";
import { DOCUMENT_LIMITS, documentLimitRule } from "./limits.js";
import type { Metrics } from "./metrics.js";
import { openOperation, type Operation } from "./operation.js";
import { operationReport } from "./operationReport.js";
import { operationTypeRule } from "./operationTypes.js";
import { originGuard } from "./origin.js";
import { playground } from "./playground.js";
import { refusals } from "./refusals.js";

/** Largest request body, in bytes. */
const BODY_LIMIT = 1_048_576;
/** How long a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 30_000;
/** How long requests under way may take to finish when the gateway closes. */
const DRAIN_MS = 8_000;

interface GatewayParts {
  readonly config: GatewayConfig;
  readonly callers: Callers;
  readonly accessTokens: AccessTokens;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
}

/** HTTP around GraphQL. */
export interface Gateway {
  readonly url: string;
  /** Turns /ready off, takes no new connections and finishes what is under way; cuts off what takes longer than 8 seconds. */
  close(): Promise<void>;
}

/** Starts the GraphQL server and everything that is served beside it. */
export async function createGateway({ config, callers, accessTokens, log, metrics }: GatewayParts): Promise<Gateway> {
  const operations = new AsyncLocalStorage<Operation>();
  const apollo = await startApollo(config, operations, log, metrics);
  const app = Fastify({
    loggerInstance: log,
    // One line an operation is enough: operationReport writes it.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: () => randomUUID(),
    frameworkErrors: answerBadAddress,
    forceCloseConnections: "idle",
    // A request that was on its way on an open connection is still served; /ready tells that it should be the last.
    return503OnClosing: false,
  });
  const state: Health = { isReady: false };
  const drain = new Drain(app);
  answerHttpErrors(app);
  app.addHook(
    "onRequest",
    originGuard({
      loopbackHost: isLoopback(config.host) ? config.host : null,
      allowedHosts: config.allowedHosts,
      corsOrigins: config.corsOrigins,
    }),
  );
  // An OPTIONS that is no preflight is answered like one: refusing it would be a text that no GraphQL client can read.
  await app.register(cors, { origin: [...config.corsOrigins], maxAge: 600, strictPreflight: false });
  await app.register(compress);
  await app.register(health, { state, metrics, metricsFor: isLoopback(config.host) ? null : accessTokens });
  if (config.playground) await app.register(playground, {});
  serveGraphQL(app, apollo, operations, callers, config, () => !state.isReady);

  async function close(): Promise<void> {
    state.isReady = false;
    await drain.close(DRAIN_MS);
    await apollo.stop();
  }

  try {
    const url = await app.listen({ host: config.host, port: config.port });
    state.isReady = true;
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Apollo Server without what costs time at every field, and with the limits of our own. */
async function startApollo(
  config: GatewayConfig,
  operations: AsyncLocalStorage<Operation>,
  log: FastifyBaseLogger,
  metrics: Metrics,
): Promise<ApolloServer<GraphQLContext>> {
  const apollo = new ApolloServer<GraphQLContext>({
    schema: await buildGatewaySchema(),
    logger: log,
    introspection: config.introspection,
    hideSchemaDetailsFromClientErrors: !config.introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    parseOptions: { maxLexicalTokens: DOCUMENT_LIMITS.tokens },
    maxRecursiveSelections: DOCUMENT_LIMITS.recursiveSelections,
    validationRules: [operationTypeRule, documentLimitRule(DOCUMENT_LIMITS)],
    formatError: (_formatted, error) => {
      const operation = operations.getStore();
      const shown = formatError(error, {
        requestId: operation?.requestId ?? "",
        usesServiceUser: operation?.context.usesServiceUser ?? false,
      });
      if (shown.extensions?.["code"] === "INTERNAL_SERVER_ERROR") {
        log.error({ err: error, requestId: operation?.requestId }, "masked error");
      }
      return shown;
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      callLimit(config.maxCalls),
      refusals(() => operations.getStore()),
      operationReport(() => operations.getStore(), log, metrics),
    ],
  });
  await apollo.start();
  return apollo;
}

/** Media types of which a GraphQL answer has one, and what stands for them. */
const ANSWERABLE = /application\/(?:json|graphql-response\+json|\*)|\*\/\*/i;

function serveGraphQL(
  app: FastifyInstance,
  apollo: ApolloServer<GraphQLContext>,
  operations: AsyncLocalStorage<Operation>,
  callers: Callers,
  config: GatewayConfig,
  isClosing: () => boolean,
): void {
  app.route({
    url: "/graphql",
    // Those that GraphQL over HTTP has no use for get Apollo Server's 405.
    method: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    async handler(request, reply) {
      // Apollo Server notices it too late: after the mutation.
      if (!ANSWERABLE.test(request.headers.accept ?? "*/*")) {
        const message = "Answers are application/graphql-response+json or application/json: accept one of them.";
        return reply.code(406).send(httpError(message, "BAD_REQUEST", request.id));
      }
      const operation = await openOperation(request, reply, callers, config, isClosing);
      const answer = fastifyApolloHandler(apollo, { context: () => Promise.resolve(operation.context) });
      const body = await operations.run(operation, () => answer.call(app, request, reply));
      if (operation.isRefused && isPlainJson(reply)) reply.code(200);
      return body;
    },
  });
}

/** Whether the answer is application/json, whose status tells of HTTP alone: a refused document is an answer like any other. */
function isPlainJson(reply: FastifyReply): boolean {
  return String(reply.getHeader("content-type")).startsWith("application/json");
}
