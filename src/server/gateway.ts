import { randomUUID } from "node:crypto";
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import compress from "@fastify/compress";
import cors from "@fastify/cors";
import Fastify, { LogController, type FastifyBaseLogger } from "fastify";
import type { GatewayConfig } from "../config.js";
import type { ChangeFeed } from "../domain/change.js";
import { isLoopback } from "../domain/loopback.js";
import { buildGatewaySchema } from "../graphql/schema.js";
import type { LearnedChanges } from "../webhooks/learnedChanges.js";
import { callLimit } from "./callLimit.js";
import type { Callers } from "./callers.js";
import type { AccessTokens } from "./accessTokens.js";
import { Drain } from "./drain.js";
import { engineGateway } from "./engineGateway.js";
import { errorReport, type ErrorReport } from "./errorReport.js";
import { EventLoopLag } from "./eventLoopLag.js";
import { graphqlRoute } from "./graphqlRoute.js";
import { health, type Health } from "./health.js";
import { answerBadAddress, answerHttpErrors } from "./httpErrors.js";
import { DOCUMENT_LIMITS, documentLimitRule } from "./limits.js";
import type { Metrics } from "./metrics.js";
import type { OperationContext } from "./operation.js";
import { operationReport } from "./operationReport.js";
import { originCheck, originGuard } from "./origin.js";
import { persistedDocuments } from "./persistedDocuments.js";
import { playground } from "./playground.js";
import type { RedisState } from "./redisState.js";
import { refusals } from "./refusals.js";
import { sentDocuments } from "./sentDocuments.js";
import { EventStreams } from "./subscriptions/eventStreams.js";
import { subscriptionRequests } from "./subscriptions/subscriptionRequests.js";
import { Subscriptions } from "./subscriptions/subscriptions.js";
import { WebSockets } from "./subscriptions/webSockets.js";
import type { Tracing } from "./tracing.js";
import { readTrustedDocuments } from "./trustedDocuments.js";
import { subdomainOf, webhookRoute } from "./webhookRoute.js";

/** Largest request body, in bytes. */
const BODY_LIMIT = 1_048_576;
/** How long a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 30_000;
/** How long requests under way may take to finish when the gateway closes. */
export const DRAIN_MS = 8_000;

interface GatewayParts {
  readonly config: GatewayConfig;
  readonly callers: Callers;
  readonly accessTokens: AccessTokens;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** Null when traces are not wanted. */
  readonly tracing: Tracing | null;
  /** How Redis is; null where none is used. */
  readonly redis: () => RedisState | null;
  /** Tells of what is changed in the account. */
  readonly changes: ChangeFeed;
  readonly learned: LearnedChanges;
}

/** HTTP around GraphQL. */
export interface Gateway {
  readonly url: string;
  /** Turns /ready off, takes no new connections and finishes what is under way; cuts off what takes longer than 8 seconds. */
  close(): Promise<void>;
}

function noSchema(): never {
  throw new TypeError("Routes have no schemas here.");
}

/** Instead of Fastify's compilers of schemas, which are some 500 files to load at each start. */
const NO_SCHEMAS = { buildValidator: noSchema, buildSerializer: noSchema };

/** Starts the GraphQL server and everything that is served beside it. */
export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const { config, callers, accessTokens, log, metrics, redis, changes, learned } = parts;
  const errors = errorReport(log);
  const apollo = await startApollo(parts, errors);
  const app = Fastify({
    loggerInstance: log,
    schemaController: { compilersFactory: NO_SCHEMAS },
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
  const check = originCheck({
    loopbackHost: isLoopback(config.host) ? config.host : null,
    allowedHosts: config.allowedHosts,
    corsOrigins: config.corsOrigins,
  });
  app.addHook("onRequest", originGuard(check));
  // An OPTIONS that is no preflight is answered like one: refusing it would be a text that no GraphQL client can read.
  await app.register(cors, { origin: [...config.corsOrigins], maxAge: 600, strictPreflight: false });
  await app.register(compress);
  await app.register(health, { state, metrics, redis, metricsFor: isLoopback(config.host) ? null : accessTokens });
  if (config.playground) await app.register(playground, {});
  if (config.webhookSecrets.length > 0) {
    const subdomain = config.account.kind === "remote" ? subdomainOf(config.account.origin) : null;
    await app.register(webhookRoute, { secrets: config.webhookSecrets, subdomain, learned, metrics });
  }
  const lag = new EventLoopLag((milliseconds) => metrics.eventLoopLag(milliseconds));
  const operations = { callers, config, changes, isClosing: () => !state.isReady };
  const most = config.maxSubscriptions;
  const isOverloaded = (): boolean => lag.isPersistent;
  const subscriptions = new Subscriptions({ ...operations, apollo, errors, metrics, log, most, isOverloaded });
  const eventStreams = new EventStreams(subscriptions);
  const webSockets = new WebSockets({ subscriptions, check, log, most });
  webSockets.attach(app.server);
  await app.register(graphqlRoute, { apollo, parts: operations, metrics, lag, eventStreams });

  async function close(): Promise<void> {
    state.isReady = false;
    const until = performance.now() + DRAIN_MS;
    // They would never end by themselves.
    subscriptions.close();
    await Promise.all([eventStreams.close(), webSockets.close()]);
    await drain.close(until - performance.now());
    lag.close();
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
  { config, log, metrics, tracing }: GatewayParts,
  errors: ErrorReport,
): Promise<ApolloServer<OperationContext>> {
  const schema = await buildGatewaySchema();
  const validationRules = [documentLimitRule(DOCUMENT_LIMITS)];
  const trusted = await readTrustedDocuments(config, { schema, maxTokens: DOCUMENT_LIMITS.tokens, validationRules });
  const apollo = new ApolloServer<OperationContext>({
    gateway: engineGateway(schema),
    logger: log,
    introspection: config.introspection,
    hideSchemaDetailsFromClientErrors: !config.introspection,
    includeStacktraceInErrorResponses: false,
    // By default a line break is put behind each answer, for which the text is copied.
    stringifyResult: (result) => JSON.stringify(result),
    stopOnTerminationSignals: false,
    persistedQueries: { cache: sentDocuments() },
    parseOptions: { maxLexicalTokens: DOCUMENT_LIMITS.tokens },
    maxRecursiveSelections: DOCUMENT_LIMITS.recursiveSelections,
    validationRules,
    formatError: errors.format,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      persistedDocuments(trusted),
      subscriptionRequests(),
      callLimit(config.maxCalls, config.api),
      errors.plugin,
      refusals(),
      operationReport({ log, metrics, tracing }),
    ],
  });
  await apollo.start();
  return apollo;
}
