import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createGzip, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { answer } from "../codec/wireFixture.js";
import { callAccount, newContact } from "../e2e/account.js";
import {
  EVERYTHING,
  expectCatalogsAlone,
  fillAccount,
  readEverything,
  XML_PAGES,
  type EveryRead,
  type Records,
} from "./everyRead.js";
import { changed, rewritten, text } from "./faults.js";
import type { AccountAnswer, Fault } from "./faultProxy.js";
import { startGatewayBehindFaults, type FaultyAnswer, type FaultyGateway } from "./faultyGateway.js";
import { withoutStrain } from "./strain.js";
import { windows1251 } from "./windows1251.js";

// Answers with status 200 that are no XML, other XML, or XML made to do harm.

const PAGING = "<onpage>5</onpage><totalpages>1</totalpages><currpage>1</currpage>";
const MEGABYTE = 1024 * 1024;

let gateway: FaultyGateway;
let records: Records;

beforeAll(async () => {
  gateway = await startGatewayBehindFaults();
  records = await fillAccount(gateway);
});

beforeEach(() => {
  gateway.faults.clear();
});

afterAll(() => gateway.close());

/** Reads everything while every page in XML goes wrong like this; what is no answer must not be asked for again. */
async function readSpoilt(fault: Fault): Promise<FaultyAnswer<EveryRead>> {
  gateway.faults.clear();
  gateway.faults.add({ page: XML_PAGES, fault });
  const answer = await readEverything(gateway, records);
  expect(gateway.faults.calls.map(({ page }) => page).sort()).toEqual([...XML_PAGES, "catalogs"].sort());
  return answer;
}

/** Reads contacts and catalogs while the list of contacts goes wrong like this, and it alone does. */
async function expectNoContacts(fault: Fault): Promise<FaultyAnswer<Record<string, unknown>>> {
  gateway.faults.add({ page: "contacts", fault });
  const answer = await withoutStrain(() =>
    gateway.ask(`{ contacts(first: 5) { nodes { id } } catalogs { nodes { name } } }`),
  );
  expect(answer.data).toEqual({ contacts: null, catalogs: EVERYTHING.catalogs });
  expect(answer.errors).toMatchObject([{ path: ["contacts"], extensions: { code: "UPSTREAM_BAD_RESPONSE" } }]);
  expect(gateway.faults.calls.filter(({ page }) => page === "contacts")).toHaveLength(1);
  return answer;
}

function expectHealthy({ data, errors }: FaultyAnswer<EveryRead>): void {
  expect(errors).toEqual([]);
  expect(data).toEqual(EVERYTHING);
}

/** The answer of a page of contacts, whatever the account says. */
const contacts = (inner: string): Fault => text(`<contacts>${inner}</contacts>`);

/** Something put right behind the start tag of the first record. */
const inRecord = (inner: string): Fault =>
  rewritten((xml) => xml.replace(/<(?:contact|deal)>/, (tag) => `${tag}${inner}`));

