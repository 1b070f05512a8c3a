import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { texts, within } from "../account.js";
import { V4Account } from "./account.js";
import type { Hal } from "./account.js";

let account: V4Account;
beforeEach(async () => {
  account = await V4Account.start();
});
afterEach(async () => {
  expect(account.legacy.errors).toEqual([]);
  await account.close();
});

/** What a record is linked to, such as `contacts 1`. */
async function linksOf(path: string): Promise<string[]> {
  const { status, json } = await account.get(`${path}/links`);
  if (status === 204) return [];
  return (json._embedded["links"] ?? []).map(describeLink);
}

function describeLink(link: Hal): string {
  const metadata = link["metadata"] as { main_contact?: boolean; quantity?: number } | null;
  const { main_contact: main, quantity } = metadata ?? {};
  const suffix = main ? " main" : quantity === undefined ? "" : ` ×${quantity}`;
  return `${String(link["to_entity_type"])} ${String(link["to_entity_id"])}${suffix}`;
}

const to = (type: string, id: number, metadata?: object) => ({
  to_entity_type: type,
  to_entity_id: id,
  ...(metadata && { metadata }),
});

test("contacts of a lead are linked, made the main one, and taken away; the XML API sees it", async () => {
  await account.post("leads/1/link", [to("contacts", 3)]);
  expect(await linksOf("leads/1")).toEqual(["contacts 1 main", "contacts 3"]);
  await account.post("leads/1/link", [to("contacts", 3, { is_main: true })]);
  expect(await linksOf("leads/1")).toEqual(["contacts 3 main", "contacts 1"]);
  // The last id is that of the company which the second one works for.
  expect(texts(within(await account.legacy.deal(1), "linked_contacts"), "id")).toEqual(["3", "1", "2"]);
  await account.post("leads/1/unlink", [to("contacts", 3), to("contacts", 3)]);
  expect(await linksOf("leads/1")).toEqual(["contacts 1 main"]);
});

test("linking what is linked already changes nothing", async () => {
  const before = await linksOf("leads/2");
  await account.post("leads/2/link", [to("contacts", 3)]);
  expect(await linksOf("leads/2")).toEqual(before);
});

test("a lead and a contact have one company each: a further one takes its place", async () => {
  const company = await account.add("companies", { name: "Other" });
  await account.post("leads/1/link", [to("companies", 2)]);
  await account.post("leads/1/link", [to("companies", company)]);
  expect(await linksOf("leads/1")).toEqual(["contacts 1 main", `companies ${company}`]);
  await account.post("contacts/1/link", [to("companies", company)]);
  expect(await linksOf("contacts/1")).toEqual([`companies ${company}`]);
  expect(texts(within(await account.legacy.contact(1), "company"), "name")).toEqual(["Other"]);
  // The company that it no longer has cannot be taken from it.
  await account.post("contacts/1/unlink", [to("companies", 2)]);
  expect(await linksOf("contacts/1")).toEqual([`companies ${company}`]);
  await account.post("contacts/1/unlink", [to("companies", company)]);
  expect(await linksOf("contacts/1")).toEqual([]);
});

test("links are seen and made from the side of a company, too", async () => {
  await account.post("companies/2/link", [to("contacts", 3), to("leads", 2)]);
  expect(await linksOf("companies/2")).toEqual(["contacts 1", "contacts 3", "leads 2"]);
  expect(await linksOf("contacts/3")).toEqual(["companies 2"]);
  await account.post("companies/2/unlink", [to("leads", 2), to("contacts", 1)]);
  expect(await linksOf("companies/2")).toEqual(["contacts 3"]);
});

test("elements of catalogs are put on records, counted and taken off", async () => {
  const element = await account.add("catalogs/1/elements", { name: "Grinder" });
  const link = (quantity: number) => to("catalog_elements", element, { catalog_id: 1, quantity });
  for (const path of ["leads/1", "contacts/1", "companies/2"]) {
    await account.post(`${path}/link`, [link(2)]);
    await account.post(`${path}/link`, [link(3)]);
    expect(await linksOf(path)).toContain(`catalog_elements ${element} ×3`);
    const { json } = await account.get(`${path}?with=catalog_elements`);
    expect(json._embedded["catalog_elements"]).toMatchObject([{ id: element, quantity: 3, catalog_id: 1 }]);
    await account.post(`${path}/unlink`, [link(1)]);
    expect(await linksOf(path)).not.toContain(`catalog_elements ${element} ×3`);
  }
  expect((await account.post("leads/1/link", [to("catalog_elements", element, { catalog_id: 2 })])).status).toBe(400);
  expect((await account.post("leads/1/link", [to("catalog_elements", element)])).status).toBe(400);
});

test("links of many records are read, made and taken away at once", async () => {
  const items = [1, 2].map((entity_id) => ({ entity_id, ...to("companies", 2) }));
  expect((await account.post("leads/link", items)).status).toBe(200);
  const { json } = await account.get("leads/links?filter[entity_id][]=1&filter[entity_id][]=2");
  const all = (json._embedded["links"] ?? []).map((link) => `${String(link["entity_id"])}: ${describeLink(link)}`);
  expect(all).toEqual([
    "1: contacts 1 main",
    "1: companies 2",
    "2: contacts 1 main",
    "2: contacts 3",
    "2: companies 2",
  ]);
  expect((await account.post("leads/unlink", items)).status).toBe(204);
  expect(await linksOf("leads/2")).toEqual(["contacts 1 main", "contacts 3"]);
  expect((await account.get("leads/links")).status).toBe(204);
});

test("links are chosen by what they lead to", async () => {
  const { json } = await account.get("leads/2/links?filter[to_entity_type]=contacts&filter[to_entity_id]=3");
  expect((json._embedded["links"] ?? []).map(describeLink)).toEqual(["contacts 3"]);
  expect((await account.get("leads/2/links?filter[to_catalog_id]=1")).status).toBe(204);
});

test("many at once is not there by a switch", async () => {
  const older = await V4Account.start({ switches: { v4MassLinks: false } });
  for (const [method, path] of [
    ["GET", "leads/links?filter[entity_id][]=1"],
    ["POST", "leads/link"],
    ["POST", "leads/unlink"],
  ] as const) {
    expect((await older.call(method, path, method === "POST" ? [{}] : undefined)).status).toBe(404);
  }
  expect((await older.get("leads/2/links")).status).toBe(200);
  await older.close();
});

test("what cannot be linked is refused, and nothing of the request is done", async () => {
  const before = await linksOf("leads/1");
  for (const item of [
    to("leads", 2),
    to("contacts", 2),
    to("contacts", 999),
    to("moons", 1),
    { to_entity_type: "contacts" },
    {},
  ]) {
    expect((await account.post("leads/1/link", [to("contacts", 3), item])).status).toBe(400);
  }
  expect(await linksOf("leads/1")).toEqual(before);
  expect((await account.post("contacts/1/link", [to("leads", 1)])).status).toBe(400);
  expect((await account.post("leads/link", [{ entity_id: 999, ...to("contacts", 3) }])).status).toBe(400);
  expect((await account.get("leads/999/links")).status).toBe(404);
  expect((await account.post("leads/999/link", [to("contacts", 3)])).status).toBe(404);
});
