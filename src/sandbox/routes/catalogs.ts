import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { loggedParameters } from "../requestLog.js";
import type { Account } from "../runningAccount.js";
import type { CatalogRecord } from "../records.js";
import { signedInUser } from "../signIn.js";
import { allCatalogs } from "../storage/catalogs.js";
import type { User } from "../storage/users.js";
import { catalogListJson, catalogWriteJson, oldCatalogListJson, oldCatalogWriteJson } from "../wire/catalogJson.js";
import { readCatalogId, readCatalogWrite } from "../wire/catalogRequest.js";
import type { FormMap } from "../wire/phpForm.js";
import { readContent } from "../wire/requestBody.js";
import type { RequestContent } from "../wire/requestBody.js";
import { writeCatalogs } from "./catalogWrite.js";
import { problem, serverTime } from "./jsonErrors.js";

const HAL_TYPE = "application/hal+json; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";
const MAX_ROWS = 500;

/** Serves the catalogs of both generations of the JSON API. */
export function catalogRoutes(app: FastifyInstance, account: Account): void {
  app.get("/api/v2/catalogs", async (request, reply) => {
    const { parameters } = await openCall(account, request, reply);
    const catalogs = selectedCatalogs(await allCatalogs(account.db), parameters);
    if (catalogs.length === 0) return reply.code(204).send();
    return reply.type(HAL_TYPE).send(catalogListJson(catalogs));
  });

  app.post("/api/v2/catalogs", async (request, reply) => {
    const { user, body } = await openCall(account, request, reply);
    const outcomes = await write(account, user, body);
    return reply.type(HAL_TYPE).send(catalogWriteJson(outcomes, account.switches.itemErrors));
  });

  app.route({
    method: ["PUT", "PATCH", "DELETE"],
    url: "/api/v2/catalogs",
    handler: (_request, reply) =>
      reply
        .code(405)
        .type("application/problem+json")
        .send(problem(405, "Method Not Allowed", "Use GET or POST")),
  });

  app.get("/private/api/v2/json/catalogs/list", async (request, reply) => {
    const { parameters } = await openCall(account, request, reply);
    const catalogs = selectedCatalogs(await allCatalogs(account.db), parameters);
    if (catalogs.length === 0) return reply.code(204).send();
    return reply.type(JSON_TYPE).send(oldCatalogListJson(catalogs, serverTime(account.now())));
  });

  app.post("/private/api/v2/json/catalogs/set", async (request, reply) => {
    const { user, body } = await openCall(account, request, reply);
    const outcomes = await write(account, user, property(property(body, "request"), "catalogs"));
    return reply.type(JSON_TYPE).send(oldCatalogWriteJson(outcomes, serverTime(account.now())));
  });
}

async function openCall(
  account: Account,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<RequestContent & { user: User }> {
  const content = await readContent(request);
  account.log.describe(request, loggedParameters(content.parameters));
  return { ...content, user: await signedInUser(account, { request, reply, parameters: content.parameters }) };
}

/** Committed before it is answered. */
function write(account: Account, user: User, body: unknown) {
  const rows = readCatalogWrite(body);
  const options = { user, now: account.now(), maxCatalogs: account.switches.maxCatalogs };
  return account.db.transaction().execute((db) => writeCatalogs(db, rows, options));
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** Those of the asked ids, or all, cut as the client asks; no description names such parameters, clients send two sets. */
function selectedCatalogs(catalogs: readonly CatalogRecord[], parameters: FormMap): CatalogRecord[] {
  const number = (name: string) => readCatalogId(parameters.get(name));
  const sent = parameters.get("id");
  const texts =
    sent === undefined || sent === "" ? undefined : typeof sent === "string" ? sent.split(",") : [...sent.values()];
  const ids = texts && new Set(texts.map(readCatalogId));
  const matching = ids ? catalogs.filter((catalog) => ids.has(catalog.id)) : catalogs;
  const limit = Math.min(number("limit_rows") ?? number("limit") ?? MAX_ROWS, MAX_ROWS);
  const offset = number("limit_offset") ?? (Math.max(1, number("page") ?? 1) - 1) * limit;
  return matching.slice(offset, offset + limit);
}
