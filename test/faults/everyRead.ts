import { expect } from "@jest/globals";
import { newCatalog, newContact, newDeal } from "../e2e/account.js";
import type { FaultyAnswer, FaultyGateway } from "./faultyGateway.js";

/** The pages that are read in XML. */
export const XML_PAGES = ["contacts", "contact_search", "contact_detail", "deals", "deal_search", "deal_detail"];

/** The only ones of their kind that `fillAccount` puts into an account. */
const NAMES = { contact: "Пётр Ёлкин № 5", deal: "Поставка «Север»", catalog: "Товары" };

interface Named {
  readonly name: string;
}

interface List {
  readonly nodes: readonly Named[];
}

/** What an operation brings that reads every page of the account once. Null where that failed. */
export interface EveryRead {
  readonly contact: Named | null;
  readonly deal: Named | null;
  readonly contacts: List | null;
  readonly deals: List | null;
  readonly search: { readonly contacts: List | null; readonly deals: List | null };
  readonly catalogs: List | null;
}

const LIST = { contact: { nodes: [{ name: NAMES.contact }] }, deal: { nodes: [{ name: NAMES.deal }] } };

/** What a healthy account answers to `readEverything`. */
export const EVERYTHING: EveryRead = {
  contact: { name: NAMES.contact },
  deal: { name: NAMES.deal },
  contacts: LIST.contact,
  deals: LIST.deal,
  search: { contacts: LIST.contact, deals: LIST.deal },
  catalogs: { nodes: [{ name: NAMES.catalog }] },
};

/** The records that `readEverything` reads. */
export interface Records {
  readonly contact: string;
  readonly deal: string;
  readonly catalog: string;
}

/** Puts one contact, one deal and one catalog into an empty account; their global ids. */
export async function fillAccount(gateway: FaultyGateway): Promise<Records> {
  const contact = await newContact(gateway, { name: NAMES.contact });
  const deal = await newDeal(gateway, { name: NAMES.deal });
  const catalog = await newCatalog(gateway, { name: NAMES.catalog });
  return { contact: contact.id, deal: deal.id, catalog: catalog.id };
}

/** One operation that reads every page of the account once, each for a field of its own. */
export function readEverything(gateway: FaultyGateway, records: Records): Promise<FaultyAnswer<EveryRead>> {
  return gateway.ask<EveryRead>(
    `query ($contact: ID!, $deal: ID!) {
      contact(id: $contact) { name }
      deal(id: $deal) { name }
      contacts(first: 5) { nodes { name } }
      deals(first: 5) { nodes { name } }
      search(query: "т") { contacts(first: 5) { nodes { name } } deals(first: 5) { nodes { name } } }
      catalogs { nodes { name } }
    }`,
    { contact: records.contact, deal: records.deal },
  );
}

/** Every page in XML is an error at its own field, none is an empty list, and the catalogs are there. */
export function expectCatalogsAlone({ data, errors }: FaultyAnswer<EveryRead>): void {
  expect(data).toEqual({
    contact: null,
    deal: null,
    contacts: null,
    deals: null,
    search: { contacts: null, deals: null },
    catalogs: EVERYTHING.catalogs,
  });
  expect(errors.map(({ path }) => path?.join(".")).sort()).toEqual([
    "contact",
    "contacts",
    "deal",
    "deals",
    "search.contacts",
    "search.deals",
  ]);
  for (const { extensions } of errors) expect(extensions.code).toBe("UPSTREAM_BAD_RESPONSE");
}

/** The catalogs are an error and no empty list, and everything else is there. */
export function expectAllButCatalogs({ data, errors }: FaultyAnswer<EveryRead>): void {
  expect(data).toEqual({ ...EVERYTHING, catalogs: null });
  expect(errors).toMatchObject([{ path: ["catalogs"], extensions: { code: "UPSTREAM_BAD_RESPONSE" } }]);
}
