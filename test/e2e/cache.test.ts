import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { DEMO_CREDENTIALS, USERS } from "../../src/sandbox/account.js";
import { afterwards, reset, text } from "../faults/faults.js";
import type { Fault } from "../faults/faultProxy.js";
import { startGatewayBehindFaults, type FaultyGateway } from "../faults/faultyGateway.js";
import { startGateway, type GraphQLAnswer, type TestGateway } from "../gateway.js";
import {
  attempt,
  callAccount,
  forgedId,
  newCatalog,
  newContact,
  newDeal,
  newNote,
  newTask,
  send,
  TASK,
} from "./account.js";

// Reads that are answered from what the same user read shortly before. Calls are counted at the account.

type Variables = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string>>;

interface Upstream {
  readonly calls: number;
  readonly shared: number;
  readonly cached: number;
  readonly requests: readonly { readonly endpoint: string; readonly outcome: string; readonly age?: number }[];
}

const ACTIVITIES = `notes { nodes { id body } } tasks { nodes { id text isCompleted } }`;
const CONTACT = `id name position company { crmId name } tags updatedAt`;
const DEAL = `id name price contacts { id name company { name } } updatedAt`;

/** Every kind of read, of the records of a cast. */
const READS = {
  contacts: `{ contacts(last: 50) { nodes { ${CONTACT} } totalCount } }`,
  contactSearch: `query ($name: String!) { contacts(first: 50, search: $name) { nodes { ${CONTACT} } } }`,
  contact: `query ($contact: ID!) { contact(id: $contact) { ${CONTACT} ${ACTIVITIES} } }`,
  colleague: `query ($colleague: ID!) { contact(id: $colleague) { ${CONTACT} ${ACTIVITIES} } }`,
  company: `query ($company: ID!) { contact(id: $company) { ${CONTACT} ${ACTIVITIES} } }`,
  missing: `query ($missing: ID!) { contact(id: $missing) { name } }`,
  deals: `{ deals(last: 50) { nodes { ${DEAL} } totalCount } }`,
  dealSearch: `query ($order: String!) { deals(first: 50, search: $order) { nodes { ${DEAL} } } }`,
  deal: `query ($deal: ID!) { deal(id: $deal) { ${DEAL} ${ACTIVITIES} } }`,
  otherDeal: `query ($otherDeal: ID!) { deal(id: $otherDeal) { ${DEAL} ${ACTIVITIES} } }`,
  missingDeal: `query ($missingDeal: ID!) { deal(id: $missingDeal) { name } }`,
  catalogs: `{ catalogs(last: 50) { nodes { id name } } }`,
} as const;
type Read = keyof typeof READS;
const ALL_READS = Object.keys(READS) as Read[];

/** A contact and a colleague of one company, a deal with the contact, and what is attached to them. */
type Cast = Readonly<Record<string, string>>;

let casts = 0;

async function newCast(gateway: TestGateway): Promise<Cast> {
  casts += 1;
  const [name, order, engines] = [`Ada ${casts}`, `Order ${casts}`, `Engines ${casts}`];
  const contact = await newContact(gateway, { name, company: { name: engines } });
  const { value } = await send<{ company: { crmId: string } }>(
    gateway,
    `query ($id: ID!) { contact(id: $id) { company { crmId } } }`,
    { id: contact.id },
  );
  const colleague = await newContact(gateway, { name: `Eve ${casts}`, company: { crmId: value.company.crmId } });
  const deal = await newDeal(gateway, { name: order, contactId: contact.id });
  const otherDeal = await newDeal(gateway, { name: `Another ${casts}` });
  return {
    name,
    order,
    contact: contact.id,
    colleague: colleague.id,
    company: forgedId("Contact", value.company.crmId),
    missing: forgedId("Contact", Number(colleague.crmId) + 1),
    deal: deal.id,
    otherDeal: otherDeal.id,
    missingDeal: forgedId("Deal", Number(otherDeal.crmId) + 1),
    note: (await newNote(gateway, { contactId: contact.id })).id,
    dealNote: (await newNote(gateway, { dealId: deal.id })).id,
    task: (await newTask(gateway, { contactId: contact.id })).id,
    dealTask: (await newTask(gateway, { dealId: deal.id })).id,
    loneTask: (await newTask(gateway, null)).id,
    catalog: (await newCatalog(gateway)).id,
  };
}

