// Reads the account itself, past the gateway and with a reader of its own: a mistake of the gateway's readers must not hide here.
import { XMLParser } from "fast-xml-parser";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import type { Kind } from "./kinds.js";
import type { Values } from "./ledger.js";

/** A record as the account holds it. */
export interface StoredRecord {
  readonly kind: Kind["name"];
  readonly values: Values;
}

const parser = new XMLParser({
  parseTagValue: false,
  isArray: (_name, path) => /\.(contact|deal|note|task|tag|email_address)$|\.addresses\.address$/.test(String(path)),
});

/** What stands at a path of names; of a list, its first entry. Undefined when there is nothing. */
function at(node: unknown, ...path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return node;
  const holder: unknown = Array.isArray(node) ? node[0] : node;
  if (typeof holder !== "object" || holder === null) return undefined;
  return at(Object.entries(holder).find(([key]) => key === name)?.[1], ...rest);
}

function textAt(node: unknown, ...path: readonly string[]): string {
  const found = at(node, ...path);
  const value: unknown = Array.isArray(found) ? found[0] : found;
  return typeof value === "string" || typeof value === "boolean" ? String(value) : "";
}

function listAt(node: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(node, ...path);
  return Array.isArray(found) ? found : [];
}

async function page(account: string, name: string, fields: Readonly<Record<string, string>>): Promise<unknown> {
  const { login, key } = DEMO_CREDENTIALS;
  const body = new URLSearchParams({ USER_LOGIN: login, USER_HASH: key, ...fields });
  const response = await fetch(`${account}/private/api/${name}.php`, { method: "POST", body });
  if (response.status !== 200) throw new Error(`The account answered ${response.status} to ${name}`);
  return parser.parse(await response.text());
}

async function numbersOf(account: string, list: string, item: string): Promise<readonly string[]> {
  const numbers: string[] = [];
  for (let number = 1; ; number += 1) {
    const answer = await page(account, list, { PAGEN_1: String(number), ELEMENT_COUNT: "500" });
    numbers.push(...listAt(answer, list, item).map((record) => textAt(record, "id")));
    if (number >= Number(textAt(answer, list, "totalpages"))) return numbers;
  }
}

/** The record of a detail page with its notes and tasks. */
async function detail(account: string, subject: "contact" | "deal", id: string): Promise<readonly StoredRecord[]> {
  const answer = await page(account, `${subject}_detail`, { ID: id });
  const [record] = listAt(answer, `${subject}s`, subject);
  const own: StoredRecord =
    subject === "contact"
      ? {
          kind: "Contact",
          values: {
            name: textAt(record, "name"),
            position: textAt(record, "position"),
            address: textAt(record, "contact_data", "addresses", "address", "street"),
            emailAddresses: textAt(record, "contact_data", "email_addresses", "email_address", "address"),
            tags: textAt(record, "tags", "tag"),
          },
        }
      : {
          kind: "Deal",
          values: {
            name: textAt(record, "name"),
            price: textAt(record, "price"),
            tags: textAt(record, "tags", "tag"),
          },
        };
  return [
    own,
    ...listAt(record, "notes", "note").map((note) => ({
      kind: "Note" as const,
      values: { body: textAt(note, "body") },
    })),
    ...listAt(record, "tasks", "task").map((task) => ({
      kind: "Task" as const,
      values: { text: textAt(task, "body"), type: textAt(task, "task_type") },
    })),
  ];
}

async function catalogs(account: string): Promise<readonly StoredRecord[]> {
  const { login, key } = DEMO_CREDENTIALS;
  const query = new URLSearchParams({ USER_LOGIN: login, USER_HASH: key });
  const response = await fetch(`${account}/api/v2/catalogs?${query.toString()}`);
  // An account without catalogs answers 204 without a body.
  if (response.status === 204) return [];
  return listAt(await response.json(), "_embedded", "items").map((item) => ({
    kind: "Catalog",
    values: { name: textAt(item, "name"), canLinkMultiple: textAt(item, "can_link_multiple") },
  }));
}

/** Every record of an account, notes and tasks of contacts and deals included. */
export async function readContents(account: string): Promise<readonly StoredRecord[]> {
  const records = [...(await catalogs(account))];
  for (const id of await numbersOf(account, "contacts", "contact")) {
    records.push(...(await detail(account, "contact", id)));
  }
  for (const id of await numbersOf(account, "deals", "deal")) records.push(...(await detail(account, "deal", id)));
  return records;
}
