import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { callAccount, newContact } from "../e2e/account.js";
import type { Fault } from "./faultProxy.js";
import { HTML_PAGE, status, text } from "./faults.js";
import { startGatewayBehindFaults, type FaultyGateway } from "./faultyGateway.js";
import { ALL_READS, EACH_LIST, endSession, inEachField, READS, startWithRecords, type Stocked } from "./reads.js";

// Answers of HTTP that say it all in their status: not there, nothing, too often, blocked, not signed in.

const PAGES = READS.map(({ page }) => page);

let open: FaultyGateway | undefined;

async function start(env: Readonly<Record<string, string>> = {}): Promise<Stocked> {
  const stocked = await startWithRecords({ AMO_TIMEOUT_MS: "3000", ...env });
  open = stocked.gateway;
  return stocked;
}

/** A gateway that has not called its empty account yet. */
async function startFresh(
  env: Readonly<Record<string, string>> = {},
  onLog?: (line: string) => void,
): Promise<FaultyGateway> {
  return (open = await startGatewayBehindFaults({ env, ...(onLog !== undefined && { onLog }) }));
}

afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** When the proxy saw requests for a page, in milliseconds. */
function timesOf(gateway: FaultyGateway, page: string): readonly number[] {
  return gateway.faults.calls.filter((call) => call.page === page).map(({ at }) => at);
}

/** The errors of an operation of which every field failed with this code; what they tell of when to come back. */
function retryAfterOf(errors: Awaited<ReturnType<FaultyGateway["ask"]>>["errors"], code: string): readonly number[] {
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(READS.map(() => code));
  return errors.map(({ extensions }) => Number(extensions["retryAfterSeconds"]));
}

describe("not there, or nothing", () => {
  it("case 14: 404 in place of a page is no empty answer, and is not tried again", async () => {
    const { gateway, id } = await start();
    for (const { field, page, document, healthy } of READS) {
      gateway.faults.clear();
      gateway.faults.add({ page, fault: status(404) });
      const { data, errors } = await gateway.ask(document, { id });
      expect(data).toEqual({ [field]: null, healthy });
      expect(errors).toMatchObject([{ path: [field], extensions: { code: "UPSTREAM_BAD_RESPONSE" } }]);
      expect(timesOf(gateway, page)).toHaveLength(1);
    }
  });

  it("case 14: a record that the account says it does not have is null, and not tried again", async () => {
    const { gateway, id } = await start();
    await gateway.ask(`mutation ($id: ID!) { contactDelete(id: $id) { deletedContactId } }`, { id });
    gateway.faults.clear();
    const { data, errors } = await gateway.ask(
      `query ($id: ID!) { contact(id: $id) { name } catalogs { nodes { name } } }`,
      { id },
    );
    expect({ data, errors }).toEqual({ data: { contact: null, catalogs: { nodes: [{ name: "Goods" }] } }, errors: [] });
    expect(timesOf(gateway, "contact_detail")).toHaveLength(1);
    const deleted = await gateway.ask(
      `mutation ($id: ID!) { contactDelete(id: $id) { deletedContactId userErrors { code } } }`,
      { id },
    );
    expect(deleted.data).toEqual({ contactDelete: { deletedContactId: null, userErrors: [{ code: "NOT_FOUND" }] } });
    expect(timesOf(gateway, "contact_delete")).toHaveLength(1);
  });

  it("case 15: 204 for the catalogs says that there are none", async () => {
    const { gateway, id } = await start();
    gateway.faults.add({ page: "catalogs", fault: status(204, {}, "") });
    const { data, errors } = await gateway.ask(
      `query ($id: ID!) { catalogs { nodes { name } totalCount } contact(id: $id) { name } }`,
      { id },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ catalogs: { nodes: [], totalCount: 0 }, contact: { name: "Ada" } });
  });

  it("case 15: 204 for a page in XML, which is never empty, is null", async () => {
    const { gateway, id } = await start();
    for (const { field, page, document, healthy } of READS.filter((read) => read.field !== "catalogs")) {
      gateway.faults.clear();
      gateway.faults.add({ page, fault: status(204, {}, "") });
      const { data, errors } = await gateway.ask(document, { id });
      expect(data).toEqual({ [field]: null, healthy });
      expect(errors).toMatchObject([{ path: [field], extensions: { code: "UPSTREAM_BAD_RESPONSE" } }]);
      expect(timesOf(gateway, page)).toHaveLength(1);
    }
  });
});

