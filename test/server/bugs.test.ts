import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { pino } from "pino";
import { readGatewayConfig } from "../../src/config.js";
import { connectCrm } from "../../src/crm/connectCrm.js";
import type { Crm, CrmConnection } from "../../src/crm/crm.js";
import type { CallContext } from "../../src/domain/call.js";
import { LocalChangeFeed } from "../../src/domain/localChangeFeed.js";
import { DEMO_CREDENTIALS, createSandbox, type Sandbox } from "../../src/sandbox/sandbox.js";
import { AccessTokens } from "../../src/server/accessTokens.js";
import { AccountSessions } from "../../src/server/accountSessions.js";
import { Callers } from "../../src/server/callers.js";
import { createGateway, type Gateway } from "../../src/server/gateway.js";
import { Metrics } from "../../src/server/metrics.js";
import { SessionTokens } from "../../src/server/sessionTokens.js";
import { LearnedChanges } from "../../src/webhooks/learnedChanges.js";
import { OwnRepeats } from "../../src/webhooks/repeats.js";
import { codes, post, type HttpAnswer } from "./http.js";

const BUG = "bug-9931 in /srv/secret/place";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ data: ":memory:", empty: true });
});
afterAll(() => sandbox.close());

/** A gateway as it is, but for one fault put into its way to the account. */
async function withBug(
  breakIt: (connection: CrmConnection, call: CallContext) => Crm,
  use: (gateway: Gateway, log: readonly Record<string, unknown>[]) => Promise<void>,
): Promise<void> {
  const account = connectCrm({
    origin: sandbox.url,
    api: "legacy",
    dealLinks: "many",
    ratePerSecond: Infinity,
    concurrency: 10,
    queueLimit: 10,
    timeoutMs: 10_000,
  });
  const connection = account.as({ login: DEMO_CREDENTIALS.login, key: DEMO_CREDENTIALS.key });
  const accessTokens = new AccessTokens([]);
  const sessions = new AccountSessions({ account, tokens: new SessionTokens(sandbox.url, []), keySeconds: 60 });
  const serviceUser = { ...connection, forOperation: (call: CallContext) => breakIt(connection, call) };
  const log: Record<string, unknown>[] = [];
  const changes = new LocalChangeFeed();
  const gateway = await createGateway({
    config: readGatewayConfig({ PORT: "0" }),
    callers: new Callers({ serviceUser, accessTokens, sessions }),
    accessTokens,
    log: pino({ level: "error" }, { write: (line) => log.push(JSON.parse(line) as Record<string, unknown>) }),
    metrics: new Metrics(),
    tracing: null,
    redis: () => null,
    changes,
    learned: new LearnedChanges({ feed: changes, repeats: new OwnRepeats(), forget: () => Promise.resolve() }),
  });
  try {
    await use(gateway, log);
  } finally {
    await gateway.close();
    await connection.close();
    await account.close();
  }
}

/** The answer tells nothing; its requestId leads to the line that tells all. */
function expectMasked(answer: HttpAnswer, log: readonly Record<string, unknown>[]): void {
  expect(codes(answer)).toEqual(["INTERNAL_SERVER_ERROR"]);
  expect(answer.text).not.toMatch(/9931|srv|TypeError|\bat /);
  const requestId = answer.errors?.[0]?.extensions["requestId"];
  expect(requestId).toEqual(expect.any(String));
  expect(log).toMatchObject([
    { level: 50, requestId, err: { message: BUG, stack: expect.stringContaining("bugs.test") } },
  ]);
}

describe("a bug of the gateway", () => {
  it("in a field is masked and logged, and the other fields keep their data", () =>
    withBug(
      (connection, call) => {
        const crm = connection.forOperation(call);
        return { ...crm, contacts: { ...crm.contacts, page: () => Promise.reject(new TypeError(BUG)) } };
      },
      async ({ url }, log) => {
        const answer = await post(url, { query: "{ contacts { nodes { id } } deals { nodes { id } } }" });
        expect(answer.status).toBe(200);
        expect(answer.data).toEqual({ contacts: null, deals: { nodes: [] } });
        expectMasked(answer, log);
      },
    ));

  it("before GraphQL is masked and logged, too", () =>
    withBug(
      () => {
        throw new TypeError(BUG);
      },
      async ({ url }, log) => {
        const answer = await post(url, { query: "{ __typename }" });
        expect(answer.status).toBe(500);
        expectMasked(answer, log);
      },
    ));
});
