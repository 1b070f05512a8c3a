import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { APIS, startGateway, type Api, type TestGateway } from "../gateway.js";
import {
  addedNumber,
  attempt,
  callAccount,
  forgedId,
  newContact,
  newNote,
  send,
  writesAmong,
  type Named,
} from "./account.js";

const FIELDS = `
  name isCompany position company { name } phoneNumbers { number label } emailAddresses { address label }
  webAddresses { url label } address { street } instantMessengers { address protocol }
  responsibleUser { crmId name } tags`;

const ERRORS = `userErrors { __typename code field ... on NotFoundError { id } }`;

const CREATE = `mutation ($input: ContactCreateInput!) { contactCreate(input: $input) { contact { id ${FIELDS} } ${ERRORS} } }`;
const UPDATE = `mutation ($id: ID!, $patch: ContactPatchInput!, $ifVersion: String) {
  contactUpdate(id: $id, patch: $patch, ifVersion: $ifVersion) {
    contact { version ${FIELDS} }
    userErrors { __typename code field ... on ConflictError { currentVersion current { id ... on Contact { name version } } } }
  }
}`;
const DELETE = `mutation ($id: ID!) { contactDelete(id: $id) { deletedContactId ${ERRORS} } }`;
const BULK_ERRORS = `userErrors { code field }`;
const BULK_DELETE = `mutation ($ids: [ID!]!) { contactBulkDelete(ids: $ids) { rows { index deletedId ${BULK_ERRORS} } ${BULK_ERRORS} } }`;
const READ = `query ($id: ID!) { contact(id: $id) { version ${FIELDS} } }`;
const LIST = `query ($search: String) { contacts(search: $search, first: 100) { nodes { id name } totalCount } }`;

/** Everything that a contact can be given. */
const ADA = {
  name: "Ada Lovelace",
  position: "Analyst",
  company: { name: "Babbage & Co" },
  phoneNumbers: [
    { number: "+44 20 7946 0001", label: "Work" },
    { number: "+44 20 7946 0002", label: null },
  ],
  emailAddresses: [{ address: "ada@engines.example", label: "Home" }],
  webAddresses: [{ url: "https://engines.example/?a=1&b=2", label: "Blog" }],
  address: { street: "12 St James's Square" },
  instantMessengers: [{ address: "ada.l", protocol: "Skype" }],
  responsibleUserCrmId: "2",
  tags: ["vip", "science"],
};

const ADA_V4 = { ...ADA, webAddresses: ADA.webAddresses.map(({ url }) => ({ url, label: null })) };

/** What a contact can be given over each API: v4 takes no labels of web addresses. */
const FULL: Readonly<Record<Api, typeof ADA | typeof ADA_V4>> = { legacy: ADA, v4: ADA_V4 };

/** The same as it is read. Tags have no order of their own. */
function adaRead(api: Api) {
  const { responsibleUserCrmId: _responsible, ...given } = FULL[api];
  return {
    ...given,
    isCompany: false,
    responsibleUser: { crmId: "2", name: "John Miller" },
    tags: expect.arrayContaining(ADA.tags) as unknown,
  };
}

/** The calls that contacts take. Over API v4 a change is sent without reading first; the name of a company is read for itself. */
const CALLS = {
  legacy: {
    add: "contact_add ADD_PERSON",
    read: ["contact_detail"],
    readWithCompany: ["contact_detail"],
    list: ["contacts"],
    listWithCompanies: ["contacts"],
    search: ["contact_search"],
    change: ["contact_detail", "contact_add EDIT"],
  },
  v4: {
    add: "POST contacts",
    read: ["GET contacts/id"],
    readWithCompany: ["GET companies/id", "GET contacts/id"],
    list: ["GET contacts"],
    listWithCompanies: ["GET companies", "GET contacts"],
    search: ["GET contacts"],
    change: ["PATCH contacts/id"],
  },
};

interface ContactPayload {
  readonly contact: (Named & { readonly name: string; readonly version: string }) | null;
  readonly userErrors: readonly { readonly code: string; readonly currentVersion?: string }[];
}

