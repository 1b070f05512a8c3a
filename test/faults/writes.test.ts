import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createSandbox } from "../../src/sandbox/sandbox.js";
import { addedNumber, callAccount, forgedId, newContact, newDeal, send, TASK } from "../e2e/account.js";
import { startGateway } from "../gateway.js";
import type { AccountAnswer, Fault } from "./faultProxy.js";
import {
  afterwards,
  cutShort,
  deliveredTwice,
  delayed,
  HTML_PAGE,
  reset,
  resetHalfway,
  rewritten,
  silence,
  status,
  text,
  truncated,
} from "./faults.js";
import { startGatewayBehindFaults, type FaultyGateway } from "./faultyGateway.js";

// What a caller is told of a change whose request or answer goes wrong, and what the account was asked to do. No change is ever
// sent twice, and none is made of what nobody wrote.

interface Payload {
  readonly userErrors: readonly {
    readonly code: string;
    readonly field?: readonly string[];
    readonly currentVersion?: string;
    readonly current?: unknown;
  }[];
  readonly contact?: Contact | null;
}

interface Contact {
  readonly id: string;
  readonly crmId: string;
  readonly name: string;
  readonly position: string | null;
  readonly tags: readonly string[];
  readonly version: string;
}

let gateway: FaultyGateway;

beforeAll(async () => {
  gateway = await startGatewayBehindFaults({ env: { AMO_TIMEOUT_MS: "2000" } });
});

beforeEach(() => {
  gateway.faults.clear();
  gateway.calls();
});

afterAll(() => gateway.close());

const CONTACT_CREATE = `mutation ($name: String!) { contactCreate(input: { name: $name }) { contact { id crmId name } userErrors { code } } }`;

const CONTACT_UPDATE = `mutation ($id: ID!, $patch: ContactPatchInput!, $ifVersion: String) {
  contactUpdate(id: $id, patch: $patch, ifVersion: $ifVersion) {
    contact { id crmId name position tags version }
    userErrors { code field ... on ConflictError { currentVersion current { ... on Contact { position version } } } }
  }
}`;

/** Calls that the proxy saw, with their `ACTION`. */
const sent = (page: string) => gateway.faults.calls.filter((call) => call.page === page);

/** How many contacts of exactly this name the account has. */
async function stored(name: string): Promise<number> {
  const found = await callAccount(gateway, "contact_search", { SEARCH: name });
  return Array.from(found.matchAll(/<name>([^<]*)<\/name>/g)).filter(([, each]) => each === name).length;
}

async function version(id: string): Promise<Contact> {
  const document = `query ($id: ID!) { contact(id: $id) { id crmId name position tags version } }`;
  return (await send<Contact>(gateway, document, { id })).value;
}

describe("an add that the account makes while its answer is lost", () => {
  const LOST: Readonly<Record<string, Fault>> = {
    "no answer at all": afterwards(silence),
    "a reset": afterwards(reset),
    "a reset amid the answer": resetHalfway,
    "a 502": afterwards(status(502)),
    "a 504": afterwards(status(504)),
  };

  it.each(Object.entries(LOST))(
    "case 48: %s is OUTCOME_UNKNOWN, one add is made, and the next field is served",
    async (what, fault) => {
      const name = `Lost to ${what}`;
      gateway.faults.add({ page: "contact_add", fault });
      const { data, errors } = await gateway.ask(
        `mutation ($name: String!) {
          contactCreate(input: { name: $name }) { contact { id } userErrors { code } }
          dealCreate(input: { name: "Healthy" }) { deal { name } userErrors { code } }
        }`,
        { name },
      );
      expect(errors).toMatchObject([
        { path: ["contactCreate"], extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } },
      ]);
      expect(data).toEqual({ contactCreate: null, dealCreate: { deal: { name: "Healthy" }, userErrors: [] } });
      expect(sent("contact_add")).toHaveLength(1);
      expect(gateway.calls().filter((call) => call.startsWith("contact_add"))).toEqual(["contact_add ADD_PERSON"]);
      expect(await stored(name)).toBe(1);
    },
  );

  it.each([
    ["dealCreate", "deal_add", `dealCreate(input: { name: "Lost" }) { deal { id } }`],
    ["noteCreate", "note_add", `noteCreate(input: { subject: { contactId: $id }, body: "Lost" }) { note { id } }`],
    [
      "taskCreate",
      "task_add",
      `taskCreate(input: { subject: { contactId: $id }, text: "Lost", type: LETTER, dueAt: "${TASK.dueAt}", responsibleUserCrmId: "2" }) { task { id } }`,
    ],
    ["catalogCreate", "catalogs", `catalogCreate(input: { name: "Lost" }) { catalog { id } }`],
  ])("case 48: %s is sent once too", async (field, page, call) => {
    const { id } = await newContact(gateway);
    gateway.faults.clear();
    gateway.calls();
    gateway.faults.add({ page, fault: afterwards(reset) });
    const declared = call.includes("$id") ? "($id: ID!)" : "";
    const { data, errors } = await gateway.ask(`mutation ${declared} { ${call} }`, declared === "" ? {} : { id });
    expect(data).toEqual({ [field]: null });
    expect(errors).toMatchObject([
      { path: [field], extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } },
    ]);
    expect(sent(page)).toHaveLength(1);
    expect(gateway.calls().filter((each) => each.startsWith(page))).toHaveLength(1);
  });
});

