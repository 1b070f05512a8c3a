import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { APIS, startGateway, type TestGateway } from "../gateway.js";
import { attempt, forgedId, newContact, newDeal, newNote, send, writesAmong, type Named } from "./account.js";

const BULK_DELETE = `mutation ($ids: [ID!]!) {
  noteBulkDelete(ids: $ids) { rows { index deletedId userErrors { code field } } userErrors { code field } }
}`;
const ERRORS = `userErrors { code field ... on NotFoundError { id } }`;
const FIELDS = `id crmId body createdAt author { crmId name } subject { __typename id name }`;
const CREATE = `mutation ($input: NoteCreateInput!) { noteCreate(input: $input) { note { ${FIELDS} } ${ERRORS} } }`;
const UPDATE = `mutation ($id: ID!, $body: String!) { noteUpdate(id: $id, patch: { body: $body }) { note { ${FIELDS} } ${ERRORS} } }`;
const DELETE = `mutation ($id: ID!) {
  noteDelete(id: $id) { deletedNoteId subject { __typename id notes { nodes { id } } } ${ERRORS} }
}`;
const READ = `query ($id: ID!) { node(id: $id) { ... on Note { ${FIELDS} } } }`;

interface NotePayload {
  readonly note: Named | null;
  readonly userErrors: readonly { readonly code: string }[];
}

/** The two kinds of record that a note can be put on, with the calls that notes take. */
const KINDS = [
  { kind: "Contact", argument: "contactId", create: newContact, calls: callsOf("contact_detail", "contacts") },
  { kind: "Deal", argument: "dealId", create: newDeal, calls: callsOf("deal_detail", "leads") },
] as const;

function callsOf(page: string, list: string) {
  return {
    // A record's page tells its notes.
    legacy: { add: "note_add ADD_NOTE", change: [page, "note_add EDIT_NOTE"], note: [page], withSubject: [page] },
    v4: {
      add: `POST ${list}/notes`,
      change: [`GET ${list}/notes/id`, `PATCH ${list}/notes`],
      note: [`GET ${list}/notes/id`],
      withSubject: [`GET ${list}/id`, `GET ${list}/id/notes`],
    },
  };
}

