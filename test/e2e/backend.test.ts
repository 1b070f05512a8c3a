import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Capability } from "../../src/domain/capability.js";
import { APIS, startGateway, type Api, type TestGateway } from "../gateway.js";

// What one API of the account has and another has not, as a client sees it: what it is told in advance, and what it gets all the same.

interface Nodes<Item> {
  readonly nodes: readonly Item[];
}

const WITH_DEALS = "query ($id: ID!) { contact(id: $id) { deals { totalCount nodes { name } } } }";

describe.each<[Api]>(APIS.map((api) => [api]))("over %s", (api) => {
  let gateway: TestGateway;
  let able: readonly Capability[];
  let contactId: string;
  let dealId: string;

  beforeAll(async () => {
    gateway = await startGateway({ api });
    contactId = await created("contact", { name: "Ada" });
    dealId = await created("deal", { name: "Pilot", contactId });
  });
  afterAll(() => gateway.close());

  async function send<Data>(document: string, variables?: Readonly<Record<string, unknown>>): Promise<Data> {
    const { data, errors } = await gateway.query<Data>(document, variables);
    expect(errors).toBeUndefined();
    return data as Data;
  }

  async function created(kind: "contact" | "deal" | "task", input: object): Promise<string> {
    const type = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}CreateInput`;
    const data = await send<Record<string, Record<string, { id: string }>>>(
      `mutation ($input: ${type}!) { ${kind}Create(input: $input) { ${kind} { id } } }`,
      { input },
    );
    return data[`${kind}Create`]?.[kind]?.id ?? "";
  }

  it("a client is told which API it is, and what it can do", async () => {
    const { backend } = await send<{ backend: { api: string; capabilities: readonly Capability[] } }>(
      "{ backend { api capabilities } }",
    );
    expect(backend.api).toBe(api === "v4" ? "V4" : "LEGACY");
    able = backend.capabilities;
    expect(able.includes("DELETE_CONTACTS")).toBe(api === "legacy");
    expect(able.includes("CONTACT_DEALS")).toBe(api === "v4");
  });

  it("which API it is takes no call", async () => {
    gateway.calls();
    await send("{ backend { api } }");
    expect(gateway.calls()).toEqual([]);
  });

  it("the pipeline of a deal is told or null", async () => {
    const pipeline = able.includes("PIPELINES") ? { crmId: expect.stringMatching(/^\d+$/), name: "Sales" } : null;
    const { deal, deals } = await send<{ deal: object; deals: Nodes<object> }>(
      "query ($id: ID!) { deal(id: $id) { pipeline { crmId name } } deals { nodes { pipeline { crmId name } } } }",
      { id: dealId },
    );
    expect(deal).toEqual({ pipeline });
    expect(deals.nodes).toEqual([{ pipeline }]);
  });

  it("the deals of a contact are told, or said not to be, with what to do instead", async () => {
    const { data, errors } = await gateway.query(WITH_DEALS, { id: contactId });
    if (able.includes("CONTACT_DEALS")) {
      expect(errors).toBeUndefined();
      expect(data).toEqual({ contact: { deals: { totalCount: 1, nodes: [{ name: "Pilot" }] } } });
      return;
    }
    expect(data).toEqual({ contact: { deals: null } });
    expect(errors).toMatchObject([
      {
        path: ["contact", "deals"],
        message: expect.stringContaining("`deals(search:)`"),
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
  });

  describe("what came of a task", () => {
    const COMPLETE = `mutation ($id: ID!, $result: String) {
      taskComplete(id: $id, result: $result) { task { isCompleted result } userErrors { code field } }
    }`;
    const newTask = () =>
      created("task", {
        text: "Call",
        type: "CALL",
        dueAt: "2026-12-01T06:00:00Z",
        responsibleUserCrmId: "1",
        subject: { contactId },
      });
    const REFUSED = { task: null, userErrors: [{ code: "NOT_SUPPORTED", field: ["result"] }] };

    it("is kept with its completion, or refused and nothing is completed", async () => {
      const id = await newTask();
      const { taskComplete } = await send<{ taskComplete: object }>(COMPLETE, { id, result: "Agreed" });
      const isKept = able.includes("TASK_RESULTS");
      expect(taskComplete).toEqual(
        isKept ? { task: { isCompleted: true, result: "Agreed" }, userErrors: [] } : REFUSED,
      );
      const { node } = await send<{ node: object }>(
        "query ($id: ID!) { node(id: $id) { ... on Task { isCompleted result } } }",
        { id },
      );
      expect(node).toEqual(isKept ? { isCompleted: true, result: "Agreed" } : { isCompleted: false, result: null });
    });

    it("need not be said, and blank says nothing", async () => {
      const done = { task: { isCompleted: true, result: null }, userErrors: [] };
      const [one, other] = [await newTask(), await newTask()];
      expect(await send(COMPLETE, { id: one })).toEqual({ taskComplete: done });
      expect(await send(COMPLETE, { id: other, result: " " })).toEqual({ taskComplete: done });
    });

    it("can be said of a task that was completed without it", async () => {
      const id = await newTask();
      await send(COMPLETE, { id });
      const { taskComplete } = await send<{ taskComplete: object }>(COMPLETE, { id, result: "Agreed" });
      expect(taskComplete).toEqual(
        able.includes("TASK_RESULTS") ? { task: { isCompleted: true, result: "Agreed" }, userErrors: [] } : REFUSED,
      );
      if (!able.includes("TASK_RESULTS")) return;
      gateway.calls();
      await send(COMPLETE, { id, result: "Agreed" });
      // Looked at, and read for the answer: nothing was left to be written.
      expect(gateway.calls()).toEqual([expect.stringMatching(/^\d+$/), "tasks"]);
    });

    it("is the same for all tasks of a bulk", async () => {
      const ids = [await newTask(), await newTask()];
      const { taskBulkComplete } = await send<{ taskBulkComplete: { rows: object[] } }>(
        `mutation ($ids: [ID!]!) {
          taskBulkComplete(ids: $ids, result: "Sold") { rows { task { result } userErrors { code field } } }
        }`,
        { ids },
      );
      const row = able.includes("TASK_RESULTS") ? { task: { result: "Sold" }, userErrors: [] } : REFUSED;
      expect(taskBulkComplete.rows).toEqual([row, row]);
    });

    it("may not hold what cannot be stored", async () => {
      const id = await newTask();
      expect(await send(COMPLETE, { id, result: "\u0000" })).toEqual({
        taskComplete: { task: null, userErrors: [{ code: "INVALID", field: ["result"] }] },
      });
    });
  });
});