describe("an add that the account makes while its answer is spoilt", () => {
  /** The number of the new record loses its last digit, and the answer ends there. */
  const numberCut: Fault = rewritten((answer) => answer.slice(0, answer.indexOf("</id>") - 1));
  const SPOILT: Readonly<Record<string, Fault>> = {
    "half of the answer": truncated,
    "half of the answer and a short body": cutShort,
    "a number that is cut": numberCut,
    "a page for people": afterwards(text(HTML_PAGE, "text/html")),
    nothing: afterwards(text("")),
    "another document": afterwards(text("<contacts><contact><id>4711</id></contact></contacts>")),
  };

  it.each(Object.entries(SPOILT))(
    "case 49: %s is OUTCOME_UNKNOWN, without a second add or an invented id",
    async (what, fault) => {
      const name = `Spoilt by ${what}`;
      gateway.faults.add({ page: "contact_add", fault });
      const { data, errors } = await gateway.ask(CONTACT_CREATE, { name });
      expect(errors).toMatchObject([
        { path: ["contactCreate"], extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } },
      ]);
      expect(data).toEqual({ contactCreate: null });
      expect(gateway.calls()).toEqual(["contact_add ADD_PERSON"]);
      expect(await stored(name)).toBe(1);
    },
  );

  it("case 49: a number that is none is not used: the record is looked for, and what is found is the one that was made", async () => {
    const noNumber: Fault = rewritten((answer) => answer.replace(/>\d+</g, ">NaN<"));
    gateway.faults.add({ page: "contact_add", fault: noNumber });
    const { data, errors } = await gateway.ask<{ contactCreate: Payload }>(CONTACT_CREATE, { name: "Numberless" });
    expect(errors).toEqual([]);
    expect(gateway.calls().slice(0, 2)).toEqual(["contact_add ADD_PERSON", "contact_search"]);
    const found = await callAccount(gateway, "contact_search", { SEARCH: "Numberless" });
    expect(data?.contactCreate.contact?.crmId).toBe(addedNumber(found));
    expect(await stored("Numberless")).toBe(1);
  });
});

describe("an add that never reaches the account", () => {
  it.each([
    ["a reset", reset],
    ["a 503", status(503)],
  ])(
    "case 50: %s is OUTCOME_UNKNOWN, since nobody can tell that it did not arrive, and it is not sent again",
    async (what, fault) => {
      const name = `Stopped by ${what}`;
      gateway.faults.add({ page: "contact_add", fault });
      const { data, codes } = await gateway.ask(CONTACT_CREATE, { name });
      expect({ data, codes }).toEqual({ data: { contactCreate: null }, codes: ["OUTCOME_UNKNOWN"] });
      expect(sent("contact_add")).toHaveLength(1);
      expect(await stored(name)).toBe(0);
    },
  );

  it("case 50: a 429 is RATE_LIMITED with the account's time, and it is not sent again", async () => {
    const limited = await startGatewayBehindFaults();
    try {
      limited.faults.add({ page: "contact_add", fault: status(429, { "retry-after": "3" }) });
      const { data, errors } = await limited.ask(CONTACT_CREATE, { name: "Stopped" });
      expect(data).toEqual({ contactCreate: null });
      expect(errors).toMatchObject([{ extensions: { code: "RATE_LIMITED", retryAfterSeconds: 3 } }]);
      expect(errors[0]?.extensions).not.toHaveProperty("mayHaveBeenApplied");
      expect(limited.faults.calls).toHaveLength(1);
      expect(limited.calls()).toEqual([]);
    } finally {
      await limited.close();
    }
  });

  it("case 50: a connection that is refused is UPSTREAM_UNAVAILABLE, since nothing can have been made", async () => {
    const account = await createSandbox({ data: ":memory:", empty: true });
    const alone = await startGateway({ env: { AMO_URL: account.url } });
    try {
      await newContact(alone);
      await account.close();
      const { data, errors } = await alone.query(CONTACT_CREATE, { name: "Refused" });
      expect(data).toEqual({ contactCreate: null });
      expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_UNAVAILABLE" } }]);
      expect(errors?.[0]?.extensions).not.toHaveProperty("mayHaveBeenApplied");
    } finally {
      await alone.close();
    }
  });
});

