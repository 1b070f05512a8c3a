import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { DEMO_CREDENTIALS, USERS } from "../../src/sandbox/account.js";
import { afterwards, reset, text } from "../faults/faults.js";
import type { Fault } from "../faults/faultProxy.js";
import { startGatewayBehindFaults, type FaultyGateway } from "../faults/faultyGateway.js";
import { startGateway, type GraphQLAnswer, type TestGateway } from "../gateway.js";
import { attempt, callAccount, forgedId, newContact, newDeal, send, TASK } from "./account.js";
import { ALL_READS, newCast, only, read, WRITES, type Cast, type Headers, type Read } from "./cacheTable.js";

// Reads that are answered from what the same user read shortly before. Calls are counted at the account.

let gateway: FaultyGateway;
/** Another gateway to the same account, without a cache: it tells what the account has. */
let uncached: TestGateway;
let john: Headers;

beforeAll(async () => {
  gateway = await startGatewayBehindFaults({ env: { CACHE_TTL: "600", AMO_TIMEOUT_MS: "4000" } });
  uncached = await startGateway({ env: { AMO_URL: gateway.sandboxUrl } });
  const { login, credentials } = USERS[1] ?? {};
  if (login === undefined || credentials === undefined) throw new Error("John cannot sign in");
  john = await signIn(gateway, { login, key: credentials.key });
});

beforeEach(() => gateway.faults.clear());

afterAll(async () => {
  await uncached.close();
  await gateway.close();
});

async function signIn(at: TestGateway, apiKey: { login: string; key: string }): Promise<Headers> {
  const { value } = await send<{ session: { token: string } }>(
    at,
    `mutation ($c: CredentialsInput!) { sessionCreate(credentials: $c) { session { token } } }`,
    { c: { apiKey } },
  );
  return { authorization: `Bearer ${value.session.token}` };
}

function rename(contact: string | undefined, name: string, headers?: Headers) {
  return gateway.query(
    `mutation ($id: ID!, $name: String!) { contactUpdate(id: $id, patch: { name: $name }) { userErrors { code } } }`,
    { id: contact, name },
    headers,
  );
}

const nameIn = ({ answer }: { answer: GraphQLAnswer }) =>
  (answer.data as { contact: { name: string } | null }).contact?.name;

describe("without CACHE_TTL", () => {
  it("every operation asks the account", async () => {
    const cast = await newCast(gateway);
    for (const which of ALL_READS) {
      const [first, second] = [await read(uncached, which, cast), await read(uncached, which, cast)];
      expect(first.upstream.calls).toBeGreaterThan(0);
      expect(second.upstream).toMatchObject({ calls: first.upstream.calls, cached: 0 });
    }
  });
});

