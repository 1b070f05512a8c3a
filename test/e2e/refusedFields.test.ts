import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startGateway, type TestGateway } from "../gateway.js";

// An account that refuses a change over API v4 names the fields: the user errors point to the arguments that they were made of.

let gateway: TestGateway;
let contactId: string;
let dealId: string;
let taskId: string;

beforeAll(async () => {
  gateway = await startGateway({ api: "v4", sandbox: { switches: { v4Decimals: false, v4Fields: "few" } } });
  contactId = (await write("contactCreate", "ContactCreateInput", { name: "Ada" }, "contact { id }")).contact?.id ?? "";
  dealId = (await write("dealCreate", "DealCreateInput", { name: "Pilot" }, "deal { id }")).deal?.id ?? "";
  const task = { ...TASK, responsibleUserCrmId: "1", subject: { contactId } };
  taskId = (await write("taskCreate", "TaskCreateInput", task, "task { id }")).task?.id ?? "";
});
afterAll(() => gateway.close());

const TASK = { text: "Call", type: "CALL", dueAt: "2026-12-01T06:00:00Z" } as const;

interface Problem {
  readonly code: string;
  readonly field: readonly string[] | null;
  readonly message: string;
}

type Payload = {
  readonly userErrors: readonly Problem[];
  readonly rows: readonly { userErrors: readonly Problem[] }[];
} & {
  readonly [Record in "contact" | "deal" | "task"]?: { readonly id: string } | null;
};

const PROBLEMS = "userErrors { code field message }";

async function send(document: string, variables: Readonly<Record<string, unknown>>): Promise<Payload> {
  const { data, errors } = await gateway.query<Record<string, Payload>>(document, variables);
  expect(errors).toBeUndefined();
  const [payload] = Object.values(data ?? {});
  if (payload === undefined) throw new Error("the mutation gave nothing");
  return payload;
}

function write(mutation: string, type: string, input: object, record: string): Promise<Payload> {
  return send(`mutation ($input: ${type}!) { ${mutation}(input: $input) { ${record} ${PROBLEMS} } }`, { input });
}