describe("not one whole document of the right name", () => {
  it.each<[string, Fault]>([
    ["mismatched tags", rewritten((xml) => xml.replace("</name>", "</nane>"))],
    ["tags that overlap", rewritten((xml) => xml.replace("</id>", "").replace("</name>", "</id></name>"))],
    ["garbage", text(Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)))],
    ["nothing", text("")],
    ["white space", text(" \r\n\t ")],
    ["a word", text("ok")],
    ["a number", text("0")],
    ["JSON", text(answer("catalogs.list.json"))],
    ["two roots", rewritten((xml) => `${xml}${xml.replace(/^<\?xml.*?\?>/, "")}`)],
    ["text behind the root", rewritten((xml) => `${xml}bye`)],
    ["a wrong root", text("<data/>")],
    ["the answer to a write", text(answer("write.result.xml"))],
    ["the declaration alone", text(`<?xml version="1.0" encoding="utf-8"?>`)],
    ["a comment alone", text("<!-- nothing here -->")],
    ["a NUL byte", rewritten((xml) => xml.replace("<name>", "<name>\0"))],
    ["a reference to nothing", rewritten((xml) => xml.replace("<name>", "<name>&nothing;"))],
    ["a bare ampersand", rewritten((xml) => xml.replace("<name>", "<name>A & B"))],
  ])("case 29: %s is no empty list", async (_what, fault) => {
    expectCatalogsAlone(await readSpoilt(fault));
  });

  it.each([
    ["contacts", "deals.page.xml"],
    ["deals", "contacts.page.xml"],
    ["contact_detail", "deal_detail.xml"],
    ["deal_detail", "contact_detail.xml"],
  ])("case 29: %s answered with %s is another document", async (page, other) => {
    gateway.faults.add({ page, fault: text(answer(other)) });
    const { errors } = await readEverything(gateway, records);
    const field = page.replace("_detail", "");
    expect(errors).toMatchObject([{ path: [field], extensions: { code: "UPSTREAM_BAD_RESPONSE" } }]);
  });

  it("case 29: the record of another number is not the one that was asked for", async () => {
    gateway.faults.add({ page: "contact_detail", fault: rewritten((xml) => xml.replace(/<id>\d+/, "<id>987654")) });
    const { data, codes } = await gateway.ask(`query ($id: ID!) { contact(id: $id) { name } }`, {
      id: records.contact,
    });
    expect({ data, codes }).toEqual({ data: { contact: null }, codes: ["UPSTREAM_BAD_RESPONSE"] });
  });

  const WARNING =
    "<br />\n<b>Warning</b>: mysql_query() failed in <b>/var/www/amo/index.php</b> on line <b>42</b><br />\n";

  it.each<[string, Fault]>([
    ["before the document", rewritten((xml) => `${WARNING}${xml}`)],
    ["as text before it", rewritten((xml) => `Notice: undefined index in /var/www/amo/index.php on line 7\n${xml}`)],
    ["behind it", rewritten((xml) => `${xml}${WARNING}`)],
    ["in the middle of it", rewritten((xml) => xml.replace("</name>", `</name>${WARNING.replace("<b>", "")}`))],
    ["instead of it", text(`PHP Fatal error: Allowed memory size exhausted in /var/www/amo/db.php on line 3`)],
  ])("case 30: a PHP warning %s is not shown, and no list comes of it", async (_what, fault) => {
    expectCatalogsAlone(await readSpoilt(fault));
  });

  it("case 30: a well-formed warning inside the document is not shown, and the data is there", async () => {
    expectHealthy(await readSpoilt(rewritten((xml) => xml.replace("<name>", `${WARNING}<name>`))));
  });

  it("case 30: a warning before the answer to a write leaves its outcome unknown", async () => {
    gateway.faults.add({ page: "contact_add", fault: rewritten((xml) => `${WARNING}${xml}`) });
    const { data, errors } = await gateway.ask(
      `mutation ($id: ID!) { contactUpdate(id: $id, patch: { position: "Boss" }) { contact { id } userErrors { code } } }`,
      { id: records.contact },
    );
    expect(data).toEqual({ contactUpdate: null });
    expect(errors).toMatchObject([{ extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } }]);
    expect(gateway.faults.calls.filter(({ page }) => page === "contact_add")).toHaveLength(1);
  });
});

