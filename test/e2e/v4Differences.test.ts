import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startGateway, type TestGateway } from "../gateway.js";
import {
  attempt,
  forgedId,
  newCatalog,
  newContact,
  newDeal,
  newNote,
  newTask,
  send,
  writesAmong,
  type Named,
} from "./account.js";

// All that API v4 does otherwise than the older APIs, as far as the schema shows it. The other suites here run over both.

let gateway: TestGateway;
let records: Readonly<Record<"contact" | "deal" | "note" | "task" | "catalog", Named>>;

beforeAll(async () => {
  gateway = await startGateway({ api: "v4" });
  const [contact, deal] = [await newContact(gateway, { name: "Ada" }), await newDeal(gateway)];
  records = {
    contact,
    deal,
    note: await newNote(gateway, { contactId: contact.id }),
    task: await newTask(gateway, { contactId: contact.id }),
    catalog: await newCatalog(gateway),
  };
});

afterAll(() => gateway.close());

const LABELS = `query ($id: ID!) { contact(id: $id) {
  phoneNumbers { label } emailAddresses { label } webAddresses { label } instantMessengers { protocol }
} }`;

const KINDS = ["contact", "deal", "note", "task", "catalog"] as const;

interface Payload {
  readonly userErrors: readonly { readonly __typename: string; readonly code: string }[];
}

describe.each(KINDS)("a %s", (kind) => {
  const type = kind.charAt(0).toUpperCase() + kind.slice(1);
  const exists = async () => {
    const { id } = records[kind];
    const { value } = await send(gateway, "query ($id: ID!) { node(id: $id) { id } }", { id });
    return value !== null;
  };

  it("cannot be deleted, which is said, and nothing is changed", async () => {
    const { value, calls } = await send<Payload>(
      gateway,
      `mutation ($id: ID!) { ${kind}Delete(id: $id) { deleted${type}Id userErrors { __typename code field } } }`,
      { id: records[kind].id },
    );
    expect(value).toEqual({
      [`deleted${type}Id`]: null,
      userErrors: [{ __typename: "RejectedError", code: "NOT_SUPPORTED", field: null }],
    });
    expect(writesAmong(calls)).toEqual([]);
    expect(await exists()).toBe(true);
  });

  it("is not deleted with others either", async () => {
    const { value, calls } = await send(
      gateway,
      `mutation ($ids: [ID!]!) { ${kind}BulkDelete(ids: $ids) { rows { index deletedId userErrors { code } } userErrors { code } } }`,
      { ids: [records[kind].id, "junk"] },
    );
    expect(value).toEqual({
      rows: [
        { index: 0, deletedId: null, userErrors: [{ code: "NOT_SUPPORTED" }] },
        { index: 1, deletedId: null, userErrors: [{ code: "INVALID" }] },
      ],
      userErrors: [],
    });
    expect(writesAmong(calls)).toEqual([]);
    expect(await exists()).toBe(true);
  });
});

describe("what the account cannot hold is not supported, and nothing is changed", () => {
  const cases: [string, () => readonly [document: string, id: string], readonly string[] | null][] = [
    [
      "a task without the record it was of",
      () => [
        `mutation ($id: ID!) { taskUpdate(id: $id, patch: { subject: null }) { record: task { id } userErrors { code field } } }`,
        records.task.id,
      ],
      ["patch", "subject"],
    ],
    [
      "another type of a catalog",
      () => [
        `mutation ($id: ID!) { catalogUpdate(id: $id, patch: { type: INVOICES }) { record: catalog { id } userErrors { code field } } }`,
        records.catalog.id,
      ],
      ["patch", "type"],
    ],
  ];

  it.each(cases)("%s", async (_what, given, field) => {
    const [document, id] = given();
    const { value, calls } = await send(gateway, document, { id });
    expect(value).toEqual({ record: null, userErrors: [{ code: "NOT_SUPPORTED", field }] });
    expect(writesAmong(calls)).toEqual([]);
  });
});