function update(kind: "contact" | "deal" | "task", id: string, patch: object): Promise<Payload> {
  const type = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}PatchInput`;
  return send(
    `mutation ($id: ID!, $patch: ${type}!) { ${kind}Update(id: $id, patch: $patch) { ${kind} { id } ${PROBLEMS} } }`,
    { id, patch },
  );
}

const told = (problems: readonly Problem[]) => problems.map(({ code, field }) => [code, field?.join(".") ?? null]);

describe("a record that is refused", () => {
  it("when it is new", async () => {
    const contact = { name: "Ben", responsibleUserCrmId: "999" };
    const { userErrors } = await write("contactCreate", "ContactCreateInput", contact, "contact { id }");
    expect(told(userErrors)).toEqual([["REJECTED", "input.responsibleUserCrmId"]]);
    const deal = { name: "Sale", price: "10.5", statusCrmId: "999", responsibleUserCrmId: "999" };
    const refused = await write("dealCreate", "DealCreateInput", deal, "deal { id }");
    expect(refused.deal).toBeNull();
    expect(told(refused.userErrors).sort()).toEqual([
      ["REJECTED", "input.price"],
      ["REJECTED", "input.responsibleUserCrmId"],
      ["REJECTED", "input.statusCrmId"],
    ]);
  });

  it("when it is changed", async () => {
    const deal = await update("deal", dealId, { statusCrmId: "999", responsibleUserCrmId: "999" });
    expect(told(deal.userErrors).sort()).toEqual([
      ["REJECTED", "patch.responsibleUserCrmId"],
      ["REJECTED", "patch.statusCrmId"],
    ]);
    const task = await update("task", taskId, { responsibleUserCrmId: "999" });
    expect(told(task.userErrors)).toEqual([["REJECTED", "patch.responsibleUserCrmId"]]);
    const contact = await update("contact", contactId, { responsibleUserCrmId: "999", company: { name: "Acme" } });
    expect(told(contact.userErrors)).toEqual([["REJECTED", "patch.responsibleUserCrmId"]]);
  });

  it("for a company that is not there", async () => {
    const { userErrors } = await update("contact", contactId, { company: { crmId: "999" } });
    expect(told(userErrors)).toEqual([["REJECTED", "patch.company"]]);
  });

  it("for a record that it is to be linked to, which stays a matter of its own", async () => {
    const missing = Buffer.from("Contact:999").toString("base64url");
    const deal = await write("dealCreate", "DealCreateInput", { name: "Sale", contactId: missing }, "deal { id }");
    expect(told(deal.userErrors)).toEqual([["NOT_FOUND", "input.contactId"]]);
    const task = await update("task", taskId, { subject: { contactId: missing } });
    expect(told(task.userErrors)).toEqual([["NOT_FOUND", "patch.subject.contactId"]]);
  });

  it("for what the account cannot hold", async () => {
    const { userErrors } = await update("contact", contactId, {
      address: { street: "Street 1" },
      instantMessengers: [{ address: "ada", protocol: "Skype" }],
    });
    expect(told(userErrors)).toEqual([
      ["NOT_SUPPORTED", "patch.address"],
      ["NOT_SUPPORTED", "patch.instantMessengers"],
    ]);
    expect(told((await update("task", taskId, { subject: null })).userErrors)).toEqual([
      ["NOT_SUPPORTED", "patch.subject"],
    ]);
  });

  it("in words of ours: the account's own may repeat what was sent", async () => {
    const { userErrors } = await update("deal", dealId, { statusCrmId: "999" });
    expect(userErrors.map(({ message }) => message)).toEqual(["The account does not have what this value names."]);
  });
});

describe("a bulk", () => {
  it("has each problem at its own row", async () => {
    const input = [
      { name: "Good" },
      { name: "Bad", responsibleUserCrmId: "999" },
      { name: "Better" },
      { name: "Worse", price: "0.5", statusCrmId: "999" },
    ];
    const { rows } = await send(
      `mutation ($input: [DealCreateInput!]!) { dealBulkCreate(input: $input) { rows { ${PROBLEMS} } } }`,
      { input },
    );
    expect(rows.map(({ userErrors }) => told(userErrors).sort())).toEqual([
      [],
      [["REJECTED", "input.1.responsibleUserCrmId"]],
      [],
      [
        ["REJECTED", "input.3.price"],
        ["REJECTED", "input.3.statusCrmId"],
      ],
    ]);
  });

  it("of changes has them below the patch", async () => {
    const input = [
      { id: dealId, patch: { name: "Renamed" } },
      { id: dealId, patch: { responsibleUserCrmId: "999" } },
      { id: Buffer.from("Deal:999").toString("base64url"), patch: { name: "Missing" } },
    ];
    const { rows } = await send(
      `mutation ($input: [DealBulkUpdateInput!]!) { dealBulkUpdate(input: $input) { rows { ${PROBLEMS} } } }`,
      { input },
    );
    expect(rows.map(({ userErrors }) => told(userErrors))).toEqual([
      [],
      [["REJECTED", "input.1.patch.responsibleUserCrmId"]],
      [["NOT_FOUND", "input.2.id"]],
    ]);
  });

  it("of catalogs has them, too", async () => {
    const { rows } = await send(
      `mutation ($input: [CatalogCreateInput!]!) { catalogBulkCreate(input: $input) { rows { ${PROBLEMS} } } }`,
      {
        input: [
          { name: "One", type: "INVOICES" },
          { name: "Two", type: "INVOICES" },
        ],
      },
    );
    expect(rows.map(({ userErrors }) => told(userErrors))).toEqual([[], [["REJECTED", "input.1.type"]]]);
  });
});