describe("an error in an answer with status 200", () => {
  const SECRET = "Access denied for root@db.internal";
  const error = (code: string): string => `<error>${code}<message>${SECRET} in /var/www/db.php</message></error>`;

  it.each([
    ["403", `<root>${error("<code>403</code>")}</root>`],
    ["500", `<root>${error("<code>500</code>")}</root>`],
    ["no code", `<root>${error("")}</root>`],
    ["a code that is no number", `<root>${error("<code>oops</code>")}</root>`],
    ["a text alone", `<root><error>${SECRET}</error></root>`],
    ["the error for a root", error("<code>500</code>")],
  ])("case 31: %s is no success, and its words are not shown", async (_what, xml) => {
    const answer = await readSpoilt(text(xml));
    expectCatalogsAlone(answer);
    expect(JSON.stringify(answer)).not.toMatch(/denied|db\.internal/);
  });

  it("case 31: one beside the records of a list is no success", async () => {
    const fault = rewritten((xml) => xml.replace("<onpage>", `${error("<code>500</code>")}<onpage>`));
    gateway.faults.add({ page: ["contacts", "deals"], fault });
    const { data, codes } = await gateway.ask(
      `{ contacts(first: 5) { nodes { name } } deals(first: 5) { nodes { name } } catalogs { nodes { name } } }`,
    );
    expect(data).toEqual({ contacts: null, deals: null, catalogs: EVERYTHING.catalogs });
    expect(codes).toEqual(["UPSTREAM_BAD_RESPONSE", "UPSTREAM_BAD_RESPONSE"]);
  });

  it("case 31: 404 is a record that is not there, and nowhere an empty list", async () => {
    const { data, errors } = await readSpoilt(text(`<root>${error("<code>404</code>")}</root>`));
    expect(data).toMatchObject({ contact: null, deal: null, contacts: null, deals: null });
    expect(errors.map(({ path }) => path?.join(".")).sort()).toEqual([
      "contacts",
      "deals",
      "search.contacts",
      "search.deals",
    ]);
  });

  it("case 31: one that answers a write is a refusal, in our own words", async () => {
    gateway.faults.add({ page: "contact_add", fault: text(`<root>${error("<code>400</code>")}</root>`) });
    const answer = await gateway.ask(
      `mutation { contactCreate(input: { name: "Refused" }) { contact { id } userErrors { code message } } }`,
    );
    expect(answer.errors).toEqual([]);
    expect(answer.data).toMatchObject({ contactCreate: { contact: null, userErrors: [{ code: "REJECTED" }] } });
    expect(JSON.stringify(answer)).not.toMatch(/denied|db\.internal|var/);
  });
});

