import { setTimeout as delay } from "node:timers/promises";
import multipart from "@fastify/multipart";
import Fastify from "fastify";
import type { FastifyInstance, FastifyReply } from "fastify";
import { demoAccount } from "./demo/demoAccount.js";
import { oneAtATime } from "./oneAtATime.js";
import { RequestLog, loggedText } from "./requestLog.js";
import type { LoggedRequest } from "./requestLog.js";
import { authRoute } from "./routes/auth.js";
import { catalogRoutes } from "./routes/catalogs.js";
import { failureAnswers } from "./routes/failures.js";
import { legacyRoutes } from "./routes/legacy.js";
import { LOG_PATH, requestLogRoutes } from "./routes/requestLog.js";
import type { Account } from "./runningAccount.js";
import { Sessions } from "./sessions.js";
import { closeDatabase, openDatabase } from "./storage/database.js";
import { fillDemo, fillEmpty } from "./storage/fill.js";
import { DEFAULT_SWITCHES } from "./switches.js";
import type { SandboxSwitches } from "./switches.js";
import { TrafficLimit } from "./traffic.js";
import { oauthRoutes } from "./v4/oauth.js";
import { sendProblem } from "./v4/send.js";
import { V4_PREFIX, v4Routes } from "./v4/server.js";
import { WebhookSender } from "./v4/webhookSender.js";
import { Problem } from "./v4/wire/problem.js";
import { MAX_BODY } from "./wire/requestBody.js";
import { RequestError } from "./wire/requestError.js";

export { DEMO_CREDENTIALS } from "./account.js";
export type { SandboxSwitches } from "./switches.js";

/** Milliseconds a client may take to send a request, and to begin one on a new connection. */
const REQUEST_MS = 10_000;
/** Milliseconds without a byte in either direction before a connection is cut; Node.js may wait for it twice. */
const SILENCE_MS = 12_000;

/** How long calls under way may take to finish when the sandbox closes. */
const CLOSE_MS = 2_000;

/** How a sandbox is started. */
export interface SandboxOptions {
  /** Address to listen on; 127.0.0.1 if absent. */
  host?: string;
  /** Port to listen on; 0 or absent for any free one. */
  port?: number;
  /** SQLite file, made if it is not there; ":memory:" for none. */
  data: string;
  /** A new data file holds users and stages only, instead of the demo data. */
  empty?: boolean;
  /** Switches that differ from their defaults. */
  switches?: Partial<SandboxSwitches>;
  /** Clock of records, sessions and limits. */
  now?: () => Date;
  /** Told of errors that are a fault of the sandbox; callers get them as error 500 without the cause. */
  onError?: (error: unknown) => void;
}

/** A running sandbox. */
export interface Sandbox {
  /** Address of the account, without a slash at its end. */
  readonly url: string;
  /** The latest calls, oldest first, at most ten thousand. */
  requests(): readonly LoggedRequest[];
  /** Ends the calls under way, then closes the port and the data file. */
  close(): Promise<void>;
}

function noSchema(): never {
  throw new TypeError("Routes have no schemas here.");
}

/** Instead of Fastify's compilers of schemas, which are some 500 files to load at each start. */
const NO_SCHEMAS = { buildValidator: noSchema, buildSerializer: noSchema };