describe.each(APIS)("over the %s API", (api) => {
  const sent = CALLS[api];
  const ADA_READ = adaRead(api);
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({ api });
  });

  afterAll(() => gateway.close());

  async function read(id: string): Promise<Record<string, unknown> & { readonly version: string }> {
    return (await send<Record<string, unknown> & { readonly version: string }>(gateway, READ, { id })).value;
  }

  describe("adding and reading", () => {
    it("gives back every field that was given: one write, one read", async () => {
      const { value, calls } = await send<ContactPayload>(gateway, CREATE, { input: FULL[api] });
      expect(value).toEqual({ contact: { id: expect.any(String), ...ADA_READ }, userErrors: [] });
      expect(calls).toEqual(
        {
          legacy: [sent.add, ...sent.read],
          v4: ["GET companies", "POST companies", sent.add, "POST contacts/id/link", ...sent.readWithCompany],
        }[api],
      );
      const again = await send(gateway, READ, { id: value.contact?.id });
      expect(again.value).toEqual({ version: expect.any(String), ...ADA_READ });
      expect(again.calls).toEqual(sent.readWithCompany);
    });

    it("leaves empty what was not given, and the user in charge to the account", async () => {
      const { value } = await send(gateway, CREATE, { input: { name: "Grace" } });
      expect(value).toMatchObject({
        contact: {
          name: "Grace",
          position: null,
          company: null,
          phoneNumbers: [],
          emailAddresses: [],
          webAddresses: [],
          address: null,
          instantMessengers: [],
          responsibleUser: { crmId: "1", name: "Anna Smirnova" },
          tags: [],
        },
      });
    });

    it("takes null and empty lists for nothing given", async () => {
      const input = { name: "Grace", position: null, company: null, phoneNumbers: null, address: null, tags: [] };
      const { value } = await send(gateway, CREATE, { input: { ...input, responsibleUserCrmId: null } });
      expect(value).toMatchObject({ contact: { position: null, company: null, phoneNumbers: [], tags: [] } });
    });

    it("tells every mistake at once, with its path, and sends nothing", async () => {
      const { value, calls } = await send(gateway, CREATE, {
        input: {
          name: " ",
          position: "two\nlines",
          phoneNumbers: [{ number: "1" }, { number: "" }],
          responsibleUserCrmId: "x",
          tags: ["a", "b,c", "a"],
        },
      });
      const error = (code: string, ...field: string[]) => ({
        __typename: "InputError",
        code,
        field: ["input", ...field],
      });
      expect(value).toEqual({
        contact: null,
        userErrors: [
          error("REQUIRED", "name"),
          error("INVALID", "position"),
          error("REQUIRED", "phoneNumbers", "1", "number"),
          error("INVALID", "responsibleUserCrmId"),
          error("INVALID", "tags", "1"),
          error("INVALID", "tags", "2"),
        ],
      });
      expect(calls).toEqual([]);
    });

    it("reports what the account refuses", async () => {
      const { value, calls } = await send(gateway, CREATE, { input: { name: "Grace", responsibleUserCrmId: "999" } });
      expect(value).toEqual({
        contact: null,
        userErrors: [
          // API v4 names the field.
          {
            __typename: "RejectedError",
            code: "REJECTED",
            field: { legacy: null, v4: ["input", "responsibleUserCrmId"] }[api],
          },
        ],
      });
      expect(calls).toEqual([sent.add]);
    });

    it("links a company by its number", async () => {
      const first = await newContact(gateway, { company: { name: "Numbered Ltd" } });
      const company = `query ($id: ID!) { contact(id: $id) { company { crmId name } } }`;
      const { value } = await send<{ readonly company: Named }>(gateway, company, { id: first.id });
      const second = await newContact(gateway, { name: "Colleague", company: { crmId: value.company.crmId } });
      expect((await send(gateway, company, { id: second.id })).value).toEqual(value);
    });

    it("takes one way to name a company, not both and not none", async () => {
      for (const company of [{ crmId: "1", name: "Both" }, {}]) {
        const { errors, calls } = await attempt(gateway, CREATE, { input: { name: "Grace", company } });
        expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
        expect(calls).toEqual([]);
      }
    });

    it("is null for a contact that is not there, an error for an id that is none", async () => {
      expect((await send(gateway, READ, { id: forgedId("Contact", 999_999) })).value).toBeNull();
      for (const id of [forgedId("Deal", 1), forgedId("Contact", "x"), "Contact:1", ""]) {
        const { errors, calls } = await attempt(gateway, READ, { id });
        expect(errors).toMatchObject([{ path: ["contact"], extensions: { code: "BAD_USER_INPUT" } }]);
        expect(calls).toEqual([]);
      }
    });
  });

  describe("listing and searching", () => {
    let ids: readonly string[];

    beforeAll(async () => {
      const peter = { name: "Пётр Ёлкин", emailAddresses: [{ address: "petr@yolka.example" }] };
      const named = [peter, { name: "Pat Doe", phoneNumbers: [{ number: "+7 (921) 555-77-88" }] }];
      ids = await Promise.all(named.map(async (input) => (await newContact(gateway, input)).id));
    });

    it.each([
      ["a name in any case", "ПЁТР", 0],
      ["an e-mail address", "petr@yolka.example", 0],
      ["a phone number", "+79215557788", 1],
    ])("finds %s", async (_what, search, index) => {
      const { value, calls } = await send<{ nodes: Named[]; totalCount: number }>(gateway, LIST, { search });
      expect(value.nodes.map(({ id }) => id)).toEqual([ids[index]]);
      expect(value.totalCount).toBe(1);
      expect(calls).toEqual(sent.search);
    });

    it("finds nothing as an empty page", async () => {
      const { value } = await send(gateway, LIST, { search: "nobody & nothing" });
      expect(value).toEqual({ nodes: [], totalCount: 0 });
    });

    it.each([undefined, null, "", "  "])("lists everything for the keyword %p", async (search) => {
      const { value, calls } = await send<{ nodes: Named[] }>(gateway, LIST, { search });
      expect(value.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining([...ids]));
      expect(calls).toEqual(sent.list);
    });

    it("tells the same of a contact in a list as on its own", async () => {
      const list = await send<{ nodes: Named[] }>(
        gateway,
        `{ contacts(first: 100) { nodes { id version createdAt updatedAt ${FIELDS} } } }`,
      );
      expect(list.calls).toEqual(sent.listWithCompanies);
      for (const contact of list.value.nodes.slice(0, 5)) {
        const { value } = await send(
          gateway,
          `query ($id: ID!) { contact(id: $id) { id version createdAt updatedAt ${FIELDS} } }`,
          { id: contact.id },
        );
        expect(value).toEqual(contact);
      }
    });
  });

  describe("editing", () => {
    const changes: [string, Record<string, unknown>, Record<string, unknown>][] = [
      ["a name", { name: "Augusta Ada" }, { name: "Augusta Ada" }],
      ["a position", { position: "Countess" }, { position: "Countess" }],
      ["a position away", { position: null }, { position: null }],
      ["a position away with a blank", { position: " " }, { position: null }],
      ["the company", { company: { name: "Menabrea" } }, { company: { name: "Menabrea" } }],
      ["the company away", { company: null }, { company: null }],
      ["all phone numbers", { phoneNumbers: [{ number: "1" }] }, { phoneNumbers: [{ number: "1", label: null }] }],
      ["phone numbers away", { phoneNumbers: null }, { phoneNumbers: [] }],
      ["phone numbers to none", { phoneNumbers: [] }, { phoneNumbers: [] }],
      [
        "e-mail addresses",
        { emailAddresses: [{ address: "a@b.example", label: "Work" }, { address: "c@d.example" }] },
        {
          emailAddresses: [
            { address: "a@b.example", label: "Work" },
            { address: "c@d.example", label: null },
          ],
        },
      ],
      ["e-mail addresses away", { emailAddresses: null }, { emailAddresses: [] }],
      [
        "web addresses",
        { webAddresses: [{ url: "x.example" }] },
        { webAddresses: [{ url: "x.example", label: null }] },
      ],
      ["web addresses away", { webAddresses: null }, { webAddresses: [] }],
      ["the address", { address: { street: "Ockham Park" } }, { address: { street: "Ockham Park" } }],
      ["the address away", { address: null }, { address: null }],
      [
        "instant messengers",
        { instantMessengers: [{ address: "ada", protocol: "ICQ" }] },
        { instantMessengers: [{ address: "ada", protocol: "ICQ" }] },
      ],
      ["instant messengers away", { instantMessengers: null }, { instantMessengers: [] }],
      ["the user in charge", { responsibleUserCrmId: "3" }, { responsibleUser: { crmId: "3", name: "Дарья Ким" } }],
      ["the tags", { tags: ["new"] }, { tags: ["new"] }],
      ["the tags away", { tags: null }, { tags: [] }],
      [
        "several fields at once",
        { position: null, phoneNumbers: [], tags: ["x"], address: { street: "S" } },
        { position: null, phoneNumbers: [], tags: ["x"], address: { street: "S" } },
      ],
    ];

    /** Over API v4 a company is linked and unlinked. */
    const MORE_WRITES = new Map([
      ["the company", ["POST companies", "POST contacts/id/link", "POST contacts/id/unlink"]],
      ["the company away", ["POST contacts/id/unlink"]],
    ]);

    it.each(changes)("changes %s and keeps the rest: read, write, read", async (what, patch, expected) => {
      const { id } = await newContact(gateway, FULL[api]);
      const { value, calls } = await send(gateway, UPDATE, { id, patch });
      expect(value).toEqual({ contact: { version: expect.any(String), ...ADA_READ, ...expected }, userErrors: [] });
      const expectedCalls = { legacy: [...sent.change, ...sent.read], v4: MORE_WRITES.get(what) ?? sent.change }[api];
      expect(api === "legacy" ? calls : writesAmong(calls)).toEqual(expectedCalls);
      expect(await read(id)).toEqual({ version: expect.any(String), ...ADA_READ, ...expected });
    });

    it.each([
      ["name", null, "REQUIRED"],
      ["name", "  ", "REQUIRED"],
      ["responsibleUserCrmId", null, "REQUIRED"],
      ["responsibleUserCrmId", "-1", "INVALID"],
      ["address", { street: "" }, "REQUIRED"],
    ])("refuses %s: %p as %s and sends nothing", async (name, change, code) => {
      const { id } = await newContact(gateway);
      const { value, calls } = await send<ContactPayload>(gateway, UPDATE, { id, patch: { [name]: change } });
      expect(value.contact).toBeNull();
      const field = ["patch", name, ...(name === "address" ? ["street"] : [])];
      expect(value.userErrors).toEqual([{ __typename: "InputError", code, field }]);
      expect(calls).toEqual([]);
    });

    it("refuses an empty patch", async () => {
      const { id } = await newContact(gateway);
      const { value, calls } = await send(gateway, UPDATE, { id, patch: {} });
      expect(value).toEqual({
        contact: null,
        userErrors: [{ __typename: "InputError", code: "REQUIRED", field: ["patch"] }],
      });
      expect(calls).toEqual([]);
    });

    it("keeps what this schema does not know", async () => {
      const id = addedNumber(
        await callAccount(gateway, "contact_add", {
          ACTION: "ADD_PERSON",
          "contact[person_name]": "Own Fields",
          "contact[loyalty_card]": "№ 7 & <gold>",
          "contact[shoe][size]": "38",
          "contact[shoe][color]": "red",
          "contact[hobby][0]": "chess",
          "contact[hobby][1]": "tea",
        }),
      );
      const before = await callAccount(gateway, "contact_detail", { ID: id });
      const { value } = await send<ContactPayload>(gateway, UPDATE, {
        id: forgedId("Contact", id),
        patch: { position: "Baker" },
      });
      expect(value.userErrors).toEqual([]);
      const after = await callAccount(gateway, "contact_detail", { ID: id });
      expect(after).toContain("<loyalty_card>№ 7 &amp; &lt;gold&gt;</loyalty_card>");
      const plain = (xml: string) => xml.replace(/<date_modify>.*<\/date_modify>/, "");
      expect(plain(after)).toBe(plain(before).replace("<position/>", "<position>Baker</position>"));
    });

    it("lets two edits of one contact at once both survive", async () => {
      const { id } = await newContact(gateway, FULL[api]);
      await Promise.all([
        gateway.query(UPDATE, { id, patch: { position: "Left" } }),
        gateway.query(UPDATE, { id, patch: { address: { street: "Right" } } }),
        gateway.query(UPDATE, { id, patch: { tags: ["middle"] } }),
      ]);
      expect(await read(id)).toMatchObject({ position: "Left", address: { street: "Right" }, tags: ["middle"] });
    });

    it("is NOT_FOUND for a contact that is not there, after one call", async () => {
      const id = forgedId("Contact", 999_999);
      const { value, calls } = await send(gateway, UPDATE, { id, patch: { name: "Nobody" } });
      expect(value).toEqual({
        contact: null,
        userErrors: [{ __typename: "NotFoundError", code: "NOT_FOUND", field: ["id"] }],
      });
      expect(calls).toEqual(sent.change.slice(0, 1));
    });
  });

  describe("ifVersion", () => {
    it("lets an edit of the version that was seen through", async () => {
      const { id } = await newContact(gateway);
      const { version } = await read(id);
      const { value } = await send<ContactPayload>(gateway, UPDATE, {
        id,
        patch: { name: "Second" },
        ifVersion: version,
      });
      expect(value.contact).toMatchObject({ name: "Second" });
      expect(value.contact?.version).not.toBe(version);
      expect((await read(id)).version).toBe(value.contact?.version);
    });

    it("refuses an edit of another with what is there now, and sends no write", async () => {
      const { id } = await newContact(gateway);
      const { version } = await read(id);
      await send(gateway, UPDATE, { id, patch: { name: "By somebody else" } });
      const { version: currentVersion } = await read(id);

      const { value, calls } = await send(gateway, UPDATE, { id, patch: { name: "Mine" }, ifVersion: version });
      expect(value).toEqual({
        contact: null,
        userErrors: [
          {
            __typename: "ConflictError",
            code: "CONFLICT",
            field: ["ifVersion"],
            currentVersion,
            current: { id, name: "By somebody else", version: currentVersion },
          },
        ],
      });
      expect(calls).toEqual(sent.read);

      const retry = await send(gateway, UPDATE, { id, patch: { name: "Mine" }, ifVersion: currentVersion });
      expect(retry.value).toMatchObject({ contact: { name: "Mine" }, userErrors: [] });
    });

    it("is not in the way of a new note", async () => {
      const { id } = await newContact(gateway);
      const { version } = await read(id);
      await newNote(gateway, { contactId: id });
      expect((await read(id)).version).toBe(version);
    });
  });

  describe("many at once", () => {
    const BULK_CREATE = `mutation ($input: [ContactCreateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
    contactBulkCreate(input: $input, policy: $policy) { rows { index contact { id name } ${BULK_ERRORS} } ${BULK_ERRORS} }
  }`;
    const BULK_UPDATE = `mutation ($input: [ContactBulkUpdateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
    contactBulkUpdate(input: $input, policy: $policy) { rows { index contact { id position } ${BULK_ERRORS} } ${BULK_ERRORS} }
  }`;

    it("adds and changes row by row, each with its own outcome", async () => {
      const created = await send<{ rows: { contact: Named }[] }>(gateway, BULK_CREATE, {
        input: [{ name: "One" }, { name: "Two", responsibleUserCrmId: "999" }, { name: "Three" }],
      });
      expect(created.value).toMatchObject({
        rows: [
          { index: 0, contact: { name: "One" }, userErrors: [] },
          {
            index: 1,
            contact: null,
            userErrors: [
              { code: "REJECTED", field: { legacy: null, v4: ["input", "1", "responsibleUserCrmId"] }[api] },
            ],
          },
          { index: 2, contact: { name: "Three" }, userErrors: [] },
        ],
        userErrors: [],
      });
      expect(writesAmong(created.calls)).toEqual(
        // Rows go together: first with the one that is refused, then without.
        Array({ legacy: 3, v4: 2 }[api]).fill(sent.add),
      );

      const [one, , three] = created.value.rows.map((row) => (row.contact as Named | null)?.id ?? "");
      const missing = forgedId("Contact", 999_999);
      const changed = await send(gateway, BULK_UPDATE, {
        input: [
          { id: one, patch: { position: "A" } },
          { id: missing, patch: { position: "B" } },
          { id: three, patch: { position: "C" }, ifVersion: "stale" },
        ],
      });
      expect(changed.value).toEqual({
        rows: [
          { index: 0, contact: { id: one, position: "A" }, userErrors: [] },
          { index: 1, contact: null, userErrors: [{ code: "NOT_FOUND", field: ["input", "1", "id"] }] },
          { index: 2, contact: null, userErrors: [{ code: "CONFLICT", field: ["input", "2", "ifVersion"] }] },
        ],
        userErrors: [],
      });
    });

    it("REQUIRE_ALL_VALID sends nothing if a row is invalid", async () => {
      const { value, calls } = await send(gateway, BULK_CREATE, { input: [{ name: "One" }, { name: "" }] });
      expect(value).toEqual({
        rows: [
          { index: 0, contact: null, userErrors: [{ code: "NOT_SENT", field: null }] },
          { index: 1, contact: null, userErrors: [{ code: "REQUIRED", field: ["input", "1", "name"] }] },
        ],
        userErrors: [],
      });
      expect(calls).toEqual([]);
    });

    it("SKIP_INVALID sends the others", async () => {
      const { value, calls } = await send(gateway, BULK_CREATE, {
        input: [{ name: "" }, { name: "Two" }],
        policy: "SKIP_INVALID",
      });
      expect(value).toMatchObject({
        rows: [
          { index: 0, contact: null, userErrors: [{ code: "REQUIRED", field: ["input", "0", "name"] }] },
          { index: 1, contact: { name: "Two" }, userErrors: [] },
        ],
      });
      expect(calls).toEqual([sent.add, ...sent.read]);
    });

    it("tells all that is wrong with a row at once, a malformed id included", async () => {
      const { value, calls } = await send(gateway, BULK_UPDATE, {
        input: [{ id: "bad", patch: { name: " ", tags: ["a,b"] } }],
      });
      expect(value).toMatchObject({
        rows: [
          {
            index: 0,
            contact: null,
            userErrors: [
              { code: "INVALID", field: ["input", "0", "id"] },
              { code: "REQUIRED", field: ["input", "0", "patch", "name"] },
              { code: "INVALID", field: ["input", "0", "patch", "tags", "0"] },
            ],
          },
        ],
      });
      expect(calls).toEqual([]);
    });

    it("takes a malformed id for a mistake of its row", async () => {
      const { id } = await newContact(gateway);
      const { value, calls } = await send(gateway, BULK_UPDATE, {
        input: [
          { id: forgedId("Deal", 1), patch: { position: "A" } },
          { id, patch: { position: "B" } },
        ],
        policy: "SKIP_INVALID",
      });
      expect(value).toMatchObject({
        rows: [
          { index: 0, contact: null, userErrors: [{ code: "INVALID", field: ["input", "0", "id"] }] },
          { index: 1, contact: { id, position: "B" }, userErrors: [] },
        ],
      });
      expect(calls).toEqual([...sent.change, ...sent.read]);
    });

    it("takes 50 rows and no more", async () => {
      const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `Row ${String(index)}` }));
      const tooMany = await send(gateway, BULK_CREATE, { input: rows(51) });
      expect(tooMany.value).toEqual({ rows: [], userErrors: [{ code: "INVALID", field: ["input"] }] });
      expect(tooMany.calls).toEqual([]);
      const ids = await send<{ rows: { contact: Named }[] }>(
        gateway,
        `mutation ($input: [ContactCreateInput!]!) { contactBulkCreate(input: $input) { rows { contact { id } } } }`,
        { input: rows(50) },
      );
      expect(ids.calls).toEqual(Array({ legacy: 50, v4: 1 }[api]).fill(sent.add));
      expect(new Set(ids.value.rows.map((row) => row.contact.id)).size).toBe(50);
      expect((await send(gateway, BULK_DELETE, { ids: Array(51).fill("x") })).value).toEqual({
        rows: [],
        userErrors: [{ code: "INVALID", field: ["ids"] }],
      });
      expect((await send(gateway, BULK_CREATE, { input: [] })).value).toEqual({ rows: [], userErrors: [] });
    });
  });
});