/** 429 with a date some milliseconds from the moment it is sent, in whole seconds as HTTP has it. */
function limitedUntil(milliseconds: number): Fault {
  return (exchange) => status(429, { "retry-after": new Date(Date.now() + milliseconds).toUTCString() })(exchange);
}

/** Whether the gateway knows that the account was called too often. */
async function isRefused({ url }: FaultyGateway): Promise<boolean> {
  return (await (await fetch(`${url}/metrics`)).text()).includes('outcome="limited"} 1');
}

describe("too often", () => {
  it.each<[number, string, Fault]>([
    [16, "a second", status(429, { "retry-after": "1" })],
    [19, "a date", limitedUntil(2_000)],
  ])(
    "case %i: a 429 that names %s: the account is left alone as long, then all have data",
    async (_n, _name, limited) => {
      const { gateway, id } = await start({ AMO_TIMEOUT_MS: "8000" });
      gateway.faults.add({ page: "contacts", nth: 1, fault: limited });
      const first = gateway.ask(`{ contacts(first: 5) { nodes { name } } }`);
      while (!(await isRefused(gateway))) await sleep(20);
      // Others come while the account is left alone.
      const others = await Promise.all([gateway.ask(ALL_READS, { id }), gateway.ask(`{ deals { totalCount } }`)]);
      const { data, errors } = await first;
      expect(errors).toEqual([]);
      expect(data).toEqual({ contacts: { nodes: [{ name: "Ada" }, { name: "Ben" }] } });
      expect(others.map((other) => other.errors)).toEqual([[], []]);
      expect(others[0].data).toEqual(inEachField(({ value }) => value));
      const [refused = NaN, ...later] = gateway.faults.calls.map(({ at }) => at);
      expect(later.length).toBeGreaterThanOrEqual(READS.length);
      expect(Math.min(...later) - refused).toBeGreaterThanOrEqual(990);
    },
  );

  it.each<[number, string, Fault]>([
    [16, "four seconds", status(429, { "retry-after": "4" })],
    [19, "a date", limitedUntil(5_000)],
  ])("case %i: a 429 that names %s more than there is time for: RATE_LIMITED at once", async (_n, _name, limited) => {
    const { gateway } = await start({ AMO_TIMEOUT_MS: "2000" });
    gateway.faults.add({ page: "contacts", nth: 1, fault: limited });
    const { data, errors, ownMs } = await gateway.ask(`{ contacts(first: 5) { nodes { name } } }`);
    expect(data).toEqual({ contacts: null });
    expect(errors).toMatchObject([{ path: ["contacts"], extensions: { code: "RATE_LIMITED" } }]);
    expect([2, 3, 4, 5]).toContain(errors[0]?.extensions["retryAfterSeconds"]);
    expect(ownMs).toBeLessThan(600);
    expect(timesOf(gateway, "contacts")).toHaveLength(1);
  });

  it("case 16: a 429 that names more than the operation has time for: RATE_LIMITED at once, to those that come later too", async () => {
    const { gateway, id } = await start({ AMO_TIMEOUT_MS: "30000", OPERATION_TIMEOUT_MS: "10000" });
    gateway.faults.add({ page: "contacts", nth: 1, fault: status(429, { "retry-after": "20" }) });
    const first = await gateway.ask(`{ contacts(first: 5) { nodes { name } } }`);
    expect(first.codes).toEqual(["RATE_LIMITED"]);
    const { errors } = await gateway.ask(ALL_READS, { id });
    for (const seconds of retryAfterOf(errors, "RATE_LIMITED")) expect(seconds).toBeGreaterThan(10);
    expect(gateway.faults.calls).toHaveLength(1);
  });

  it.each(EACH_LIST.flatMap(([name, read]) => ["1", undefined].map((after) => [name, after, read] as const)))(
    "case 17: 429 for %s always, Retry-After %s: RATE_LIMITED after 3 calls at most",
    async (_field, retryAfter, read) => {
      const { gateway, id } = await start({ AMO_TIMEOUT_MS: "6000" });
      const headers = retryAfter === undefined ? undefined : { "retry-after": retryAfter };
      gateway.faults.add({ page: read.page, fault: status(429, headers) });
      const { data, errors } = await gateway.ask(read.document, { id });
      expect(data).toEqual({ [read.field]: null, healthy: read.healthy });
      expect(errors).toMatchObject([{ path: [read.field], extensions: { code: "RATE_LIMITED" } }]);
      expect(errors[0]?.extensions["retryAfterSeconds"]).toBeGreaterThanOrEqual(1);
      await sleep(300);
      const times = timesOf(gateway, read.page);
      expect(times.length).toBeLessThanOrEqual(3);
      if (retryAfter === undefined) expect(times).toHaveLength(1);
      for (const [index, at] of times.slice(1).entries())
        expect(at - (times[index] ?? NaN)).toBeGreaterThanOrEqual(990);
    },
  );

  it("case 17: a sign-in that is always answered with 429: RATE_LIMITED for all that wait, after 3 calls at most", async () => {
    const account = await start();
    await endSession(account);
    const { gateway, id } = account;
    gateway.faults.add({ page: "auth", fault: status(429, { "retry-after": "1" }) });
    const { data, errors } = await gateway.ask(ALL_READS, { id });
    expect(data).toEqual(inEachField(() => null));
    for (const seconds of retryAfterOf(errors, "RATE_LIMITED")) expect(seconds).toBeGreaterThanOrEqual(1);
    expect(gateway.faults.signIns.length).toBeLessThanOrEqual(3);
  });

  it.each<[number, string, Fault]>([
    [18, "3600", status(429, { "retry-after": "3600" })],
    [19, "a date in an hour", limitedUntil(3_600_000)],
  ])("case %i: Retry-After %s: RATE_LIMITED at once, to everybody, and nobody waits", async (_n, _name, limited) => {
    const { gateway, id } = await start();
    gateway.faults.add({ page: "contacts", nth: 1, fault: limited });
    const { errors, ownMs } = await gateway.ask(`{ contacts(first: 5) { nodes { name } } }`);
    expect(errors).toMatchObject([{ path: ["contacts"], extensions: { code: "RATE_LIMITED" } }]);
    expect(errors[0]?.extensions["retryAfterSeconds"]).toBeGreaterThan(3_595);
    expect(errors[0]?.extensions["retryAfterSeconds"]).toBeLessThanOrEqual(3_600);
    expect(ownMs).toBeLessThan(600);

    const next = await gateway.ask(ALL_READS, { id });
    expect(next.data).toEqual(inEachField(() => null));
    for (const seconds of retryAfterOf(next.errors, "RATE_LIMITED")) {
      expect(seconds).toBeGreaterThan(3_590);
      expect(seconds).toBeLessThanOrEqual(3_600);
    }
    expect(next.ownMs).toBeLessThan(600);
    expect(gateway.faults.calls).toHaveLength(1);
  });

  it.each(["soon", "-1", "Wed, 99 Nonsense 2026"])(
    "case 19: Retry-After %j says nothing: RATE_LIMITED, and no second call",
    async (retryAfter) => {
      const { gateway, id } = await start();
      gateway.faults.add({ page: "contacts", fault: status(429, { "retry-after": retryAfter }) });
      const { data, errors } = await gateway.ask(
        `query ($id: ID!) { contacts(first: 5) { nodes { name } } contact(id: $id) { name } }`,
        { id },
      );
      expect(data).toEqual({ contacts: null, contact: { name: "Ada" } });
      expect(errors).toMatchObject([{ path: ["contacts"], extensions: { code: "RATE_LIMITED" } }]);
      expect(errors[0]?.extensions["retryAfterSeconds"]).toBeGreaterThanOrEqual(1);
      await sleep(300);
      expect(timesOf(gateway, "contacts")).toHaveLength(1);
    },
  );
});

