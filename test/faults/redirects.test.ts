import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { TASK } from "../e2e/account.js";
import { answer } from "../codec/wireFixture.js";
import {
  EVERYTHING,
  expectAllButCatalogs,
  expectCatalogsAlone,
  fillAccount,
  readEverything,
  XML_PAGES,
  type Records,
} from "./everyRead.js";
import { changed, HTML_PAGE, status, text, withHeaders } from "./faults.js";
import { startGatewayBehindFaults, type FaultyGateway } from "./faultyGateway.js";

// Answers that lead elsewhere or are not what they say they are.

let gateway: FaultyGateway;
let records: Records;

beforeAll(async () => {
  gateway = await startGatewayBehindFaults();
  records = await fillAccount(gateway);
});

beforeEach(() => {
  gateway.faults.clear();
  gateway.calls();
});

afterAll(() => gateway.close());

async function countContacts(): Promise<number> {
  gateway.faults.clear();
  const { data } = await gateway.ask<{ contacts: { totalCount: number } }>(`{ contacts(first: 1) { totalCount } }`);
  gateway.faults.clear();
  return data?.contacts.totalCount ?? NaN;
}

describe("a page for people with status 200", () => {
  it.each([
    ["as HTML", HTML_PAGE, "text/html"],
    ["as XML", HTML_PAGE, "text/xml; charset=utf-8"],
    ["that is well-formed XML", "<html><body><p>Under maintenance</p></body></html>", "text/xml"],
    ["with a doctype after a comment", `<!-- down --><!DOCTYPE html><html><body/></html>`, "application/xml"],
  ])("case 24: %s is no empty list", async (_what, page, type) => {
    gateway.faults.add({ page: XML_PAGES, fault: text(page, type) });
    expectCatalogsAlone(await readEverything(gateway, records));
    expect(gateway.faults.signIns).toEqual([]);

    gateway.faults.clear();
    gateway.faults.add({ page: "catalogs", fault: text(page, type) });
    expectAllButCatalogs(await readEverything(gateway, records));
  });

  it("case 24: a sign-in page once is a session that is over", async () => {
    gateway.faults.add({ page: "deals", times: 1, fault: text(answer("unauthenticated.html"), "text/html") });
    const { data, errors } = await readEverything(gateway, records);
    expect(errors).toEqual([]);
    expect(data).toEqual(EVERYTHING);
    expect(gateway.faults.signIns).toHaveLength(1);
  });

  it("case 24: a sign-in page again and again is an account that refuses the gateway's user", async () => {
    gateway.faults.add({ page: "deals", fault: text(answer("unauthenticated.html"), "text/xml") });
    const { data, errors } = await gateway.ask(`{ deals(first: 1) { nodes { id } } catalogs { nodes { name } } }`);
    expect(data).toEqual({ deals: null, catalogs: EVERYTHING.catalogs });
    expect(errors).toMatchObject([{ path: ["deals"], extensions: { code: "UPSTREAM_UNAVAILABLE" } }]);
    expect(gateway.faults.signIns).toHaveLength(1);

    gateway.faults.clear();
    expect((await readEverything(gateway, records)).data).toEqual(EVERYTHING);
  });
});

