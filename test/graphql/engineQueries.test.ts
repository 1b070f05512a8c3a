import { setMaxListeners } from "node:events";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { execute, parse, validate, type GraphQLArgument, type GraphQLSchema } from "graphql";
import { connectCrm } from "../../src/crm/connectCrm.js";
import type { CrmAccount, CrmConnection } from "../../src/crm/crm.js";
import { createContext, type GraphQLContext } from "../../src/graphql/context.js";
import { Engine } from "../../src/graphql/engine/engine.js";
import { CallAllowance } from "../../src/domain/callAllowance.js";
import { toGlobalId } from "../../src/domain/globalId.js";
import { LocalChangeFeed } from "../../src/domain/localChangeFeed.js";
import { KnownLists } from "../../src/graphql/knownLists.js";
import { buildGatewaySchema } from "../../src/graphql/schema.js";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.js";
import { randomQuery } from "./randomQuery.js";
import { told } from "./told.js";

// The engine against graphql-js on the gateway's own schema, over a real account with demo data.

let schema: GraphQLSchema;
let sandbox: Sandbox;
let account: CrmAccount;
let connection: CrmConnection;

beforeAll(async () => {
  schema = await buildGatewaySchema();
  sandbox = await createSandbox({ data: ":memory:" });
  account = connectCrm({
    origin: sandbox.url,
    api: "legacy",
    dealLinks: "many",
    ratePerSecond: Infinity,
    concurrency: Infinity,
    queueLimit: 10_000,
    timeoutMs: 10_000,
  });
  connection = account.as(DEMO_CREDENTIALS);
});

afterAll(async () => {
  await connection.close();
  await account.close();
  await sandbox.close();
});

/** Each of an operation's calls listens to it. */
const patience = new AbortController().signal;
setMaxListeners(0, patience);

function freshContext(): GraphQLContext {
  const call = { signal: patience, caller: "test", onCall: () => undefined };
  return createContext({
    requestId: "request",
    caller: {
      login: connection.login,
      crm: connection.forOperation(call),
      lists: new KnownLists(),
      isServiceUser: true,
    },
    token: null,
    sessions: { create: () => Promise.resolve(null), delete: () => Promise.resolve(false) },
    changes: new LocalChangeFeed(),
    allowance: new CallAllowance(100_000),
    whyOver: () => null,
  });
}

/** Records that are there, one that is not, and what is no id at all. */
const IDS = [
  toGlobalId("Contact", "1"),
  toGlobalId("Contact", "2"),
  toGlobalId("Deal", "1"),
  toGlobalId("Catalog", "1"),
  toGlobalId("Contact", "999999"),
  "nonsense",
].map((id) => JSON.stringify(id));

function argumentOf({ name, type }: GraphQLArgument, chance: (most: number) => number): string | undefined {
  const id = (): string => IDS[chance(IDS.length - 1)] ?? "";
  switch (name) {
    case "id":
      return id();
    case "ids":
      return `[${id()}, ${id()}, ${id()}]`;
    case "crmId":
      return `"${chance(3)}"`;
    case "type":
      return ["CONTACT", "DEAL", "CATALOG"][chance(2)];
    case "query":
      return ['"a"', '"Orion"', '" "'][chance(2)];
    case "first":
      return String(chance(4));
    default:
      return String(type).endsWith("!") ? '"1"' : undefined;
  }
}

test("random queries get the same answer from the engine and from graphql-js", async () => {
  const engine = new Engine(schema);
  let fields = 0;
  let errors = 0;
  await fc.assert(
    fc.asyncProperty(randomQuery(schema, { depth: 3, argument: argumentOf }), async ({ source, variables }) => {
      const document = parse(source);
      expect(validate(schema, document)).toEqual([]);
      const first = await engine.execute({ document, variables, context: freshContext() });
      const again = await engine.execute({ document, variables, context: freshContext() });
      const reference = told(
        await execute({ schema, document, variableValues: variables, contextValue: freshContext() }),
      );
      expect(told(first)).toEqual(reference);
      expect(told(again)).toEqual(reference);
      fields += JSON.stringify(first.data ?? null).split(":").length;
      errors += first.errors?.length ?? 0;
    }),
    { numRuns: 150 },
  );
  // The queries have to be about something, failures included.
  expect(fields).toBeGreaterThan(1_500);
  expect(errors).toBeGreaterThan(10);
  // Hundreds of queries over HTTP, three times each.
}, 120_000);