describe("names and numbers that are traps", () => {
  const ownNames = Object.getOwnPropertyNames(Object.prototype);

  it.each([
    ["__proto__", "<__proto__><polluted>yes</polluted></__proto__>"],
    ["__proto__ in a field", "<contact_data><__proto__><polluted>yes</polluted></__proto__></contact_data>"],
    ["__proto__ twice", "<__proto__>1</__proto__><__proto__>2</__proto__>"],
  ])("case 32: %s changes no prototype", async (_what, xml) => {
    expectCatalogsAlone(await readSpoilt(inRecord(xml)));
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(ownNames);
    expect({}).not.toHaveProperty("polluted");
  });

  it.each([
    ["constructor", "<constructor><prototype><polluted>yes</polluted></prototype></constructor>"],
    ["prototype", "<prototype><polluted>yes</polluted></prototype>"],
    ["toString", "<toString>x</toString><valueOf>x</valueOf><hasOwnProperty>x</hasOwnProperty>"],
    ["then", "<then>x</then><toJSON>x</toJSON><length>5</length>"],
  ])("case 32: an element named %s is only a field of the account's own", async (_what, xml) => {
    expectHealthy(await readSpoilt(inRecord(xml)));
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(ownNames);
    expect({}).not.toHaveProperty("polluted");
  });

  it("case 32: and is sent back in an edit as any other", async () => {
    const { id } = await newContact(gateway, { name: "Edited" });
    gateway.faults.add({
      page: "contact_detail",
      fault: inRecord("<constructor>x</constructor><toString>y</toString>"),
    });
    let sent = "";
    gateway.faults.choose(({ page, request }) => {
      if (page === "contact_add") sent = request.body.toString();
      return undefined;
    });
    const { data, errors } = await gateway.ask(
      `mutation ($id: ID!) { contactUpdate(id: $id, patch: { position: "Boss" }) { contact { position } userErrors { code } } }`,
      { id },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ contactUpdate: { contact: { position: "Boss" }, userErrors: [] } });
    const form = new URLSearchParams(sent);
    expect([form.get("contact[constructor]"), form.get("contact[toString]")]).toEqual(["x", "y"]);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(ownNames);
    await callAccount(gateway, "contact_delete", { ACTION: "DELETE", ID: form.get("ID") ?? "" });
  });

  const record = (id: string): string => `<contact><id>${id}</id><name>x</name></contact>`;

  it.each([
    ["an id that is a word", PAGING + record("abc")],
    ["an id of NaN", PAGING + record("NaN")],
    ["a negative id", PAGING + record("-5")],
    ["an id with an exponent", PAGING + record("1e3")],
    ["a hexadecimal id", PAGING + record("0x1F")],
    ["a fraction for an id", PAGING + record("1.5")],
    ["no id", `${PAGING}<contact><name>x</name></contact>`],
    ["an id of 0", PAGING + record("0")],
    ["an id of 400 digits", PAGING + record("9".repeat(400))],
    ["a user that is no number", `${PAGING}<contact><id>1</id><main_user><id>John</id></main_user></contact>`],
    ["a date that does not exist", `${PAGING}<contact><id>1</id><date_create>31.02.2026 99:00</date_create></contact>`],
    ["a negative total", "<onpage>5</onpage><totalpages>-1</totalpages><currpage>1</currpage>"],
    ["a total of NaN", "<onpage>5</onpage><totalpages>NaN</totalpages><currpage>1</currpage>"],
    ["an endless total", `<onpage>5</onpage><totalpages>99999999999</totalpages><currpage>1</currpage>${record("1")}`],
    ["a page size of 0", "<onpage>0</onpage><totalpages>1</totalpages><currpage>1</currpage>"],
    ["a negative page size", `<onpage>-5</onpage><totalpages>1</totalpages><currpage>1</currpage>${record("1")}`],
    ["a page 0", `<onpage>5</onpage><totalpages>1</totalpages><currpage>0</currpage>${record("1")}`],
    ["another page", `<onpage>5</onpage><totalpages>9</totalpages><currpage>3</currpage>${record("1")}`],
    ["no paging", record("1")],
    ["more than the page holds", PAGING + Array.from({ length: 6 }, (_, index) => record(String(index + 1))).join("")],
  ])("case 33: %s is no data", async (_what, inner) => {
    gateway.faults.add({ page: "contacts", fault: contacts(inner) });
    const answer = await gateway.ask(
      `{ contacts(first: 5) { totalCount nodes { id crmId createdAt } } catalogs { nodes { name } } }`,
    );
    expect(answer.data).toEqual({ contacts: null, catalogs: EVERYTHING.catalogs });
    expect(answer.codes).toEqual(["UPSTREAM_BAD_RESPONSE"]);
    expect(gateway.faults.calls.filter(({ page }) => page === "contacts")).toHaveLength(1);
  });

  it("case 33: prices that are no numbers are no data", async () => {
    for (const price of ["NaN", "Infinity", "1e400", "-", "12,,5", "much"]) {
      gateway.faults.clear();
      gateway.faults.add({
        page: "deals",
        fault: text(`<deals>${PAGING}<deal><id>1</id><name>x</name><price>${price}</price></deal></deals>`),
      });
      const { data, codes } = await gateway.ask(`{ deals(first: 5) { nodes { price } } }`);
      expect({ price, data, codes }).toEqual({ price, data: { deals: null }, codes: ["UPSTREAM_BAD_RESPONSE"] });
    }
  });

  /** An account that has any page it is asked for, of as many as it says. */
  function endless(total: number, id: (page: number, row: number) => number): Fault {
    return (exchange) => {
      const form = new URLSearchParams(exchange.request.body.toString());
      const [page, size] = [Number(form.get("PAGEN_1")), Number(form.get("ELEMENT_COUNT"))];
      const rows = Array.from({ length: size }, (_, row) => record(String(id(page, row))));
      const paging = `<onpage>${size}</onpage><totalpages>${total}</totalpages><currpage>${page}</currpage>`;
      return contacts(paging + rows.join(""))(exchange);
    };
  }

  it.each([
    ["a million pages", endless(1_000_000, (page, row) => page * 1000 + row)],
    ["a million equal pages", endless(1_000_000, (_page, row) => row + 1)],
  ])("case 33: a list of %s is not walked", async (_what, fault) => {
    for (const list of ["first: 100", "last: 100", "first: 1"]) {
      gateway.faults.clear();
      gateway.faults.add({ page: "contacts", fault });
      const { data, codes } = await gateway.ask(
        `{ contacts(${list}) { totalCount pageInfo { hasNextPage } nodes { crmId } } catalogs { nodes { name } } }`,
      );
      expect(data?.["catalogs"]).toEqual(EVERYTHING.catalogs);
      if (codes.length > 0) expect(codes).toEqual(["UPSTREAM_BAD_RESPONSE"]);
      expect(gateway.faults.calls.filter(({ page }) => page === "contacts").length).toBeLessThanOrEqual(4);
    }
  });
});