describe.each(APIS)("over the %s API", (api) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({ api });
  });

  afterAll(() => gateway.close());

  describe.each(KINDS)("notes of a $kind", ({ kind, argument, create, calls: { [api]: sent } }) => {
    let record: Named;

    beforeEach(async () => {
      record = await create(gateway, { name: "Subject" });
    });

    const bodies = async (): Promise<unknown> => {
      const query = `query ($id: ID!) { node(id: $id) { ... on ActivitySubject { notes { nodes { body } totalCount } } } }`;
      return (await send(gateway, query, { id: record.id })).value;
    };

    it("are added and read: one write, one read", async () => {
      const input = { subject: { [argument]: record.id }, body: "First line\nsecond: 100 % & <more>" };
      const { value, calls } = await send<NotePayload>(gateway, CREATE, { input });
      const note = {
        id: expect.any(String),
        crmId: expect.stringMatching(/^\d+$/),
        body: input.body,
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
        author: { crmId: "1", name: "Anna Smirnova" },
        subject: { __typename: kind, id: record.id, name: "Subject" },
      };
      expect(value).toEqual({ note, userErrors: [] });
      expect(calls).toEqual([sent.add, ...sent.withSubject]);
      const again = await send(gateway, READ, { id: value.note?.id });
      expect(again.value).toEqual(value.note);
      expect(again.calls).toEqual(sent.withSubject);
    });

    it("are added in one call when only their id is asked for", async () => {
      const { calls } = await send(
        gateway,
        `mutation ($input: NoteCreateInput!) { noteCreate(input: $input) { note { id subject { id } } userErrors { code } } }`,
        { input: { subject: { [argument]: record.id }, body: "Short" } },
      );
      expect(calls).toEqual([sent.add]);
    });

    it("are listed in the order of the account", async () => {
      for (const body of ["one", "two", "three"]) await newNote(gateway, { [argument]: record.id }, body);
      expect(await bodies()).toEqual({
        notes: { nodes: [{ body: "one" }, { body: "two" }, { body: "three" }], totalCount: 3 },
      });
    });

    it("are changed: read, write, read", async () => {
      const { id, crmId } = await newNote(gateway, { [argument]: record.id });
      const { value, calls } = await send(gateway, UPDATE, { id, body: "Changed" });
      expect(value).toMatchObject({ note: { id, crmId, body: "Changed" }, userErrors: [] });
      expect(calls).toEqual([...sent.change, ...sent.withSubject]);
      expect(await bodies()).toMatchObject({ notes: { nodes: [{ body: "Changed" }] } });
    });

    it("are not found through another record, and nothing is written", async () => {
      const { crmId } = await newNote(gateway, { [argument]: record.id }, "mine");
      const other = await create(gateway, { name: "Another" });
      const id = forgedId("Note", kind === "Contact" ? 1 : 2, other.crmId, crmId);
      const notFound = [{ code: "NOT_FOUND", field: ["id"], id }];

      const changed = await send(gateway, UPDATE, { id, body: "stolen" });
      expect(changed.value).toEqual({ note: null, userErrors: notFound });
      expect(changed.calls).toEqual(sent.note);
      expect((await send(gateway, READ, { id })).value).toBeNull();
      expect(await bodies()).toMatchObject({ notes: { nodes: [{ body: "mine" }] } });
    });

    it("cannot be put on a record that is not there", async () => {
      const id = forgedId(kind, 999_999);
      const { value } = await send(gateway, CREATE, { input: { subject: { [argument]: id }, body: "Lost" } });
      expect(value).toEqual({
        note: null,
        userErrors: [{ code: "NOT_FOUND", field: ["input", "subject", argument], id }],
      });
    });

    // API v4 deletes nothing: v4Differences.test.ts.
    if (api === "v4") return;

    it("are deleted, and the payload gives the record to refetch", async () => {
      const { id } = await newNote(gateway, { [argument]: record.id }, "to go");
      const kept = await newNote(gateway, { [argument]: record.id }, "to stay");
      const { value, calls } = await send(gateway, DELETE, { id });
      expect(value).toEqual({
        deletedNoteId: id,
        subject: { __typename: kind, id: record.id, notes: { nodes: [{ id: kept.id }] } },
        userErrors: [],
      });
      expect(calls).toEqual([...sent.note, "note_add NOTE_DELETE", ...sent.note]);
      expect((await send(gateway, READ, { id })).value).toBeNull();
      expect((await send(gateway, DELETE, { id })).value).toEqual({
        deletedNoteId: null,
        subject: null,
        userErrors: [{ code: "NOT_FOUND", field: ["id"], id }],
      });
    });

    it("are not deleted through another record", async () => {
      const { crmId } = await newNote(gateway, { [argument]: record.id }, "mine");
      const other = await create(gateway, { name: "Another" });
      const id = forgedId("Note", kind === "Contact" ? 1 : 2, other.crmId, crmId);
      const { value, calls } = await send(gateway, DELETE, { id });
      expect(value).toEqual({
        deletedNoteId: null,
        subject: null,
        userErrors: [{ code: "NOT_FOUND", field: ["id"], id }],
      });
      expect(calls).toEqual(sent.note);
      expect(await bodies()).toMatchObject({ notes: { nodes: [{ body: "mine" }] } });
    });

    it("are gone with their record", async () => {
      const { id } = await newNote(gateway, { [argument]: record.id });
      const field = kind.toLowerCase();
      await send(gateway, `mutation ($id: ID!) { ${field}Delete(id: $id) { userErrors { code } } }`, { id: record.id });
      expect((await send(gateway, READ, { id })).value).toBeNull();
      expect((await send<NotePayload>(gateway, UPDATE, { id, body: "late" })).value.userErrors).toMatchObject([
        { code: "NOT_FOUND" },
      ]);
    });
  });

  describe("mistakes", () => {
    it.each(["", " \n "])("a body may not be blank: %p", async (body) => {
      const { id } = await newContact(gateway);
      const note = await newNote(gateway, { contactId: id });
      const created = await send<NotePayload>(gateway, CREATE, { input: { subject: { contactId: id }, body } });
      expect(created.value).toEqual({ note: null, userErrors: [{ code: "REQUIRED", field: ["input", "body"] }] });
      const changed = await send<NotePayload>(gateway, UPDATE, { id: note.id, body });
      expect(changed.value).toEqual({ note: null, userErrors: [{ code: "REQUIRED", field: ["patch", "body"] }] });
      expect([...created.calls, ...changed.calls]).toEqual([]);
    });

    it("a body may not be null, and a note has exactly one record", async () => {
      const { id } = await newContact(gateway);
      const inputs = [
        { subject: { contactId: id }, body: null },
        { subject: {}, body: "x" },
        { subject: { contactId: id, dealId: id }, body: "x" },
        { subject: { contactId: null }, body: "x" },
        { subject: { dealId: id }, body: "x" },
      ];
      for (const input of inputs) {
        const { errors, calls } = await attempt(gateway, CREATE, { input });
        expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
        expect(calls).toEqual([]);
      }
    });

    it("an id of another kind is refused", async () => {
      const { errors } = await attempt(gateway, UPDATE, { id: forgedId("Contact", 1), body: "x" });
      expect(errors).toMatchObject([{ path: ["noteUpdate"], extensions: { code: "BAD_USER_INPUT" } }]);
    });
  });

  describe("many at once", () => {
    const BULK_CREATE = `mutation ($input: [NoteCreateInput!]!, $policy: BulkPolicy! = REQUIRE_ALL_VALID) {
    noteBulkCreate(input: $input, policy: $policy) { rows { index note { id body } userErrors { code field } } userErrors { code field } }
  }`;

    it("are told all that is wrong with a row at once, a malformed id included", async () => {
      const { value, calls } = await send(gateway, BULK_CREATE, { input: [{ subject: { dealId: "bad" }, body: " " }] });
      expect(value).toMatchObject({
        rows: [
          {
            userErrors: [
              { code: "INVALID", field: ["input", "0", "subject", "dealId"] },
              { code: "REQUIRED", field: ["input", "0", "body"] },
            ],
          },
        ],
      });
      expect(calls).toEqual([]);
    });

    it("are added row by row", async () => {
      const [contact, deal] = [await newContact(gateway), await newDeal(gateway)];
      const created = await send<{ rows: NotePayload[] }>(gateway, BULK_CREATE, {
        input: [
          { subject: { contactId: contact.id }, body: "On the contact" },
          { subject: { dealId: forgedId("Deal", 999_999) }, body: "Nowhere" },
          { subject: { dealId: deal.id }, body: "On the deal" },
        ],
      });
      expect(created.value).toMatchObject({
        rows: [
          { index: 0, note: { body: "On the contact" }, userErrors: [] },
          { index: 1, note: null, userErrors: [{ code: "NOT_FOUND", field: ["input", "1", "subject", "dealId"] }] },
          { index: 2, note: { body: "On the deal" }, userErrors: [] },
        ],
        userErrors: [],
      });
    });

    it.each([
      ["REQUIRE_ALL_VALID", ["NOT_SENT"], 0],
      ["SKIP_INVALID", [], 1],
    ])("%s decides on the rows beside an invalid one", async (policy, codes, writes) => {
      const { id } = await newContact(gateway);
      const rows = [
        { subject: { contactId: id }, body: "Fine" },
        { subject: { contactId: id }, body: " " },
      ];
      const { value, calls } = await send<{ rows: NotePayload[] }>(gateway, BULK_CREATE, { input: rows, policy });
      expect(value.rows.map((row) => row.userErrors.map((error) => error.code))).toEqual([codes, ["REQUIRED"]]);
      expect(writesAmong(calls)).toHaveLength(writes);
    });

    it("take at most 50 rows", async () => {
      const { value, calls } = await send(gateway, BULK_DELETE, { ids: Array(51).fill(forgedId("Note", 1, 1, 1)) });
      expect(value).toEqual({ rows: [], userErrors: [{ code: "INVALID", field: ["ids"] }] });
      expect(calls).toEqual([]);
    });
  });
});