/** The variables that a document names, out of those of a cast. */
function only(document: string, all: Variables): Variables {
  const names = Array.from(document.matchAll(/\$(\w+):/g), ([, name = ""]) => name);
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

/** What a read gives, and how many calls it took. */
async function read(
  gateway: TestGateway,
  which: Read,
  cast: Cast,
  headers?: Headers,
): Promise<{ answer: GraphQLAnswer; calls: number; upstream: Upstream }> {
  gateway.calls();
  const document = READS[which];
  const { extensions, ...answer } = await gateway.query(document, only(document, cast), {
    "amoql-trace": "1",
    ...headers,
  });
  return { answer, calls: gateway.calls().length, upstream: extensions?.["upstream"] as Upstream };
}

/** A write, and the reads that must tell of it. All others are checked as well: they must tell what the account has. */
const WRITES: readonly (readonly [name: string, document: string, reads: readonly Read[], input?: Variables])[] = [
  [
    "contactCreate",
    `mutation ($name: String!) { contactCreate(input: { name: $name }) { contact { id } userErrors { code } } }`,
    ["contacts", "contactSearch", "missing"],
  ],
  [
    "contactUpdate",
    `mutation ($contact: ID!) { contactUpdate(id: $contact, patch: { name: "Renamed" }) { contact { id } userErrors { code } } }`,
    ["contacts", "contactSearch", "contact", "deals", "dealSearch", "deal"],
  ],
  [
    "contactUpdate of a company",
    `mutation ($company: ID!) { contactUpdate(id: $company, patch: { name: "Works" }) { contact { id } userErrors { code } } }`,
    ["contacts", "contactSearch", "contact", "colleague", "company", "deals", "deal"],
  ],
  [
    "contactBulkUpdate",
    `mutation ($contact: ID!, $colleague: ID!) {
      contactBulkUpdate(input: [{ id: $contact, patch: { position: "A" } }, { id: $colleague, patch: { position: "B" } }]) { userErrors { code } }
    }`,
    ["contacts", "contact", "colleague"],
  ],
  [
    "contactDelete",
    `mutation ($contact: ID!) { contactDelete(id: $contact) { deletedContactId userErrors { code } } }`,
    ["contacts", "contactSearch", "contact", "deals", "deal"],
  ],
  [
    "dealCreate",
    `mutation ($order: String!) { dealCreate(input: { name: $order }) { deal { id } userErrors { code } } }`,
    ["deals", "dealSearch", "missingDeal"],
  ],
  [
    "dealUpdate",
    `mutation ($deal: ID!, $colleague: ID!) {
      dealUpdate(id: $deal, patch: { price: "12", contactId: $colleague }) { deal { id } userErrors { code } }
    }`,
    ["deals", "dealSearch", "deal"],
  ],
  [
    "dealDelete",
    `mutation ($deal: ID!) { dealDelete(id: $deal) { deletedDealId userErrors { code } } }`,
    ["deals", "dealSearch", "deal"],
  ],
  [
    "noteCreate on a contact",
    `mutation ($contact: ID!) { noteCreate(input: { subject: { contactId: $contact }, body: "New" }) { note { id } userErrors { code } } }`,
    ["contact"],
  ],
  [
    "noteCreate on a deal",
    `mutation ($deal: ID!) { noteCreate(input: { subject: { dealId: $deal }, body: "New" }) { note { id } userErrors { code } } }`,
    ["deal"],
  ],
  [
    "noteUpdate",
    `mutation ($note: ID!) { noteUpdate(id: $note, patch: { body: "Other" }) { note { id } userErrors { code } } }`,
    ["contact"],
  ],
  [
    "noteDelete",
    `mutation ($dealNote: ID!) { noteDelete(id: $dealNote) { deletedNoteId userErrors { code } } }`,
    ["deal"],
  ],
  [
    "taskCreate on a contact",
    `mutation ($input: TaskCreateInput!) { taskCreate(input: $input) { task { id } userErrors { code } } }`,
    ["contact"],
  ],
  [
    "taskUpdate",
    `mutation ($task: ID!) { taskUpdate(id: $task, patch: { text: "Other" }) { task { id } userErrors { code } } }`,
    ["contact"],
  ],
  [
    "taskUpdate that moves a task",
    `mutation ($task: ID!, $otherDeal: ID!) {
      taskUpdate(id: $task, patch: { subject: { dealId: $otherDeal } }) { task { id } userErrors { code } }
    }`,
    ["contact", "otherDeal"],
  ],
  [
    "taskUpdate that detaches a task",
    `mutation ($dealTask: ID!) { taskUpdate(id: $dealTask, patch: { subject: null }) { replacedTaskId userErrors { code } } }`,
    ["deal"],
  ],
  [
    "taskUpdate that attaches a task",
    `mutation ($loneTask: ID!, $contact: ID!) {
      taskUpdate(id: $loneTask, patch: {
        text: "Attached", type: CALL, dueAt: "2027-03-01T09:30:00Z", responsibleUserCrmId: "1", subject: { contactId: $contact }
      }) { task { id } userErrors { code } }
    }`,
    ["contact"],
  ],
  [
    "taskComplete",
    `mutation ($dealTask: ID!) { taskComplete(id: $dealTask) { task { id } userErrors { code } } }`,
    ["deal"],
  ],
  ["taskDelete", `mutation ($task: ID!) { taskDelete(id: $task) { deletedTaskId userErrors { code } } }`, ["contact"]],
  [
    "catalogCreate",
    `mutation { catalogCreate(input: { name: "New" }) { catalog { id } userErrors { code } } }`,
    ["catalogs"],
  ],
  [
    "catalogUpdate",
    `mutation ($catalog: ID!) { catalogUpdate(id: $catalog, patch: { name: "Other" }) { catalog { id } userErrors { code } } }`,
    ["catalogs"],
  ],
  [
    "catalogBulkDelete",
    `mutation ($catalog: ID!) { catalogBulkDelete(ids: [$catalog]) { userErrors { code } } }`,
    ["catalogs"],
  ],
];

let gateway: FaultyGateway;
/** Another gateway to the same account, without a cache: it tells what the account has. */
let uncached: TestGateway;
let john: Headers;

beforeAll(async () => {
  gateway = await startGatewayBehindFaults({ env: { CACHE_TTL: "600", AMO_TIMEOUT_MS: "2000" } });
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
    const shortLived = await startGateway({ env: { AMO_URL: gateway.sandboxUrl, CACHE_TTL: "2" } });
    try {
      const cast = await newCast(gateway);
      const beganAt = performance.now();
      const before = await read(shortLived, "contact", cast);
      const endedAt = performance.now();
      await rename(cast["contact"], "Countess");
      const meanwhile = await read(shortLived, "contact", cast);
      expect(performance.now() - beganAt).toBeLessThan(2_000);
      expect([nameIn(before), nameIn(meanwhile)]).toEqual([cast["name"], cast["name"]]);
      await sleep(2_010 - (performance.now() - endedAt));
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