describe("with CACHE_TTL", () => {
  it.each(ALL_READS)("an equal read costs no call and gives the same: %s", async (which) => {
    const cast = await newCast(gateway);
    const first = await read(gateway, which, cast);
    const second = await read(gateway, which, cast);
    expect(first.answer.errors).toBeUndefined();
    expect(first.calls).toBeGreaterThan(0);
    expect(second.calls).toBe(0);
    expect(second.answer).toEqual(first.answer);
  });

  it("tells of cached reads and their ages, and does not count them as calls", async () => {
    const cast = await newCast(gateway);
    const first = await read(gateway, "contact", cast);
    await sleep(30);
    const { upstream } = await read(gateway, "contact", cast);
    expect(first.upstream).toMatchObject({ calls: 1, cached: 0 });
    expect(first.upstream.requests.every(({ age }) => age === undefined)).toBe(true);
    expect(upstream).toMatchObject({ calls: 0, shared: 0, cached: 1, waitedMs: 0 });
    expect(upstream.requests).toEqual([
      {
        endpoint: "contact_detail",
        startedMs: expect.any(Number),
        waitedMs: 0,
        tookMs: 0,
        outcome: "cached",
        age: expect.any(Number),
      },
    ]);
    const [{ age = 0 } = {}] = upstream.requests;
    expect(age).toBeGreaterThanOrEqual(30);
    expect(age).toBeLessThan(5_000);
  });

  it("reads of other arguments are others", async () => {
    const { name } = await newCast(gateway);
    const documents = [
      `{ contacts(first: 1) { nodes { id } } }`,
      `{ contacts(first: 2) { nodes { id } } }`,
      `query ($after: String) { contacts(first: 1, after: $after) { nodes { id } } }`,
      `query ($name: String) { contacts(first: 1, search: $name) { nodes { id } } }`,
      `{ contacts(first: 1, search: "Eve") { nodes { id } } }`,
      `{ deals(first: 1) { nodes { id } } }`,
    ];
    const { value } = await send<{ pageInfo: { endCursor: string } }>(
      gateway,
      `{ contacts(first: 1) { nodes { id } pageInfo { endCursor } } }`,
    );
    const variables = { name, after: value.pageInfo.endCursor };
    for (const round of [1, 2]) {
      for (const [index, document] of documents.entries()) {
        const { calls } = await send(gateway, document, only(document, variables));
        const isKnown = round === 2 || index === 0;
        expect({ document, calls: calls.length }).toEqual({ document, calls: isKnown ? 0 : 1 });
      }
    }
  });

  it("of many records only those that are not known are read", async () => {
    const { contact, colleague, company } = await newCast(gateway);
    await read(gateway, "contact", { contact: contact ?? "" });
    const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Contact { id name } } }`;
    const ids = [forgedId("Contact", 999_999), colleague, contact, company];
    const known = await send<readonly ({ id: string } | null)[]>(gateway, document, { ids });
    expect(known.calls).toEqual(["contact_detail", "contact_detail", "contact_detail"]);
    expect(known.value.map((node) => node?.id)).toEqual([undefined, colleague, contact, company]);
    expect(await send(gateway, document, { ids })).toEqual({ ...known, calls: [] });
  });

  it("what another client changes at the account is seen when the time is over, and not before", async () => {
    const shortLived = await startGateway({ env: { AMO_URL: gateway.sandboxUrl, CACHE_TTL: "5" } });
    try {
      const cast = await newCast(gateway);
      const beganAt = performance.now();
      const before = await read(shortLived, "contact", cast);
      const endedAt = performance.now();
      await rename(cast["contact"], "Countess");
      const meanwhile = await read(shortLived, "contact", cast);
      expect(performance.now() - beganAt).toBeLessThan(5_000);
      expect([nameIn(before), nameIn(meanwhile)]).toEqual([cast["name"], cast["name"]]);
      await sleep(5_010 - (performance.now() - endedAt));
      const after = await read(shortLived, "contact", cast);
      expect([nameIn(after), after.upstream.cached]).toEqual(["Countess", 0]);
    } finally {
      await shortLived.close();
    }
  });
});

describe("a write is seen by the next read", () => {
  it.each(WRITES)("%s", async (_, document, reads) => {
    const cast = await newCast(gateway);
    const input = { ...TASK, subject: { contactId: cast["contact"] } };
    const before = new Map<Read, GraphQLAnswer>();
    for (const which of ALL_READS) {
      before.set(which, (await read(gateway, which, cast)).answer);
      expect((await read(gateway, which, cast)).upstream).toMatchObject({ calls: 0 });
    }
    const { value } = await send<{ userErrors: unknown[] }>(gateway, document, only(document, { ...cast, input }));
    expect(value.userErrors).toEqual([]);
    for (const which of ALL_READS) {
      const { answer, upstream } = await read(gateway, which, cast);
      expect({ which, answer }).toEqual({ which, answer: (await read(uncached, which, cast)).answer });
      if (!reads.includes(which)) continue;
      expect({ which, answer }).not.toEqual({ which, answer: before.get(which) });
      expect(upstream.calls).toBeGreaterThan(0);
    }
  });

  it("but does not make the gateway forget what it does not touch", async () => {
    const cast = await newCast(gateway);
    for (const which of ALL_READS) await read(gateway, which, cast);
    await rename(cast["contact"], "Renamed");
    await send(gateway, `mutation ($id: ID!) { dealUpdate(id: $id, patch: { price: "1" }) { userErrors { code } } }`, {
      id: cast["deal"],
    });
    for (const which of ["colleague", "company", "catalogs"] as const) {
      expect((await read(gateway, which, cast)).upstream).toMatchObject({ calls: 0, cached: 1 });
    }
  });

  it("reads what it merges with, and what it wrote, from the account itself", async () => {
    const cast = await newCast(gateway);
    await read(gateway, "contact", cast);
    const changed = await callAccount(gateway, "contact_add", {
      ACTION: "EDIT",
      ID: Buffer.from(cast["contact"] ?? "", "base64url")
        .toString()
        .replace(/^\D+/, ""),
      "contact[person_name]": "Changed past the gateway",
    });
    expect(changed).toContain("<result>");
    const { value, calls } = await send<{ contact: { name: string; position: string } }>(
      gateway,
      `mutation ($contact: ID!) { contactUpdate(id: $contact, patch: { position: "Baker" }) { contact { name position } } }`,
      { contact: cast["contact"] },
    );
    expect(calls).toEqual(["contact_detail", "contact_add EDIT", "contact_detail"]);
    expect(value.contact).toEqual({ name: "Changed past the gateway", position: "Baker" });
  });

  it("also when its outcome is unknown", async () => {
    const cast = await newCast(gateway);
    await read(gateway, "contact", cast);
    gateway.faults.add({ page: "contact_add", nth: 1, fault: afterwards(reset) });
    const { errors } = await rename(cast["contact"], "Perhaps");
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(["OUTCOME_UNKNOWN"]);
    expect(nameIn(await read(gateway, "contact", cast))).toBe("Perhaps");
  });
});

/** Lets the account answer, and holds its answer back until it is opened. */
function heldAnswer(): { readonly fault: Fault; readonly answered: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let tell: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => (tell = resolve));
  const fault: Fault = async (exchange) => {
    const answer = await exchange.forward();
    tell();
    await opened;
    exchange.deliver(answer);
  };
  return { fault, answered, open };
}

describe.each([
  ["its own user's", false],
  ["another user's", true],
])("a read that %s write has overtaken", (_, isJohns) => {
  /** Begins a read whose answer the account gives before the write and the gateway gets after it. */
  async function overtaken(cast: Cast): Promise<{ end: () => Promise<string | undefined> }> {
    const held = heldAnswer();
    gateway.faults.add({ page: "contact_detail", nth: 1, fault: held.fault });
    const slow = read(gateway, "contact", cast);
    await held.answered;
    await rename(cast["contact"], "Renamed", isJohns ? john : {});
    return {
      end: async () => {
        held.open();
        return nameIn(await slow);
      },
    };
  }

  it("is not kept", async () => {
    const cast = await newCast(gateway);
    const { end } = await overtaken(cast);
    expect(await end()).toBe(cast["name"]);
    expect(nameIn(await read(gateway, "contact", cast))).toBe("Renamed");
  });

  it("is not joined by a later one, which is kept", async () => {
    const cast = await newCast(gateway);
    const { end } = await overtaken(cast);
    expect(nameIn(await read(gateway, "contact", cast))).toBe("Renamed");
    expect(await end()).toBe(cast["name"]);
    const last = await read(gateway, "contact", cast);
    expect([nameIn(last), last.upstream.cached]).toEqual(["Renamed", 1]);
  });
});

describe("a read while a write is under way", () => {
  it("is kept until that is over", async () => {
    const cast = await newCast(gateway);
    const held = heldAnswer();
    gateway.faults.add({ page: "contact_add", nth: 1, fault: held.fault });
    const write = rename(cast["contact"], "Renamed");
    await held.answered;
    await read(gateway, "contact", cast);
    expect((await read(gateway, "contact", cast)).upstream.cached).toBe(1);
    held.open();
    await write;
    expect((await read(gateway, "contact", cast)).upstream).toMatchObject({ calls: 1, cached: 0 });
  });
});

describe("two users", () => {
  it("share nothing", async () => {
    const own = await startGateway({ sandbox: { switches: { visibility: "own" } }, env: { CACHE_TTL: "600" } });
    try {
      const cast = await newCast(own);
      const login = await signIn(own, { login: "john@amoql.dev", key: USERS[1]?.credentials?.key ?? "" });
      for (const which of ["contacts", "contact", "deal", "catalogs"] as const) {
        const annas = await read(own, which, cast);
        const johns = await read(own, which, cast, login);
        expect(johns.upstream).toMatchObject({ calls: annas.upstream.calls, cached: 0 });
        if (which !== "catalogs") expect(johns.answer).not.toEqual(annas.answer);
        expect((await read(own, which, cast, login)).answer).toEqual(johns.answer);
        expect((await read(own, which, cast)).answer).toEqual(annas.answer);
      }
      // A record that Anna hands over to John is there for him at once, though he was told before that there is none.
      await own.query(
        `mutation ($contact: ID!) { contactUpdate(id: $contact, patch: { responsibleUserCrmId: "2" }) { userErrors { code } } }`,
        { contact: cast["contact"] },
      );
      expect(nameIn(await read(own, "contact", cast, login))).toBe(cast["name"]);
    } finally {
      await own.close();
    }
  });

  it("one user by two ways in is one user", async () => {
    const cast = await newCast(gateway);
    const anna = await signIn(gateway, { login: DEMO_CREDENTIALS.login, key: DEMO_CREDENTIALS.key });
    await read(gateway, "contact", cast);
    expect((await read(gateway, "contact", cast, anna)).upstream).toMatchObject({ calls: 0, cached: 1 });
  });

  it("see each other's writes", async () => {
    const cast = await newCast(gateway);
    for (const headers of [{}, john]) {
      for (const which of ["contacts", "contact", "deals", "deal"] as const) await read(gateway, which, cast, headers);
    }
    await rename(cast["contact"], "By John", john);
    for (const headers of [{}, john]) {
      for (const which of ["contacts", "contact", "deals", "deal"] as const) {
        const { answer, upstream } = await read(gateway, which, cast, headers);
        expect(JSON.stringify(answer)).toContain("By John");
        expect(upstream.cached).toBe(0);
      }
    }
  });
});

describe("what is not there", () => {
  it("a failure is not kept", async () => {
    const cast = await newCast(gateway);
    for (const [which, page] of [
      ["contact", "contact_detail"],
      ["contacts", "contacts"],
      ["catalogs", "catalogs"],
    ] as const) {
      gateway.faults.add({ page, fault: text("<html>not a page</html>") });
      const failed = await read(gateway, which, cast);
      expect(failed.answer.errors?.map(({ extensions }) => extensions.code)).toEqual(["UPSTREAM_BAD_RESPONSE"]);
      gateway.faults.clear();
      const { answer, calls } = await read(gateway, which, cast);
      expect(answer.errors).toBeUndefined();
      expect(calls).toBeGreaterThan(0);
    }
  });

  it("that there is no such record is kept, until one of its kind is added", async () => {
    const cast = await newCast(gateway);
    for (const [which, add] of [
      ["missing", newContact],
      ["missingDeal", newDeal],
    ] as const) {
      expect(Object.values((await read(gateway, which, cast)).answer.data ?? {})).toEqual([null]);
      expect((await read(gateway, which, cast)).upstream).toMatchObject({ calls: 0, cached: 1 });
      await add(gateway, { name: "At last" });
      expect(Object.values((await read(gateway, which, cast)).answer.data ?? {})).toEqual([{ name: "At last" }]);
    }
  });
});

describe("a creation that is not sent again", () => {
  it("leaves what is kept, and its record is told from there", async () => {
    const input = { name: "Ada", idempotencyKey: "the one" };
    const create = `mutation ($input: ContactCreateInput!) { contactCreate(input: $input) { contact { id name } userErrors { code } } }`;
    const first = await attempt(gateway, create, { input });
    expect(first.calls).toEqual(["contact_add ADD_PERSON", "contact_detail"]);
    expect(await attempt(gateway, create, { input })).toEqual({ ...first, calls: [] });
  });
});

it("the log and the metrics tell of reads that the cache answered", async () => {
  const lines: string[] = [];
  const logged = await startGateway({
    env: { CACHE_TTL: "600", LOG_LEVEL: "info" },
    onLog: (line) => lines.push(line),
  });
  try {
    for (let round = 0; round < 3; round += 1) await logged.query("{ catalogs { nodes { id } } }");
    const operations = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === "operation");
    expect(operations.map(({ calls, cached }) => [calls, cached])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
    const metrics = await (await fetch(`${logged.url}/metrics`)).text();
    expect(metrics).toContain('amoql_spared_reads_total{endpoint="catalogs",outcome="cached"} 2\n');
    expect(metrics).toContain('amoql_upstream_calls_total{endpoint="catalogs",outcome="ok"} 1\n');
    expect(metrics).not.toMatch(/amoql_upstream_calls_total\{.*cached/);
  } finally {
    await logged.close();
  }
});
