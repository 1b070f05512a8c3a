import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { loggedText } from "../requestLog.js";
import type { Account } from "../runningAccount.js";
import { viewerOf } from "../storage/viewer.js";
import { PhpForm, parseUrlEncoded } from "../wire/phpForm.js";
import { userOfToken } from "./bearer.js";
import type { V4Route, V4Routes } from "./call.js";
import { accountRoutes } from "./routes/account.js";
import { catalogRoutes } from "./routes/catalogs.js";
import { complexLeadRoutes } from "./routes/complexLeads.js";
import { customFieldRoutes } from "./routes/customFields.js";
import { elementRoutes } from "./routes/elements.js";
import { leadRoutes } from "./routes/leads.js";
import { linkRoutes } from "./routes/links.js";
import { noteRoutes } from "./routes/notes.js";
import { partyRoutes } from "./routes/parties.js";
import { pipelineRoutes } from "./routes/pipelines.js";
import { tagRoutes } from "./routes/tags.js";
import { taskRoutes } from "./routes/tasks.js";
import { userRoutes } from "./routes/users.js";
import { webhookRoutes } from "./routes/webhooks.js";
import { answerProblems, sendJson, sendProblem } from "./send.js";
import { textOf } from "./wire/listQuery.js";
import { Problem } from "./wire/problem.js";

/** Where API v4 is served. */
export const V4_PREFIX = "/api/v4";

const ROUTES: V4Routes = {
  ...accountRoutes,
  ...userRoutes,
  ...pipelineRoutes,
  ...customFieldRoutes,
  ...leadRoutes,
  ...complexLeadRoutes,
  ...partyRoutes("contacts"),
  ...partyRoutes("companies"),
  ...taskRoutes,
  ...noteRoutes("leads"),
  ...noteRoutes("contacts"),
  ...noteRoutes("companies"),
  ...linkRoutes("leads"),
  ...linkRoutes("contacts"),
  ...linkRoutes("companies"),
  ...tagRoutes,
  ...catalogRoutes,
  ...elementRoutes,
  ...webhookRoutes,
};

/** Serves API v4 on the data of the account. `onError` is told of errors that are a fault of the sandbox. */
export function v4Routes(app: FastifyInstance, account: Account, onError: (error: unknown) => void): void {
  void app.register(
    (v4, _options, done) => {
      answerProblems(v4, onError);
      v4.setNotFoundHandler((_request, reply) => sendProblem(reply, new Problem(404, "Not found")));
      for (const [name, route] of Object.entries(ROUTES)) {
        const [method = "", url = ""] = name.split(" ");
        v4.route({
          method,
          url,
          handler: (request, reply) => answer(account, route, request, reply),
        });
      }
      done();
    },
    { prefix: V4_PREFIX },
  );
}

async function answer(account: Account, route: V4Route, request: FastifyRequest, reply: FastifyReply) {
  const query = request.url.split("?").slice(1).join("?");
  const form = new PhpForm();
  parseUrlEncoded(query, form);
  const parameters = form.values;
  account.log.describe(request, logged(textOf(parameters.get("page")), textOf(parameters.get("query"))));
  if (!account.switches.paid) throw new Problem(402, "The account is not paid for");
  const { switches, db } = account;
  const now = account.now();
  const user = await userOfToken(db, request.headers.authorization, now);
  if (!user) throw new Problem(401, "Unauthorized", { hint: "Access token is missing, expired or revoked" });
  account.log.describe(request, { user: user.login });
  const call = {
    user,
    viewer: viewerOf(user, switches.visibility),
    now,
    switches,
    origin: originOf(request),
    path: request.url.split("?", 1)[0] ?? "",
    query,
    parameters,
    variables: request.params as Readonly<Record<string, string>>,
    body: bodyOf(request),
  };
  // Committed before it is answered; a refusal undoes all of it.
  const { status, body } = await db.transaction().execute((trx) => route({ ...call, db: trx }));
  if (!body) return reply.code(204).header("x-request-id", randomUUID()).send();
  return sendJson(reply, status ?? 200, "application/hal+json", body);
}

function logged(page: string | undefined, search: string | undefined) {
  return {
    ...(page !== undefined && { page: loggedText(page) }),
    ...(search !== undefined && { search: loggedText(search) }),
  };
}

function bodyOf({ method, body }: FastifyRequest): unknown {
  const text = typeof body === "string" ? body.trim() : "";
  if (method === "GET" || text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Problem(400, "The body is not JSON");
  }
}

/** Links lead back the way the call came, which may be through a proxy that speaks https. */
function originOf(request: FastifyRequest): string {
  const protocol = request.headers["x-forwarded-proto"] === "https" ? "https" : request.protocol;
  return `${protocol}://${request.host}`;
}