describe("a redirect", () => {
  let foreign: Server;
  /** Connections and requests that reached the foreign host. */
  let reached: string[] = [];

  beforeAll(async () => {
    foreign = createServer((request, response) => {
      reached.push(`${request.method ?? ""} ${request.url ?? ""}`);
      response.writeHead(200, { "content-type": "text/xml", "set-cookie": "session_id=foreign" });
      response.end(answer("contacts.page.xml"));
    });
    foreign.on("connection", () => reached.push("connection"));
    foreign.listen(0, "127.0.0.1");
    await once(foreign, "listening");
  });

  beforeEach(() => {
    reached = [];
  });

  afterAll(async () => {
    foreign.close();
    await once(foreign, "close");
  });

  const host = (): string => `127.0.0.1:${String((foreign.address() as AddressInfo).port)}`;

  it("can be seen by the foreign host", async () => {
    await (await fetch(`http://${host()}/here`, { headers: { connection: "close" } })).text();
    expect(reached).toEqual(["connection", "GET /here"]);
  });

  it.each([301, 302, 303, 307, 308])("case 25: %i to another host is not followed", async (code) => {
    const location = `http://${host()}/private/api/contacts.php`;
    gateway.faults.add({ page: XML_PAGES, fault: status(code, { location }) });
    const answer = await readEverything(gateway, records);
    expectCatalogsAlone(answer);
    // A hint at what to mend, without the place it leads to.
    for (const { message } of answer.errors) {
      expect(message).toContain("check its address");
      expect(message).not.toContain(host());
    }
    expect(gateway.faults.calls.map(({ page }) => page).sort()).toEqual([...XML_PAGES, "catalogs"].sort());
    expect(gateway.faults.signIns).toEqual([]);
    expect(reached).toEqual([]);

    gateway.faults.clear();
    gateway.faults.add({ page: "catalogs", fault: status(code, { location }) });
    expectAllButCatalogs(await readEverything(gateway, records));
    expect(reached).toEqual([]);
  });

  it.each([
    ["a sign-in page", () => `http://${host()}/auth/login`],
    ["an address without a scheme", () => `//${host()}/private/api/contacts.php`],
    ["another scheme", () => `https://${new URL(gateway.faults.url).host}/private/api/contacts.php`],
    ["another name of the same host", () => gateway.faults.url.replace("127.0.0.1", "localhost")],
    ["no address at all", () => "http://["],
    ["a file", () => "file:///etc/passwd"],
  ])("case 25: nor one to %s", async (_what, location) => {
    gateway.faults.add({ page: "contacts", fault: status(301, { location: location() }) });
    const { data, errors } = await gateway.ask(`{ contacts(first: 1) { nodes { id } } catalogs { nodes { name } } }`);
    expect(data).toEqual({ contacts: null, catalogs: EVERYTHING.catalogs });
    expect(errors).toMatchObject([{ path: ["contacts"], extensions: { code: "UPSTREAM_BAD_RESPONSE" } }]);
    expect(gateway.faults.calls.filter(({ page }) => page === "contacts")).toHaveLength(1);
    expect(gateway.faults.signIns).toEqual([]);
    expect(reached).toEqual([]);
  });

  it.each([301, 302, 307, 308])("case 25: %i of the sign-in takes no credentials elsewhere", async (code) => {
    const fresh = await startGatewayBehindFaults();
    try {
      fresh.faults.add({ page: "auth", fault: status(code, { location: `http://${host()}/private/api/auth.php` }) });
      const { data, codes } = await fresh.ask(`{ contacts(first: 1) { nodes { id } } }`);
      expect(data).toEqual({ contacts: null });
      expect(codes).toEqual(["UPSTREAM_BAD_RESPONSE"]);
      expect(fresh.faults.signIns).toHaveLength(1);
      expect(reached).toEqual([]);

      fresh.faults.clear();
      const healed = await fresh.ask(`{ contacts(first: 1) { nodes { id } } }`);
      expect(healed).toMatchObject({ data: { contacts: { nodes: [] } }, errors: [] });
    } finally {
      await fresh.close();
    }
  });

  it.each([301, 302, 303, 307, 308])("case 26: %i answering an add leaves its outcome unknown", async (code) => {
    const before = await countContacts();
    gateway.faults.add({ page: "contact_add", fault: status(code, { location: `http://${host()}/contact_add.php` }) });
    const { data, errors } = await gateway.ask(
      `mutation { contactCreate(input: { name: "Secret Name" }) { contact { id } userErrors { code } } }`,
    );
    expect(data).toEqual({ contactCreate: null });
    expect(errors).toMatchObject([{ extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } }]);
    expect(gateway.faults.calls.map(({ action }) => action)).toEqual(["ADD_PERSON"]);
    expect(reached).toEqual([]);
    expect(await countContacts()).toBe(before);
  });

  it("case 26: nor is any other write sent again", async () => {
    const { contact, deal, catalog } = records;
    const fault = status(307, { location: `http://${host()}/` });
    const pages = ["contact_add", "deal_add", "note_add", "task_add", "contact_delete", "deal_delete"];
    gateway.faults.add({ page: pages, fault });
    // The list of catalogs is not read before the write: the name is given.
    gateway.faults.add({ page: "catalogs", fault });
    const writes = {
      contactUpdate: `contactUpdate(id: "${contact}", patch: { position: "x" }) { userErrors { code } }`,
      contactDelete: `contactDelete(id: "${contact}") { userErrors { code } }`,
      dealUpdate: `dealUpdate(id: "${deal}", patch: { price: "7" }) { userErrors { code } }`,
      dealDelete: `dealDelete(id: "${deal}") { userErrors { code } }`,
      noteCreate: `noteCreate(input: { subject: { contactId: "${contact}" }, body: "x" }) { userErrors { code } }`,
      taskCreate: `taskCreate(input: { text: "x", type: LETTER, dueAt: "${TASK.dueAt}", responsibleUserCrmId: "1" }) { userErrors { code } }`,
      catalogUpdate: `catalogUpdate(id: "${catalog}", patch: { name: "x" }) { userErrors { code } }`,
      catalogDelete: `catalogDelete(id: "${catalog}") { userErrors { code } }`,
    };
    for (const [field, write] of Object.entries(writes)) {
      const { data, errors } = await gateway.ask(`mutation { ${write} }`);
      expect(data).toEqual({ [field]: null });
      expect(errors).toMatchObject([{ path: [field], extensions: { code: "OUTCOME_UNKNOWN" } }]);
    }
    const written = gateway.faults.calls.filter(({ page }) => pages.includes(page) || page === "catalogs");
    expect(written).toHaveLength(Object.keys(writes).length);
    expect(reached).toEqual([]);

    gateway.faults.clear();
    expect((await readEverything(gateway, records)).data).toEqual(EVERYTHING);
  });

  it.each([
    ["to itself", (url: string) => url],
    ["to itself by its full address", (url: string) => new URL(url, gateway.faults.url).href],
    ["between two pages", (url: string) => (url.includes("?") ? url.replace(/\?.*/, "") : `${url}?again`)],
    ["to somewhere without an address", () => ""],
  ])("case 27: a loop %s is one call", async (_what, target) => {
    gateway.faults.add({
      page: XML_PAGES,
      fault: (exchange) => status(302, { location: target(exchange.request.url) })(exchange),
    });
    expectCatalogsAlone(await readEverything(gateway, records));
    expect(gateway.faults.calls.map(({ page }) => page).sort()).toEqual([...XML_PAGES, "catalogs"].sort());
    expect(gateway.faults.signIns).toEqual([]);
  });

  it("case 27: a loop without a location is one call", async () => {
    gateway.faults.add({ page: XML_PAGES, fault: status(304) });
    expectCatalogsAlone(await readEverything(gateway, records));
    expect(gateway.faults.calls).toHaveLength(XML_PAGES.length + 1);
  });
});

