// The same answers as the gateway's without GraphQL: raw HTTP in, the same calls, the project's own decoders, one JSON.stringify. It has
// no limits, budget, retries, metrics or checks of its callers.
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { z } from "zod";
import { decodeCatalogs } from "../src/codec/catalogListJson.js";
import { decodeContactDetail, decodeContactPage } from "../src/codec/contactXml.js";
import { zonedDates } from "../src/codec/date.js";
import { decodeDealPage } from "../src/codec/dealXml.js";
import { encodeForm, FORM_TYPE, type FormFields } from "../src/codec/form.js";
import { encodePageRequest } from "../src/codec/pageForm.js";
import type { Carried } from "../src/domain/carried.js";
import type { Contact } from "../src/domain/contact.js";
import type { CompanyReference, StatusReference, UserReference } from "../src/domain/reference.js";
import { readGlobalId } from "../src/domain/globalId.js";

/** As many sockets as the gateway has at most. */
const SOCKETS = 64;

const BODY = z.object({ variables: z.object({ search: z.string().optional(), id: z.string().optional() }) });

type Variables = z.output<typeof BODY>["variables"];

const account = new Pool(process.env["AMO_URL"] ?? "", { connections: SOCKETS });
const dates = zonedDates("Europe/Moscow");
const cookie = await signIn();

async function signIn(): Promise<string> {
  const { headers, body } = await account.request({ path: "/private/api/auth.php?type=json", method: "POST" });
  await body.text();
  return [headers["set-cookie"]].flat()[0]?.split(";")[0] ?? "";
}

async function read(path: string, fields?: FormFields): Promise<string> {
  const { statusCode, body } = await account.request(
    fields === undefined
      ? { path, method: "GET", headers: { cookie } }
      : { path, method: "POST", headers: { cookie, "content-type": FORM_TYPE }, body: encodeForm(fields) },
  );
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`The account answered ${statusCode}`);
  return text;
}

async function contactPage(search: string, size: number): Promise<readonly Carried<Contact>[]> {
  const text = await read("/private/api/contact_search.php", encodePageRequest({ number: 1, size, search }));
  return decodeContactPage(text, dates).items;
}

async function contactDetail(id: string): Promise<Contact> {
  const page = decodeContactDetail(await read("/private/api/contact_detail.php", [["ID", id]]), id, dates);
  if (page === null) throw new Error(`The account has no contact ${id}`);
  return page.record;
}

type Reference = StatusReference | UserReference | CompanyReference;

function reference(value: Reference | null | undefined) {
  return value ? { crmId: value.id, name: value.name } : null;
}

async function catalogs(): Promise<object> {
  const nodes = decodeCatalogs(await read("/api/v2/catalogs")).map((catalog) => ({
    crmId: catalog.id,
    name: catalog.name,
    type: catalog.type,
    sort: catalog.sort,
    createdBy: catalog.createdById === null ? null : { crmId: catalog.createdById },
    canAddElements: catalog.canAddElements,
    canShowInCards: catalog.canShowInCards,
    canLinkMultiple: catalog.canLinkMultiple,
  }));
  return { catalogs: { nodes } };
}

const ANSWERS: Readonly<Record<string, (variables: Variables) => Promise<object>>> = {
  async "/xml-list"({ search = "" }) {
    const text = await read("/private/api/deal_search.php", encodePageRequest({ number: 1, size: 50, search }));
    const nodes = decodeDealPage(text, dates).items.map(({ id, name, status, responsibleUser, tags, contacts }) => ({
      crmId: id,
      name,
      status: reference(status),
      responsibleUser: reference(responsibleUser),
      tags,
      contacts: contacts?.map((contact) => ({
        crmId: contact.id,
        name: contact.name,
        company: reference(contact.company),
      })),
    }));
    return { deals: { nodes } };
  },

  async "/xml-contacts"({ search = "" }) {
    const contacts = await contactPage(search, 50);
    const nodes = contacts.map(({ id, name, phoneNumbers, emailAddresses, company, tags }) => ({
      crmId: id,
      name,
      phoneNumbers: phoneNumbers?.map(({ number, label }) => ({ number, label })),
      emailAddresses: emailAddresses?.map(({ address, label }) => ({ address, label })),
      company: reference(company),
      tags,
    }));
    return { contacts: { nodes } };
  },

  async "/xml-detail"({ search = "" }) {
    const contacts = await contactPage(search, 20);
    const details = await Promise.all(contacts.map(({ id }) => contactDetail(id)));
    const nodes = details.map(({ id, name, notes, tasks }) => ({
      crmId: id,
      name,
      notes: {
        nodes: notes.map((note) => ({
          crmId: note.id,
          body: note.body,
          author: note.author && { name: note.author.name },
        })),
      },
      tasks: {
        nodes: tasks.map((task) => ({
          crmId: task.id,
          text: task.text,
          type: task.type,
          isCompleted: task.isCompleted,
        })),
      },
    }));
    return { contacts: { nodes } };
  },

  "/json": catalogs,
  "/json-shared": catalogs,

  async "/trivial"({ id = "" }) {
    const { id: crmId, name } = await contactDetail(readGlobalId("Contact", id) ?? "");
    return { contact: { crmId, name } };
  },
};

async function answer(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { variables } = BODY.parse(JSON.parse(Buffer.concat(chunks).toString()));
  const make = ANSWERS[request.url ?? ""];
  if (make === undefined) throw new Error(`The floor has no case ${request.url ?? ""}`);
  return JSON.stringify({ data: await make(variables) });
}

const server = createServer((request, response) => {
  answer(request).then(
    (text) => response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(text),
    (error: unknown) => {
      console.error(error);
      response.writeHead(500).end();
    },
  );
});
server.listen(0, "127.0.0.1", () => {
  console.log(`floor listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once("SIGTERM", () => process.exit(0));