describe("documents made to do harm", () => {
  const NESTED = Array.from({ length: 10 }, (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`).join(
    "",
  );
  const withEntities = (entities: string, name: string): string =>
    `<?xml version="1.0"?><!DOCTYPE contacts [${entities}]><contacts>${PAGING}<contact><id>1</id><name>${name}</name></contact></contacts>`;

  it.each([
    ["a billion laughs", withEntities(`<!ENTITY e0 "ha">${NESTED}`, "&e10;")],
    ["quadratic growth", withEntities(`<!ENTITY e "${"x".repeat(50_000)}">`, "&e;".repeat(500_000))],
    ["entities of themselves", withEntities(`<!ENTITY a "&b;"><!ENTITY b "&a;">`, "&a;")],
    [
      "numeric references in an entity",
      withEntities(`<!ENTITY e "${"&#65;".repeat(300_000)}">`, "&e;".repeat(100_000)),
    ],
    ["100 000 entities", withEntities(Array.from({ length: 100_000 }, (_, n) => `<!ENTITY n${n} "x">`).join(""), "x")],
    ["a shadowed entity", withEntities(`<!ENTITY lt "&#38;#60;"><!ENTITY l. "x">`, "&lt;b>")],
    ["three million numeric references", `<contacts>${PAGING}<a>${"&#65;".repeat(3_000_000)}</a></contacts>`],
    ["references to what is no character", `<contacts>${PAGING}${"<a>&#xD800;</a>".repeat(200_000)}</contacts>`],
    ["a reference of a million digits", `<contacts>${PAGING}<a>&#x${"0".repeat(1_000_000)}FFFFFFFF;</a></contacts>`],
    ["a reference that does not end", `<contacts>${PAGING}<a>&${"a".repeat(3_000_000)}</a></contacts>`],
  ])("case 34: %s", async (_what, xml) => {
    await expectNoContacts(text(Buffer.from(xml)));
  });

  it("case 34: 200 000 numeric references without an entity are only a long text", async () => {
    gateway.faults.add({ page: "contacts", fault: inRecord(`<remark>${"&#1071;".repeat(200_000)}</remark>`) });
    expectHealthy(await withoutStrain(() => readEverything(gateway, records)));
  });

  describe("case 35: nothing outside the document is read", () => {
    const server = createServer((socket) => {
      connections += 1;
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    });
    let connections = 0;
    let directory: string;
    let outside: { readonly url: string; readonly file: string };

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), "amoql-entity-"));
      const file = join(directory, "secret.dtd");
      await writeFile(file, `<!ENTITY name "Secret Of The File">`);
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      outside = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/evil.dtd`, file: `file://${file}` };
    });

    afterAll(async () => {
      server.close();
      await once(server, "close");
      await rm(directory, { recursive: true });
    });

    const body = (doctype: string, name: string): string =>
      `${doctype}<contacts>${PAGING}<contact><id>1</id><name>${name}</name></contact></contacts>`;

    it.each(["url", "file"] as const)(
      "case 35: no entity, parameter entity, DTD, include or style sheet at a %s",
      async (place) => {
        const at = outside[place];
        for (const xml of [
          body(`<!DOCTYPE contacts [<!ENTITY x SYSTEM "${at}">]>`, "&x;"),
          body(`<!DOCTYPE contacts [<!ENTITY x PUBLIC "-//X//Y" "${at}">]>`, "&x;"),
          body(`<!DOCTYPE contacts [<!ENTITY % p SYSTEM "${at}"> %p;]>`, "&name;"),
          body(`<!DOCTYPE contacts SYSTEM "${at}">`, "&name;"),
          body(`<!DOCTYPE contacts PUBLIC "-//X//Y" "${at}" [<!ENTITY x "y">]>`, "&x;"),
        ]) {
          const answer = await readSpoilt(text(xml));
          expectCatalogsAlone(answer);
          expect(JSON.stringify(answer)).not.toContain("Secret Of");
        }
        const include = `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${at}" parse="text"/>`;
        expectHealthy(await readSpoilt(inRecord(include)));
        const style = rewritten((xml) => xml.replace("?>", `?><?xml-stylesheet href="${at}" type="text/xsl"?>`));
        expectHealthy(await readSpoilt(style));
        expect(connections).toBe(0);
      },
    );
  });

  it.each([
    ["100 000 levels", `<contacts>${PAGING}${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}</contacts>`],
    ["500 000 unclosed elements", `<contacts>${PAGING}${"<a>".repeat(500_000)}`],
    ["500 000 unclosed elements with attributes", `<contacts>${PAGING}${'<a b="">'.repeat(500_000)}`],
    ["500 000 end tags", `<contacts>${PAGING}${"</a>".repeat(500_000)}</contacts>`],
    ["500 000 tags that do not end", `<contacts>${PAGING}${"<".repeat(500_000)}`],
    ["100 000 unclosed comments", `<contacts>${PAGING}${"<!--".repeat(100_000)}`],
    ["500 000 sections one in the other", `<contacts>${PAGING}${"<![CDATA[".repeat(400_000)}`],
    ["a declaration of 3 MB", `<?xml ${" ".repeat(3 * MEGABYTE)}`],
    ["an element name of 3 MB", `<contacts>${PAGING}<${"a".repeat(3 * MEGABYTE)}`],
  ])("case 36: %s", async (_what, xml) => {
    await expectNoContacts(text(Buffer.from(xml)));
  });

  it("case 36: 100 000 levels inside a record of a whole document", async () => {
    const deep = `<a>${"<b>".repeat(100_000)}${"</b>".repeat(100_000)}</a>`;
    await expectNoContacts(inRecord(deep));
  });

  const LARGE: readonly [string, Buffer][] = [
    ["an attribute of 20 MB", Buffer.from(`<contacts a="${"x".repeat(20 * MEGABYTE)}">${PAGING}</contacts>`)],
    ["a text of 64 MB", Buffer.alloc(64 * MEGABYTE, "text ")],
    ["500 000 items", Buffer.from(`<contacts>${PAGING}${record(500_000)}</contacts>`)],
  ];

  function record(count: number): string {
    return Array.from({ length: count }, (_, index) => `<contact><id>${index + 1}</id></contact>`).join("");
  }

  it.each(LARGE)("case 37: %s is refused by its length before it is read", async (_what, body) => {
    const { ownMs } = await expectNoContacts(text(body));
    expect(ownMs).toBeLessThan(1_000);
  });

  it.each(LARGE)("case 37: %s without a length is refused on its way", async (_what, body) => {
    let written = 0;
    function* parts(): Generator<Buffer> {
      for (let at = 0; at < body.length; at += 65_536) {
        const part = body.subarray(at, at + 65_536);
        written += part.length;
        yield part;
      }
    }
    const fault: Fault = ({ response }) => {
      response.writeHead(200, { "content-type": "text/xml" });
      Readable.from(parts()).pipe(response);
    };
    const { ownMs } = await expectNoContacts(fault);
    expect(ownMs).toBeLessThan(1_000);
    // 4 MB, and what sockets hold.
    expect(written).toBeLessThan(14 * MEGABYTE);
  });

  it("case 37: 60 000 items in an answer of its size are too many for a page", async () => {
    await expectNoContacts(text(Buffer.from(`<contacts>${PAGING}${record(60_000)}</contacts>`)));
  });
});