describe("the kind of content", () => {
  it.each([
    ["HTML", "text/html"],
    ["a download", "application/octet-stream"],
    ["a picture", "image/png"],
    ["JSON", "application/json"],
    ["XML", "text/xml"],
    ["no kind at all", ";;;=,"],
    ["a charset that nobody knows", "text/xml; charset=klingon"],
    ["a charset without a name", "text/xml; charset="],
    ["two charsets", "text/xml; charset=utf-8; charset=utf-8"],
    ["the charset that servers have ready", "text/xml; charset=ISO-8859-1"],
    ["the charset that it once was", "text/xml; charset=windows-1251"],
  ])("case 28: says %s, the body decides", async (_what, type) => {
    gateway.faults.add({ fault: withHeaders({ "content-type": type }) });
    const { data, errors } = await readEverything(gateway, records);
    expect(errors).toEqual([]);
    expect(data).toEqual(EVERYTHING);
  });

  it("case 28: is not said, the body decides", async () => {
    gateway.faults.add({
      fault: changed(({ headers: { "content-type": type, ...headers }, ...answer }) => ({ ...answer, headers })),
    });
    const { data, errors } = await readEverything(gateway, records);
    expect(errors).toEqual([]);
    expect(data).toEqual(EVERYTHING);
  });

  it("case 28: the sign-in likewise, and its credentials stay where they are", async () => {
    const fresh = await startGatewayBehindFaults();
    try {
      fresh.faults.add({
        page: "auth",
        fault: changed((answer) => ({ ...answer, headers: { ...answer.headers, "content-type": "text/html" } })),
      });
      const { data, errors } = await fresh.ask(`{ viewer { login } }`);
      expect({ data, errors }).toEqual({ data: { viewer: { login: DEMO_CREDENTIALS.login } }, errors: [] });
    } finally {
      await fresh.close();
    }
  });

  it.each([
    ["UTF-16", "text/xml; charset=utf-16le"],
    ["a charset of another script", "text/xml; charset=shift_jis"],
  ])("case 28: says %s, which the body is not", async (_what, type) => {
    gateway.faults.add({ page: XML_PAGES, fault: withHeaders({ "content-type": type }) });
    const answer = await readEverything(gateway, records);
    if (answer.errors.length > 0) expectCatalogsAlone(answer);
    else expect(answer.data).toEqual(EVERYTHING);
  });
});