describe("over the legacy API", () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway();
  });

  afterAll(() => gateway.close());

  it("many are deleted row by row", async () => {
    const [contact, deal] = [await newContact(gateway), await newDeal(gateway)];
    const ids = [
      (await newNote(gateway, { contactId: contact.id })).id,
      forgedId("Note", 1, contact.crmId, 999_999),
      (await newNote(gateway, { dealId: deal.id })).id,
    ];
    const deleted = await send(gateway, BULK_DELETE, { ids: [...ids, "junk"] });
    expect(deleted.value).toEqual({
      rows: [
        { index: 0, deletedId: ids[0], userErrors: [] },
        { index: 1, deletedId: null, userErrors: [{ code: "NOT_FOUND", field: ["ids", "1"] }] },
        { index: 2, deletedId: ids[2], userErrors: [] },
        { index: 3, deletedId: null, userErrors: [{ code: "INVALID", field: ["ids", "3"] }] },
      ],
      userErrors: [],
    });
    expect(deleted.calls.filter((call) => call === "note_add NOTE_DELETE")).toHaveLength(2);
  });
});

describe("an account whose adds answer no id", () => {
  let silent: TestGateway;

  beforeAll(async () => {
    silent = await startGateway({ sandbox: { switches: { addAnswersId: false } } });
  });

  afterAll(() => silent.close());

  it("is read for the note on its record's page", async () => {
    const { id } = await newContact(silent);
    await newNote(silent, { contactId: id }, "Another");
    const { value, calls } = await send(silent, CREATE, { input: { subject: { contactId: id }, body: "Mine" } });
    expect(value).toMatchObject({ note: { body: "Mine" }, userErrors: [] });
    expect(calls).toEqual(["note_add ADD_NOTE", "contact_detail", "contact_detail"]);
  });

  it("gives null with OUTCOME_UNKNOWN when two equal it", async () => {
    const { id } = await newContact(silent, { name: "Twins" });
    await newNote(silent, { contactId: id }, "Same");
    const { value, errors } = await attempt(silent, CREATE, { input: { subject: { contactId: id }, body: "Same" } });
    expect(value).toEqual({ note: null, userErrors: [] });
    expect(errors).toMatchObject([
      { path: ["noteCreate", "note"], extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } },
    ]);
  });
});