// What the older APIs alone can do, and habits that accounts have in them.

describe("over the legacy API", () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway();
  });

  afterAll(() => gateway.close());

  it("lists a company among the contacts", async () => {
    const { id } = await newContact(gateway, { company: { name: "Listed Ltd" } });
    const { value } = await send<{ readonly company: Named }>(
      gateway,
      `query ($id: ID!) { contact(id: $id) { company { crmId } } }`,
      { id },
    );
    const found = await send(
      gateway,
      `{ nodeByCrmId(type: CONTACT, crmId: "${value.company.crmId}") { ... on Contact { name isCompany } } }`,
    );
    expect(found.value).toEqual({ name: "Listed Ltd", isCompany: true });
  });

  it("edits a company without making it a person", async () => {
    const { id } = await newContact(gateway, { company: { name: "Edited Works" } });
    const { value } = await send<{ company: Named }>(
      gateway,
      `query ($id: ID!) { contact(id: $id) { company { crmId } } }`,
      {
        id,
      },
    );
    const edited = await send(gateway, UPDATE, {
      id: forgedId("Contact", value.company.crmId),
      patch: { tags: ["supplier"] },
    });
    expect(edited.value).toMatchObject({ contact: { name: "Edited Works", isCompany: true, tags: ["supplier"] } });
  });

  describe("deleting", () => {
    it("takes one call; the contact is gone then", async () => {
      const { id } = await newContact(gateway);
      const { value, calls } = await send(gateway, DELETE, { id });
      expect(value).toEqual({ deletedContactId: id, userErrors: [] });
      expect(calls).toEqual(["contact_delete DELETE"]);
      expect((await send(gateway, READ, { id })).value).toBeNull();
      expect((await send(gateway, DELETE, { id })).value).toEqual({
        deletedContactId: null,
        userErrors: [{ __typename: "NotFoundError", code: "NOT_FOUND", field: ["id"], id }],
      });
    });

    it("is refused to a user who may not", async () => {
      const asJohn = await startGateway({
        env: { AMO_LOGIN: "john@amoql.dev", AMO_API_KEY: "fedcba9876543210fedcba9876543210" },
      });
      try {
        const { id } = await newContact(asJohn);
        const { value } = await send(asJohn, DELETE, { id });
        expect(value).toEqual({
          deletedContactId: null,
          userErrors: [{ __typename: "AccessError", code: "PERMISSION_DENIED", field: null }],
        });
        expect((await send(asJohn, READ, { id })).value).not.toBeNull();
      } finally {
        await asJohn.close();
      }
    });
  });

  it("deletes many row by row, each with its own outcome", async () => {
    const [{ id: one }, { id: three }] = [await newContact(gateway), await newContact(gateway)];
    const missing = forgedId("Contact", 999_999);
    const deleted = await send(gateway, BULK_DELETE, { ids: [one, missing, "junk", three] });
    expect(deleted.value).toEqual({
      rows: [
        { index: 0, deletedId: one, userErrors: [] },
        { index: 1, deletedId: null, userErrors: [{ code: "NOT_FOUND", field: ["ids", "1"] }] },
        { index: 2, deletedId: null, userErrors: [{ code: "INVALID", field: ["ids", "2"] }] },
        { index: 3, deletedId: three, userErrors: [] },
      ],
      userErrors: [],
    });
    expect(deleted.calls).toEqual(Array(3).fill("contact_delete DELETE"));
  });
});