describe("what is told otherwise", () => {
  it("a company is no contact", async () => {
    const { id } = await newContact(gateway, { name: "Employee", company: { name: "Employer" } });
    const company = await send<{ company: Named }>(
      gateway,
      "query ($id: ID!) { contact(id: $id) { company { crmId name } } }",
      { id },
    );
    expect(company.value).toMatchObject({ company: { name: "Employer" } });
    const ofCompany = forgedId("Contact", company.value.company.crmId);
    expect((await send(gateway, "query ($id: ID!) { node(id: $id) { id } }", { id: ofCompany })).value).toBeNull();
    const { value } = await send(gateway, `{ contacts(search: "Employ") { nodes { name isCompany } } }`);
    expect(value).toEqual({ nodes: [{ name: "Employee", isCompany: false }] });
  });

  it("labels are those that the account has", async () => {
    const { id } = await newContact(gateway, {
      phoneNumbers: [
        { number: "1", label: "mobile" },
        { number: "2", label: "Other" },
      ],
      emailAddresses: [{ address: "a@b.example", label: "Personal" }],
      webAddresses: [{ url: "b.example" }],
      instantMessengers: [{ address: "ada", protocol: "ICQ" }],
    });
    expect((await send(gateway, LABELS, { id })).value).toEqual({
      phoneNumbers: [{ label: "Mobile" }, { label: null }],
      emailAddresses: [{ label: "Home" }],
      webAddresses: [{ label: null }],
      instantMessengers: [{ protocol: "ICQ" }],
    });
  });

  it("any other label is refused where it stands, with those that may be given, and nothing is changed", async () => {
    const { id } = await newContact(gateway, { phoneNumbers: [{ number: "1", label: "Work" }] });
    const before = await send(gateway, LABELS, { id });
    const patch = {
      name: "Changed",
      company: { name: "Company that is not to be added" },
      phoneNumbers: [
        { number: "1", label: "Work" },
        { number: "2", label: "Reception" },
      ],
      emailAddresses: [{ address: "a@b.example", label: "Secret" }],
      webAddresses: [{ url: "b.example", label: "Blog" }],
      instantMessengers: [{ address: "@ada", protocol: "Telegram" }],
    };
    const fields = [
      "phoneNumbers.1.label",
      "emailAddresses.0.label",
      "webAddresses.0.label",
      "instantMessengers.0.protocol",
    ];
    const refusals = (root: string) =>
      fields.map((field) => ({ code: "NOT_SUPPORTED", field: [root, ...field.split(".")] }));

    const changed = await send<{ userErrors: { message: string }[] }>(
      gateway,
      `mutation ($id: ID!, $patch: ContactPatchInput!) {
        contactUpdate(id: $id, patch: $patch) { contact { id } userErrors { code field message } }
      }`,
      { id, patch },
    );
    expect(changed.value).toMatchObject({ contact: null, userErrors: refusals("patch") });
    expect(changed.value.userErrors.map(({ message }) => message)).toEqual([
      "The account keeps one of these: Work, Direct, Mobile, Fax, Home.",
      "The account keeps one of these: Work, Home.",
      "The account keeps no label here.",
      "The account keeps one of these: Skype, ICQ, Jabber, Google Talk, MSN.",
    ]);
    const added = await send(
      gateway,
      `mutation ($input: ContactCreateInput!) {
        contactCreate(input: $input) { contact { id } userErrors { code field } }
      }`,
      { input: patch },
    );
    expect(added.value).toEqual({ contact: null, userErrors: refusals("input") });
    expect([...writesAmong(changed.calls), ...writesAmong(added.calls)]).toEqual([]);
    expect((await send(gateway, LABELS, { id })).value).toEqual(before.value);
  });

  it("lists that were read can be written back as they are", async () => {
    const lists = {
      phoneNumbers: [
        { number: "1", label: "Direct" },
        { number: "2", label: null },
      ],
      emailAddresses: [{ address: "a@b.example", label: null }],
      webAddresses: [{ url: "b.example", label: null }],
      instantMessengers: [{ address: "ada", protocol: null }],
    };
    const { id } = await newContact(gateway, lists);
    const { value } = await send(
      gateway,
      `mutation ($id: ID!, $patch: ContactPatchInput!) {
        contactUpdate(id: $id, patch: $patch) {
          contact {
            phoneNumbers { number label } emailAddresses { address label } webAddresses { url label }
            instantMessengers { address protocol } updatedAt
          }
          userErrors { code }
        }
      }`,
      { id, patch: lists },
    );
    expect(value).toMatchObject({ contact: lists, userErrors: [] });
  });

  it("a price is a number: 0 is none, and no 0 is kept at the end of a fraction", async () => {
    const priceOf = async (price: string) => {
      const { id } = await newDeal(gateway, { price });
      return (await send(gateway, "query ($id: ID!) { deal(id: $id) { price } }", { id })).value;
    };
    expect(await priceOf("0")).toEqual({ price: null });
    expect(await priceOf("1500.50")).toEqual({ price: "1500.5" });
  });
});

describe("lists", () => {
  it("have a total only when their end is in sight", async () => {
    for (const name of ["One", "Two", "Three"]) await newCatalog(gateway, { name });
    for (const name of ["Counted 1", "Counted 2", "Counted 3"]) await newContact(gateway, { name });
    const document = `query ($first: Int) { contacts(search: "Counted", first: $first) { totalCount pageInfo { hasNextPage } } }`;
    expect((await send(gateway, document, { first: 2 })).value).toEqual({
      totalCount: null,
      pageInfo: { hasNextPage: true },
    });
    expect((await send(gateway, document, { first: 10 })).value).toEqual({
      totalCount: 3,
      pageInfo: { hasNextPage: false },
    });
    // Catalogs are few, and come all at once.
    expect((await send(gateway, "{ catalogs(last: 1) { totalCount nodes { name } } }")).value).toEqual({
      totalCount: 4,
      nodes: [{ name: "Three" }],
    });
  });

  it("cannot be read from their end, which is said before anything but a first page is read", async () => {
    for (const list of ["contacts", "deals"]) {
      for (let record = 0; record < 3; record += 1) await (list === "deals" ? newDeal : newContact)(gateway);
      const { errors } = await attempt(gateway, `{ ${list}(last: 2) { nodes { id } } }`);
      expect(errors).toMatchObject([{ path: [list], extensions: { code: "BAD_USER_INPUT" } }]);
    }
  });
});