describe("an add that the account refuses for its session", () => {
  it("case 51: a 401 costs one sign-in, and the add is made once", async () => {
    await newContact(gateway);
    gateway.faults.clear();
    gateway.calls();
    gateway.faults.add({ page: "contact_add", nth: 1, fault: status(401) });
    const { data, errors } = await gateway.ask(CONTACT_CREATE, { name: "Second try" });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ contactCreate: { contact: { name: "Second try" }, userErrors: [] } });
    expect(gateway.faults.signIns).toHaveLength(1);
    expect(sent("contact_add")).toHaveLength(2);
    expect(gateway.calls()).toEqual(["contact_add ADD_PERSON", "contact_detail"]);
    expect(await stored("Second try")).toBe(1);
  });

  it("case 51: a session that the account itself has ended likewise", async () => {
    let aheadMs = 0;
    const aging = await startGatewayBehindFaults({ sandbox: { now: () => new Date(Date.now() + aheadMs) } });
    try {
      await newContact(aging);
      aging.faults.clear();
      aging.calls();
      aheadMs = 3_600_000;
      const { data, errors } = await aging.ask(CONTACT_CREATE, { name: "Later" });
      expect(errors).toEqual([]);
      expect(data).toMatchObject({ contactCreate: { contact: { name: "Later" }, userErrors: [] } });
      expect(aging.faults.signIns).toHaveLength(1);
      const list = await aging.ask<{ contacts: { nodes: { name: string }[] } }>(`{ contacts { nodes { name } } }`);
      expect(list.data?.contacts.nodes.filter(({ name }) => name === "Later")).toHaveLength(1);
    } finally {
      await aging.close();
    }
  });
});

describe("a change that a proxy delivers twice", () => {
  it("case 57: an add gives the record of the answer that came, and both records can be read", async () => {
    gateway.faults.add({ page: "contact_add", fault: deliveredTwice });
    const { data, errors } = await gateway.ask<{ contactCreate: Payload }>(CONTACT_CREATE, { name: "Twin" });
    expect(errors).toEqual([]);
    expect(sent("contact_add")).toHaveLength(1);
    const twins = await gateway.ask<{ contacts: { nodes: { id: string; crmId: string }[] } }>(
      `{ contacts(search: "Twin") { nodes { id crmId } } }`,
    );
    const ids = twins.data?.contacts.nodes.map(({ id }) => id) ?? [];
    expect(new Set(ids).size).toBe(2);
    expect(data?.contactCreate.contact?.id).toBe(ids[1]);
  });

  it("case 57: an add without a number in its answer is not guessed among equal records", async () => {
    const silent = await startGatewayBehindFaults({ sandbox: { switches: { addAnswersId: false } } });
    try {
      silent.faults.add({ page: "contact_add", fault: deliveredTwice });
      const { data, errors } = await silent.ask(CONTACT_CREATE, { name: "Twin" });
      expect(data).toEqual({ contactCreate: { contact: null, userErrors: [] } });
      expect(errors).toMatchObject([
        { path: ["contactCreate", "contact"], extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } },
      ]);
    } finally {
      await silent.close();
    }
  });

  it("case 57: a delete tells what the second answer says: there is no such record", async () => {
    const { id } = await newDeal(gateway);
    gateway.faults.add({ page: "deal_delete", fault: deliveredTwice });
    const { data, errors } = await gateway.ask(
      `mutation ($id: ID!) { dealDelete(id: $id) { deletedDealId userErrors { code } } }`,
      { id },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ dealDelete: { deletedDealId: null, userErrors: [{ code: "NOT_FOUND" }] } });
  });
});