describe("compressed answers", () => {
  const gzipped = (encoding: string | undefined, compress: (body: Buffer) => Buffer): Fault =>
    changed((answer) => ({
      ...answer,
      headers: { ...answer.headers, ...(encoding !== undefined && { "content-encoding": encoding }) },
      body: compress(answer.body),
    }));
  const chain = (times: number) => (body: Buffer) =>
    Array.from({ length: times }).reduce<Buffer>((bytes) => gzipSync(bytes), body);
  const changedAt = (place: (length: number) => number) => (body: Buffer) => {
    const bytes = gzipSync(body);
    const at = place(bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
    return bytes;
  };

  it("are read", async () => {
    expectHealthy(await readSpoilt(gzipped("gzip", gzipSync)));
    expectHealthy(await readSpoilt(gzipped("X-GZIP", gzipSync)));
  });

  it("case 38: 200 MB in an answer of 200 kB are not inflated", async () => {
    const part = Buffer.alloc(MEGABYTE, "<contact></contact>");
    const bomb = await buffer(Readable.from(Array.from({ length: 200 }, () => part)).pipe(createGzip()));
    expect(bomb.length).toBeLessThan(MEGABYTE);
    const fault: Fault = ({ response }) => {
      response.writeHead(200, { "content-type": "text/xml", "content-encoding": "gzip" }).end(bomb);
    };
    const answer = await withoutStrain(() => readSpoilt(fault));
    expectCatalogsAlone(answer);
    expect(answer.ownMs).toBeLessThan(1_000);
  });

  it.each<[string, string | string[]]>([
    ["one header", Array.from({ length: 50 }, () => "gzip").join(", ")],
    ["a header each", Array.from({ length: 50 }, () => "gzip")],
    ["one header that tells of one", "gzip"],
    ["one header that tells of two", "gzip, gzip"],
  ])("case 38: a chain of 50 in %s is not inflated", async (_what, encoding) => {
    const fault: Fault = async ({ forward, response }) => {
      const body = chain(50)((await forward()).body);
      response.setHeader("content-type", "text/xml").setHeader("content-encoding", encoding).end(body);
    };
    expectCatalogsAlone(await withoutStrain(() => readSpoilt(fault)));
  });

  it.each<[string, Fault]>([
    [
      "corrupt in the middle",
      gzipped(
        "gzip",
        changedAt((length) => Math.floor(length / 2)),
      ),
    ],
    [
      "corrupt in its check sum",
      gzipped(
        "gzip",
        changedAt((length) => length - 6),
      ),
    ],
    [
      "corrupt in its length",
      gzipped(
        "gzip",
        changedAt((length) => length - 2),
      ),
    ],
    ["truncated", gzipped("gzip", (body) => gzipSync(body).subarray(0, -20))],
    ["truncated by its last byte", gzipped("gzip", (body) => gzipSync(body).subarray(0, -1))],
    ["cut down to its header", gzipped("gzip", (body) => gzipSync(body).subarray(0, 10))],
    ["no gzip at all", gzipped("gzip", (body) => body)],
    ["gzip that nobody tells of", gzipped(undefined, gzipSync)],
    ["in a way that was not asked for", gzipped("br", gzipSync)],
    ["in a way that nobody knows", gzipped("rot13", (body) => body)],
  ])("case 39: %s", async (_what, fault) => {
    expectCatalogsAlone(await readSpoilt(fault));
  });
});

describe("windows-1251", () => {
  /** The account's answer in windows-1251, with what the header and the XML declaration say of that. */
  const in1251 = (type: string, declared?: string): Fault =>
    changed((answer): AccountAnswer => {
      const xml = answer.body
        .toString()
        .replace(/^<\?xml[^>]*\?>/, declared === undefined ? "" : `<?xml version="1.0" encoding="${declared}"?>`);
      return { ...answer, headers: { ...answer.headers, "content-type": type }, body: windows1251(xml) };
    });

  it.each<[string, Fault]>([
    ["in the header", in1251("text/xml; charset=windows-1251")],
    ["in the header, in capitals and quotes", in1251('text/xml; charset="Windows-1251"')],
    ["in the header, by its other name", in1251("text/xml;charset=cp1251")],
    ["in the document", in1251("text/xml", "windows-1251")],
    ["in both", in1251("text/xml; charset=windows-1251", "windows-1251")],
    ["in the header, while the document says UTF-8", in1251("text/xml; charset=windows-1251", "utf-8")],
    ["nowhere", in1251("text/xml")],
  ])("case 40: declared %s, names are read right", async (_what, fault) => {
    expectHealthy(await readSpoilt(fault));
  });

  it("case 40: the catalogs likewise", async () => {
    gateway.faults.add({ page: "catalogs", fault: in1251("application/json; charset=windows-1251") });
    expectHealthy(await readEverything(gateway, records));
  });

  it("case 40: what was read so is written back right", async () => {
    const { id, crmId } = await newContact(gateway, { name: "Семён Щукин", tags: ["ёлка"] });
    gateway.faults.add({ fault: in1251("text/xml; charset=windows-1251", "windows-1251") });
    const { data, errors } = await gateway.ask(
      `mutation ($id: ID!) { contactUpdate(id: $id, patch: { position: "Главный" }) { contact { name position tags } userErrors { code } } }`,
      { id },
    );
    expect(errors).toEqual([]);
    const contact = { name: "Семён Щукин", position: "Главный", tags: ["ёлка"] };
    expect(data).toEqual({ contactUpdate: { contact, userErrors: [] } });
    const page = await callAccount(gateway, "contact_detail", { ID: crmId });
    expect(page).toContain("<name>Семён Щукин</name>");
    expect(page).toContain("<tag>ёлка</tag>");
    await callAccount(gateway, "contact_delete", { ACTION: "DELETE", ID: crmId });
  });

  it.each<[string, Fault]>([
    ["in the header", in1251("text/xml; charset=utf-8")],
    ["in the document", in1251("text/xml", "utf-8")],
    ["in both", in1251("text/xml; charset=UTF-8", "UTF-8")],
    ["in the header, while the document tells the truth", in1251("text/xml; charset=utf-8", "windows-1251")],
  ])("case 41: declared as UTF-8 %s, names are read right", async (_what, fault) => {
    expectHealthy(await readSpoilt(fault));
  });

  it.each<[string, (body: Buffer) => Buffer]>([
    ["cut inside a character", (body) => body.subarray(0, body.indexOf("ё") + 1)],
    ["with a byte too much", (body) => inserted(body, Buffer.of(0xd0))],
    ["with a character of windows-1251", (body) => inserted(body, windows1251("я"))],
    ["with half a surrogate pair", (body) => inserted(body, Buffer.of(0xed, 0xa0, 0x80))],
    ["with an overlong character", (body) => inserted(body, Buffer.of(0xc0, 0xaf))],
  ])("case 41: UTF-8 %s is no data", async (_what, damage) => {
    const fault = changed((answer) => ({ ...answer, body: damage(answer.body) }));
    gateway.faults.add({ page: "contact_detail", fault });
    const { data, codes } = await gateway.ask(
      `query ($id: ID!) { contact(id: $id) { name } catalogs { nodes { name } } }`,
      {
        id: records.contact,
      },
    );
    expect(data).toEqual({ contact: null, catalogs: EVERYTHING.catalogs });
    expect(codes).toEqual(["UPSTREAM_BAD_RESPONSE"]);
  });

  function inserted(body: Buffer, bytes: Buffer): Buffer {
    const at = body.indexOf("<name>") + "<name>".length;
    return Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]);
  }
});