describe("blocked", () => {
  it.each(EACH_LIST)("case 20: 403 with a page for people for %s: no call and no sign-in", async (_field, read) => {
    const { gateway, id } = await start();
    gateway.faults.add({ page: read.page, fault: status(403) });
    const first = await gateway.ask(`{ ${read.field} { totalCount } }`);
    expect(first.data).toEqual({ [read.field]: null });
    expect(first.errors).toMatchObject([
      { path: [read.field], extensions: { code: "UPSTREAM_UNAVAILABLE", retryAfterSeconds: 60 } },
    ]);
    expect(timesOf(gateway, read.page)).toHaveLength(1);

    gateway.faults.clear();
    const { data, errors, ownMs } = await gateway.ask(ALL_READS, { id });
    expect(data).toEqual(inEachField(() => null));
    for (const seconds of retryAfterOf(errors, "UPSTREAM_UNAVAILABLE")) {
      expect(seconds).toBeGreaterThan(50);
      expect(seconds).toBeLessThanOrEqual(60);
    }
    const write = await gateway.ask(`mutation { contactCreate(input: { name: "Banned" }) { contact { id } } }`);
    expect(write.codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect(ownMs + write.ownMs).toBeLessThan(1_000);
    expect([...gateway.faults.calls, ...gateway.faults.signIns]).toEqual([]);
    expect(await callAccount(gateway, "contacts", {})).not.toContain("Banned");
  });

  it("case 20: a ban at the sign-in: one sign-in, and no more while it lasts", async () => {
    const gateway = await startFresh();
    gateway.faults.add({ page: "auth", fault: status(403) });
    for (let round = 0; round < 3; round += 1) {
      const { data, codes } = await gateway.ask(`{ contacts { totalCount } catalogs { totalCount } }`);
      expect(data).toEqual({ contacts: null, catalogs: null });
      expect(codes).toEqual(["UPSTREAM_UNAVAILABLE", "UPSTREAM_UNAVAILABLE"]);
    }
    expect(gateway.faults.signIns).toHaveLength(1);
    expect(gateway.faults.calls).toEqual([]);
  });
});

const AUTH_FALSE = `<?xml version="1.0" encoding="utf-8"?>\n<root>\n\t<auth>false</auth>\n</root>`;
const REFUSED_JSON = JSON.stringify({ response: { auth: false, error: "Wrong login or password", error_code: "110" } });

/** How accounts say that a session is not one. */
const REFUSALS: readonly [string, Fault][] = [
  ["401 with a page for people", status(401)],
  ["401 without a body", status(401, {}, "")],
  ["401 in JSON", status(401, { "content-type": "application/json" }, REFUSED_JSON)],
  ["200 with auth false", text(AUTH_FALSE)],
];

describe("not signed in", () => {
  it.each(REFUSALS)("case 21: once %s: one sign-in, and data", async (_name, fault) => {
    const { gateway, id } = await start();
    for (const { field, page, document, value, healthy } of READS) {
      gateway.faults.clear();
      gateway.faults.add({ page, nth: 1, fault });
      const { data, errors } = await gateway.ask(document, { id });
      expect(errors).toEqual([]);
      expect(data).toEqual({ [field]: value, healthy });
      expect(timesOf(gateway, page)).toHaveLength(2);
      expect(gateway.faults.signIns).toHaveLength(1);
    }
  });

  it("case 21: a session that is over for many operations at once: one sign-in, all have data", async () => {
    const account = await start();
    await endSession(account);
    const { gateway, id } = account;
    const answers = await Promise.all(Array.from({ length: 8 }, () => gateway.ask(ALL_READS, { id })));
    for (const { data, errors } of answers) {
      expect(errors).toEqual([]);
      expect(data).toEqual(inEachField(({ value }) => value));
    }
    expect(gateway.faults.signIns).toHaveLength(1);
  });

  it.each(REFUSALS)("case 22: always %s: one sign-in an operation at most", async (_name, fault) => {
    const { gateway, id } = await start();
    gateway.faults.add({ page: PAGES, fault });
    for (let round = 1; round <= 3; round += 1) {
      const { data, errors } = await gateway.ask(ALL_READS, { id });
      expect(data).toEqual(inEachField(() => null));
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(READS.map(() => "UPSTREAM_UNAVAILABLE"));
      expect(gateway.faults.signIns.length).toBeLessThanOrEqual(round);
    }
    expect(gateway.faults.calls.length).toBeLessThanOrEqual(3 * 2 * READS.length);
  });

  it("case 22: always 401, and calls that wait for one another: one sign-in an operation at most", async () => {
    const { gateway, id } = await start({ AMO_CONCURRENCY: "1" });
    gateway.faults.add({ page: PAGES, fault: status(401) });
    const { data } = await gateway.ask(ALL_READS, { id });
    expect(data).toEqual(inEachField(() => null));
    expect(gateway.faults.signIns.length).toBeLessThanOrEqual(1);
  });

  it.each(EACH_LIST)("case 22: always 401 for %s alone: the sibling whole", async (_field, read) => {
    const { gateway, id } = await start();
    gateway.faults.add({ page: read.page, fault: status(401) });
    const { data, errors } = await gateway.ask(read.document, { id });
    expect(data).toEqual({ [read.field]: null, healthy: read.healthy });
    expect(errors).toMatchObject([{ path: [read.field], extensions: { code: "UPSTREAM_UNAVAILABLE" } }]);
    expect(gateway.faults.signIns.length).toBeLessThanOrEqual(1);
    expect(timesOf(gateway, read.page).length).toBeLessThanOrEqual(2);
  });

  it("case 22: always 401 to a caller's own session: UNAUTHENTICATED", async () => {
    const gateway = await startFresh({ AMO_LOGIN: "", AMO_API_KEY: "" });
    const { data } = await gateway.ask<{ sessionCreate: { session: { token: string } } }>(CREATE_SESSION, {
      credentials: { apiKey: { login: DEMO_CREDENTIALS.login, key: DEMO_CREDENTIALS.key } },
    });
    const authorization = `Bearer ${data?.sessionCreate.session.token ?? ""}`;
    gateway.faults.clear();
    gateway.faults.add({ fault: status(401) });
    const answer = await gateway.query("{ contacts { totalCount } catalogs { totalCount } }", {}, { authorization });
    expect(answer.data).toEqual({ contacts: null, catalogs: null });
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
    expect(gateway.faults.signIns.length).toBeLessThanOrEqual(1);
    expect(JSON.stringify(answer)).not.toContain(HTML_PAGE);
  });
});

const CREATE_SESSION = `mutation ($credentials: CredentialsInput!) {
  sessionCreate(credentials: $credentials) { session { token } userErrors { code message } }
}`;

describe("sign-ins that are refused", () => {
  const WRONG_KEY = "fedcba98765432100123456789abcdef";
  const WRONG_PASSWORD = "not-the-password-of-anybody";
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);

  afterEach(() => void logged.splice(0));

  function expectNoSecrets(...shown: readonly unknown[]): void {
    expect(logged.length).toBeGreaterThan(0);
    const everything = JSON.stringify([...shown, ...logged]);
    for (const secret of [WRONG_KEY, WRONG_PASSWORD, DEMO_CREDENTIALS.key, DEMO_CREDENTIALS.password, "Wrong login"]) {
      expect(everything).not.toContain(secret);
    }
  }

  it.each<[string, Readonly<Record<string, string>>, number]>([
    ["key", { AMO_API_KEY: WRONG_KEY }, 60],
    ["password", { AMO_API_KEY: "", AMO_PASSWORD: WRONG_PASSWORD }, 3600],
  ])("case 23: the service user's %s is wrong: told without it, and not tried again", async (_name, env, seconds) => {
    const gateway = await startFresh({ LOG_LEVEL: "trace", ...env }, log);
    const answers = [];
    for (let round = 0; round < 2; round += 1) {
      const answer = await gateway.ask(`{ contacts { totalCount } catalogs { totalCount } __typename }`);
      expect(answer.data).toEqual({ contacts: null, catalogs: null, __typename: "Query" });
      expect(answer.codes).toEqual(["UPSTREAM_UNAVAILABLE", "UPSTREAM_UNAVAILABLE"]);
      for (const { extensions } of answer.errors) {
        expect(extensions["retryAfterSeconds"]).toBeGreaterThan(seconds - 30);
        expect(extensions["retryAfterSeconds"]).toBeLessThanOrEqual(seconds);
      }
      answers.push(answer);
    }
    expectNoSecrets(answers);
    expect(gateway.faults.signIns).toHaveLength(1);
    expect(gateway.faults.calls).toEqual([]);
  });

  it.each<[string, Fault]>([
    ["401 with a page for people", status(401)],
    ["401 in JSON", status(401, { "content-type": "application/json" }, REFUSED_JSON)],
    ["200 with auth false in XML", text(AUTH_FALSE)],
    ["200 with auth false in JSON", text(REFUSED_JSON, "application/json")],
  ])("case 23: the account refuses the service user by %s", async (_name, fault) => {
    const gateway = await startFresh({ LOG_LEVEL: "trace" }, log);
    gateway.faults.add({ page: "auth", fault });
    const first = await gateway.ask(`{ contacts { totalCount } }`);
    const second = await gateway.ask(`{ catalogs { totalCount } }`);
    expect([...first.codes, ...second.codes]).toEqual(["UPSTREAM_UNAVAILABLE", "UPSTREAM_UNAVAILABLE"]);
    expect(gateway.faults.signIns).toHaveLength(1);
    expect(gateway.faults.calls).toEqual([]);
    expectNoSecrets(first, second);
  });

  it("case 23: the account lets nobody in: told when to come back", async () => {
    const gateway = await startFresh();
    gateway.faults.add({ page: "auth", fault: status(403, { "content-type": "application/json" }, "{}") });
    const { errors } = await gateway.ask(`{ contacts { totalCount } }`);
    expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_UNAVAILABLE", retryAfterSeconds: 3600 } }]);
  });

  it.each<[string, object]>([
    ["key", { apiKey: { login: DEMO_CREDENTIALS.login, key: WRONG_KEY } }],
    ["password", { password: { login: DEMO_CREDENTIALS.login, password: WRONG_PASSWORD } }],
  ])("case 23: a caller's %s is wrong: the caller is told, without it", async (_name, credentials) => {
    const gateway = await startFresh({ LOG_LEVEL: "trace" }, log);
    const answer = await gateway.ask<{ sessionCreate: { session: null; userErrors: readonly { code: string }[] } }>(
      CREATE_SESSION,
      { credentials },
    );
    expect(answer.errors).toEqual([]);
    expect(answer.data?.sessionCreate.session).toBeNull();
    expect(answer.data?.sessionCreate.userErrors).toHaveLength(1);
    expect(gateway.faults.signIns).toHaveLength(1);
    expectNoSecrets(answer);
    await newContact(gateway);
  });
});