describe("an account that goes on showing a record as it was before an edit", () => {
  /** Gives the first answer to all. */
  function frozen(): Fault {
    let first: Promise<AccountAnswer> | undefined;
    return async ({ forward, deliver }) => deliver(await (first ??= forward()));
  }

  const update = async (id: string, patch: object, ifVersion: string) => {
    const { data, errors } = await gateway.ask<{ contactUpdate: Payload }>(CONTACT_UPDATE, { id, patch, ifVersion });
    expect(errors).toEqual([]);
    if (data === null) throw new Error("the update has no payload");
    return data.contactUpdate;
  };

  it("case 58: the next edit, made on what the first one returned, is a CONFLICT, and nothing is overwritten", async () => {
    const { id, crmId } = await newContact(gateway, { name: "Ada", position: "Analyst", tags: ["vip"] });
    const before = await version(id);
    gateway.faults.clear();
    gateway.faults.add({ page: "contact_detail", fault: frozen() });
    const first = await update(id, { position: "Countess" }, before.version);
    expect(first).toMatchObject({ contact: { position: "Countess" }, userErrors: [] });
    expect(first.contact?.version).not.toBe(before.version);

    const second = await update(id, { tags: ["poet"] }, first.contact?.version ?? "");
    expect(second).toMatchObject({
      contact: null,
      userErrors: [
        { code: "CONFLICT", field: ["ifVersion"], currentVersion: before.version, current: { position: "Analyst" } },
      ],
    });
    expect(gateway.faults.calls.filter(({ action }) => action === "EDIT")).toHaveLength(1);
    gateway.faults.clear();
    expect(await version(id)).toMatchObject({ crmId, position: "Countess", tags: ["vip"] });
  });

  it("case 58: once the account shows the edit, the next one goes through", async () => {
    const { id } = await newContact(gateway, { name: "Ada", position: "Analyst", tags: ["vip"] });
    const before = await version(id);
    gateway.faults.clear();
    gateway.faults.add({ page: "contact_detail", times: 2, fault: frozen() });
    const first = await update(id, { position: "Countess" }, before.version);
    const second = await update(id, { tags: ["poet"] }, first.contact?.version ?? "");
    expect(second).toMatchObject({ contact: { position: "Countess", tags: ["poet"] }, userErrors: [] });
  });
});

describe("two edits of one record at once", () => {
  it("case 59: the second waits for the first, reads what it wrote, and both are kept", async () => {
    const { id } = await newContact(gateway, { name: "Ada", position: "Analyst", tags: ["vip"] });
    gateway.faults.clear();
    gateway.faults.add({ page: "contact_add", nth: 1, fault: delayed(200) });
    const document = `mutation ($id: ID!, $patch: ContactPatchInput!) { contactUpdate(id: $id, patch: $patch) { userErrors { code } } }`;
    const answers = await Promise.all(
      [{ position: "Countess" }, { tags: ["poet"] }].map((patch) => gateway.ask(document, { id, patch })),
    );
    for (const answer of answers)
      expect(answer).toMatchObject({ data: { contactUpdate: { userErrors: [] } }, codes: [] });
    expect(gateway.faults.calls.map(({ page, action }) => action ?? page)).toEqual([
      "contact_detail",
      "EDIT",
      "contact_detail",
      "EDIT",
    ]);
    expect(await version(id)).toMatchObject({ name: "Ada", position: "Countess", tags: ["poet"] });
  });

  it("case 59: on the same version one is made and the other is a CONFLICT that shows the first", async () => {
    const { id } = await newContact(gateway, { name: "Ada", position: "Analyst" });
    const { version: ifVersion } = await version(id);
    gateway.faults.clear();
    gateway.faults.add({ page: "contact_add", nth: 1, fault: delayed(200) });
    const answers = await Promise.all(
      ["Countess", "Poet"].map((position) =>
        gateway.ask<{ contactUpdate: Payload }>(CONTACT_UPDATE, { id, patch: { position }, ifVersion }),
      ),
    );
    const payloads = answers.flatMap(({ data }) => (data === null ? [] : [data.contactUpdate]));
    const made = payloads.find(({ userErrors }) => userErrors.length === 0);
    const refused = payloads.find(({ userErrors }) => userErrors.length > 0);
    expect(refused?.userErrors).toMatchObject([
      { code: "CONFLICT", currentVersion: made?.contact?.version, current: { position: made?.contact?.position } },
    ]);
    expect(gateway.faults.calls.filter(({ action }) => action === "EDIT")).toHaveLength(1);
    expect((await version(id)).position).toBe(made?.contact?.position);
  });

  it("case 59: a record that is gone is told as such to the one who comes second", async () => {
    const { id } = await newContact(gateway, { name: "Ada" });
    gateway.faults.clear();
    gateway.faults.add({ page: "contact_add", nth: 1, fault: delayed(200) });
    const [edited, missing] = await Promise.all([
      gateway.ask(CONTACT_UPDATE, { id, patch: { position: "Countess" } }),
      gateway.ask(CONTACT_UPDATE, { id: forgedId("Contact", 999_999), patch: { position: "Countess" } }),
    ]);
    expect(edited).toMatchObject({ data: { contactUpdate: { userErrors: [] } }, codes: [] });
    expect(missing).toMatchObject({ data: { contactUpdate: { contact: null, userErrors: [{ code: "NOT_FOUND" }] } } });
  });
});
