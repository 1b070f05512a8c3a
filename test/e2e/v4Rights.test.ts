import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startGateway, type TestGateway } from "../gateway.js";

// An account that shows its pipelines, users and fields of contacts to administrators alone, and a token of somebody who is none.

const SITE = { field_id: 2, field_code: null, field_type: "url", values: [{ value: "a.example" }] };
const LISTS: Readonly<Record<string, readonly object[]>> = {
  contacts: [
    { id: 1, name: "Ada", custom_fields_values: [SITE] },
    { id: 2, name: "Ben" },
  ],
  leads: [{ id: 5, name: "Pilot", status_id: 11, pipeline_id: 7 }],
};

let account: Server;
let gateway: TestGateway;

beforeAll(async () => {
  account = createServer((request, response) => {
    const name = new URL(request.url ?? "/", "http://localhost").pathname.replace("/api/v4/", "");
    const items = LISTS[name];
    const body = items === undefined ? { title: "Forbidden", status: 403 } : { _page: 1, _embedded: { [name]: items } };
    response
      .writeHead(items === undefined ? 403 : 200, { "content-type": "application/hal+json" })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => account.listen(0, "127.0.0.1", resolve));
  const { port } = account.address() as AddressInfo;
  gateway = await startGateway({ api: "v4", env: { AMO_URL: `http://127.0.0.1:${port}`, AMO_TIMEZONE: "UTC" } });
});

afterAll(async () => {
  await gateway.close();
  await new Promise((resolve) => account.close(resolve));
});

it("tells stages and pipelines by their numbers", async () => {
  const { data, errors } = await gateway.query(
    "{ deals(first: 5) { nodes { status { crmId name } pipeline { crmId name } } } }",
  );
  expect(errors).toBeUndefined();
  const node = { status: { crmId: "11", name: null }, pipeline: { crmId: "7", name: null } };
  expect(data).toEqual({ deals: { nodes: [node] } });
});

it("tells contacts, without what only the account's fields tell apart: that is forbidden alone", async () => {
  const named = await gateway.query("{ contacts(first: 5) { nodes { name address { street } } } }");
  expect(named.errors).toBeUndefined();
  expect(named.data).toEqual({ contacts: { nodes: ["Ada", "Ben"].map((name) => ({ name, address: null })) } });
  const { data, errors } = await gateway.query("{ contacts(first: 5) { nodes { name webAddresses { url } } } }");
  expect(data).toEqual({
    contacts: {
      nodes: [
        { name: "Ada", webAddresses: null },
        { name: "Ben", webAddresses: [] },
      ],
    },
  });
  expect(errors).toMatchObject([{ path: ["contacts", "nodes", 0, "webAddresses"], extensions: { code: "FORBIDDEN" } }]);
});

it("refuses what takes those lists to be written, and names it", async () => {
  const { data } = await gateway.query(
    `mutation {
      contactCreate(input: { name: "Cem", position: "Buyer" }) { userErrors { code field message } }
      dealCreate(input: { name: "Order", statusCrmId: "12" }) { userErrors { code field message } }
    }`,
  );
  expect(data).toMatchObject({
    contactCreate: {
      userErrors: [
        { code: "NOT_SUPPORTED", field: ["input", "position"], message: expect.stringContaining("fields of contacts") },
      ],
    },
    dealCreate: {
      userErrors: [
        { code: "NOT_SUPPORTED", field: ["input", "statusCrmId"], message: expect.stringContaining("pipelines") },
      ],
    },
  });
});