/**
 * Starts an account that speaks the XML API, the JSON API of catalogs and API v4 over HTTP.
 * Throws an Error with a one-line message if the data file cannot be used or the port is taken.
 */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const now = options.now ?? (() => new Date());
  const switches = { ...DEFAULT_SWITCHES, ...options.switches };
  const db = await openDatabase(options.data, (fresh) =>
    options.empty ? fillEmpty(fresh) : fillDemo(fresh, demoAccount(now())),
  );
  const account = { db, sessions: new Sessions(switches.sessionTtl, now), log: new RequestLog(), switches, now };
  const onError = options.onError ?? (() => undefined);
  const app = Fastify({
    bodyLimit: MAX_BODY,
    // A call that is held back is read, and answered, that much later.
    requestTimeout: REQUEST_MS + switches.latencyMs,
    connectionTimeout: SILENCE_MS + switches.latencyMs,
    http: { headersTimeout: REQUEST_MS, connectionsCheckingInterval: 1_000 },
    forceCloseConnections: "idle",
    schemaController: { compilersFactory: NO_SCHEMAS },
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      void reply.code(400).type("text/plain").send("Bad request\n");
    },
  });
  try {
    oneAtATime(app);
    await acceptAnyBody(app);
    limitTraffic(app, account);
    failureAnswers(app, account, onError);
    authRoute(app, account);
    legacyRoutes(app, account);
    catalogRoutes(app, account);
    v4Routes(app, account, onError);
    oauthRoutes(app, account, onError);
    requestLogRoutes(app, account);
    const webhooks = new WebhookSender(account, onError);
    app.addHook("onResponse", (request, _reply, done) => {
      if (request.url.startsWith(`${V4_PREFIX}/webhooks`)) webhooks.subscriptionsChanged();
      else webhooks.tell();
      done();
    });
    const url = await app.listen({ host: options.host ?? "127.0.0.1", port: options.port ?? 0 });
    webhooks.start(url);
    const close = async () => {
      // Connections that never asked anything are not idle to Node.js, and would be waited for.
      const cut = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
      await app.close();
      clearTimeout(cut);
      await webhooks.close();
      await closeDatabase(db).catch(onError);
    };
    return { url, requests: () => account.log.entries(), close };
  } catch (error) {
    await app.close();
    await closeDatabase(db).catch(onError);
    throw error;
  }
}

/** Bodies are told apart by their first character, so every type but multipart is taken as text. */
async function acceptAnyBody(app: FastifyInstance): Promise<void> {
  app.addHook("onRequest", (request, _reply, done) => {
    // Fastify refuses a type that is not well formed; an account takes whatever stands there.
    if (!/^multipart\/form-data/i.test(request.headers["content-type"] ?? "")) delete request.headers["content-type"];
    done();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body: Buffer, done) => {
    try {
      done(null, new TextDecoder("utf-8", { fatal: true }).decode(body));
    } catch {
      done(new RequestError(400, "the body is not UTF-8"));
    }
  });
  await app.register(multipart, { limits: { fields: 10_000, fieldNameSize: 1000, fieldSize: MAX_BODY, files: 1 } });
}

/** Holds answers back, refuses calls over the limit, and logs every call just before it is answered. */
function limitTraffic(app: FastifyInstance, account: Account): void {
  const { switches, now, log } = account;
  const limit = new TrafficLimit(switches.requestsPerSecond, switches.banAfter, now);
  const startedAt = new WeakMap<object, { at: Date; clock: number }>();

  app.addHook("onRequest", async (request, reply) => {
    if (request.url.startsWith(LOG_PATH)) return;
    startedAt.set(request, { at: now(), clock: performance.now() });
    if (switches.latencyMs > 0) await delay(switches.latencyMs);
    const verdict = limit.judge();
    if (verdict === "tooMany") {
      if (!request.url.startsWith(V4_PREFIX)) return reply.code(429).send();
      const { retryAfter } = switches;
      return sendProblem(
        reply,
        new Problem(429, "Too many requests", retryAfter > 0 ? { retry_after: retryAfter } : {}),
      );
    }
    if (verdict === "banned") return reply.code(403).type("text/html").send(BAN_PAGE);
  });
  app.addHook("onSend", async (request, reply) => {
    const started = startedAt.get(request);
    if (!started) return;
    const path = loggedText(request.url.split("?", 1)[0] ?? "");
    const ms = Math.round((performance.now() - started.clock) * 10) / 10;
    log.add(request, { at: started.at.toISOString(), method: request.method, path, status: reply.statusCode, ms });
  });
}

/** What the web server in front of an account answers while the account is blocked. */
const BAN_PAGE = `<html>
<head><title>403 Forbidden</title></head>
<body>
<center><h1>403 Forbidden</h1></center>
<hr><center>nginx</center>
</body>
</html>
`;