describe("an account whose lists carry no contact data", () => {
  let lean: TestGateway;

  beforeAll(async () => {
    lean = await startGateway({ sandbox: { switches: { listContactData: false } } });
    await newContact(lean, ADA);
    await newContact(lean, { name: "Bare" });
  });

  afterAll(() => lean.close());

  it("is asked for details only when they are selected", async () => {
    const names = await send(
      lean,
      `{ contacts { nodes { id name position tags company { name } responsibleUser { name } } } }`,
    );
    expect(names.calls).toEqual(["contacts"]);
    const { value, calls } = await send<{ nodes: Record<string, unknown>[] }>(
      lean,
      `{ contacts { nodes { name phoneNumbers { number label } address { street } version } } }`,
    );
    // Two persons and the company of one of them.
    expect(calls).toEqual(["contacts", ...Array<string>(3).fill("contact_detail")]);
    expect(value.nodes[0]).toMatchObject({ name: ADA.name, phoneNumbers: ADA.phoneNumbers, address: ADA.address });
    expect(value.nodes.find(({ name }) => name === "Bare")).toMatchObject({ phoneNumbers: [], address: null });
  });
});

describe("an account whose adds answer no id", () => {
  let silent: TestGateway;

  beforeAll(async () => {
    silent = await startGateway({ sandbox: { switches: { addAnswersId: false } } });
  });

  afterAll(() => silent.close());

  it("is searched for the contact that equals all that was written", async () => {
    await newContact(silent, { ...ADA, position: "Another" });
    const { value, calls } = await send(silent, CREATE, { input: ADA });
    expect(value).toMatchObject({ contact: adaRead("legacy"), userErrors: [] });
    expect(calls).toEqual(["contact_add ADD_PERSON", "contact_search", "contact_detail"]);
  });

  it("gives null with OUTCOME_UNKNOWN when two equal it", async () => {
    const input = { name: "Twin" };
    await newContact(silent, input);
    const { value, errors, calls } = await attempt<ContactPayload>(silent, CREATE, { input });
    expect(value).toEqual({ contact: null, userErrors: [] });
    expect(errors).toMatchObject([
      { path: ["contactCreate", "contact"], extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } },
    ]);
    expect(errors).toHaveLength(1);
    expect(calls).toEqual(["contact_add ADD_PERSON", "contact_search"]);
    const { value: found } = await send(silent, LIST, { search: "Twin" });
    expect(found).toMatchObject({ totalCount: 2 });
  });
});

describe("an account that keeps what an edit does not name", () => {
  let keeping: TestGateway;

  beforeAll(async () => {
    keeping = await startGateway({ sandbox: { switches: { editKeepsAbsent: true } } });
  });

  afterAll(() => keeping.close());

  const NO_DATA = { phoneNumbers: [], emailAddresses: [], webAddresses: [], instantMessengers: [], address: null };
  const cleared: [string, Record<string, unknown>][] = [
    ["one field", { position: null }],
    ["one list", { phoneNumbers: [] }],
    ["all contact data", NO_DATA],
    ["everything that can be cleared", { ...NO_DATA, position: null, company: null, tags: [] }],
  ];

  it.each(cleared)("is told to clear %s all the same", async (_what, patch) => {
    const { id } = await newContact(keeping, ADA);
    const { value } = await send(keeping, UPDATE, { id, patch });
    expect(value).toMatchObject({ contact: { ...adaRead("legacy"), ...patch }, userErrors: [] });
  });
});
