import type { ContactRecord } from "../../records.js";
import { findElement } from "../../storage/catalogElements.js";
import { findContact, updateContact } from "../../storage/contacts.js";
import { findDeal, updateDeal } from "../../storage/deals.js";
import { linkElement, unlinkElement } from "../../storage/elementLinks.js";
import type { ElementLink } from "../../storage/elementLinks.js";
import { findLead } from "../../storage/leads.js";
import { findParty } from "../../storage/parties.js";
import { elementTypeOf } from "../../storage/taskList.js";
import type { EntityRef, EntityType } from "../../storage/taskList.js";
import { NOTHING, eachItem, pathId } from "../call.js";
import type { V4Answer, V4Call, V4Route, V4Routes } from "../call.js";
import { entityExists } from "../checks.js";
import { wholeList } from "../hal.js";
import type { ItemReader } from "../wire/itemReader.js";
import { filterOf, idsOf, textOf } from "../wire/listQuery.js";
import { notFound } from "../wire/problem.js";

/** Types that a record can be linked to, from each type. */
const TARGETS: Readonly<Record<EntityType, readonly LinkTarget["type"][]>> = {
  leads: ["contacts", "companies", "catalog_elements"],
  contacts: ["companies", "catalog_elements"],
  companies: ["contacts", "leads", "catalog_elements"],
};

/** One end of a link; `isMain` and `quantity` belong to links of leads to contacts and of records to elements. */
type LinkTarget =
  | { type: EntityType; id: number; isMain?: boolean | undefined }
  | { type: "catalog_elements"; id: number; catalogId: number; quantity: number };

/** Links between records, seen from records of one type, of one or of many at once. */
export function linkRoutes(type: EntityType): V4Routes {
  return {
    [`GET /${type}/:id/links`]: async (call) => {
      const source = await existing(call, { type, id: pathId(call) });
      return wholeList(call, "links", await linksJson(call, source));
    },
    [`POST /${type}/:id/link`]: async (call) => {
      const source = await existing(call, { type, id: pathId(call) });
      return change(call, () => Promise.resolve(source), link);
    },
    [`POST /${type}/:id/unlink`]: async (call) => {
      const source = await existing(call, { type, id: pathId(call) });
      await change(call, () => Promise.resolve(source), unlink);
      return NOTHING;
    },
    [`GET /${type}/links`]: massOnly(async (call) => {
      const ids = filterOf(call.parameters, "entity_id");
      const links = [];
      for (const id of ids === undefined ? [] : idsOf("entity_id", ids)) {
        if (await entityExists(call, { type, id })) links.push(...(await linksJson(call, { type, id })));
      }
      return wholeList(call, "links", links);
    }),
    [`POST /${type}/link`]: massOnly((call) => change(call, (item) => sourceOf(call, item, type), link)),
    [`POST /${type}/unlink`]: massOnly(async (call) => {
      await change(call, (item) => sourceOf(call, item, type), unlink);
      return NOTHING;
    }),
  };
}

function massOnly(route: V4Route): V4Route {
  return (call) => (call.switches.v4MassLinks ? route(call) : Promise.reject(notFound()));
}

async function existing(call: V4Call, entity: EntityRef): Promise<EntityRef> {
  if (!(await entityExists(call, entity))) throw notFound();
  return entity;
}

async function sourceOf(call: V4Call, item: ItemReader, type: EntityType): Promise<EntityRef | undefined> {
  const id = item.integer("entity_id");
  if (id === undefined) {
    item.refuse("FieldMissing", "entity_id", "This field is missing.");
    return undefined;
  }
  if (await entityExists(call, { type, id })) return { type, id };
  item.refuse("NotSupportedChoice", "entity_id", "The record does not exist.");
  return undefined;
}

type LinkChange = (call: V4Call, source: EntityRef, target: LinkTarget) => Promise<void>;

async function change(
  call: V4Call,
  sourceOfItem: (item: ItemReader) => Promise<EntityRef | undefined>,
  apply: LinkChange,
): Promise<V4Answer> {
  const written = await eachItem(call, async (item) => {
    const source = await sourceOfItem(item);
    const target = source && (await targetOf(call, item, source.type));
    item.check();
    if (source && target) await apply(call, source, target);
    return source && target ? linkJson(source, target) : {};
  });
  return wholeList(
    call,
    "links",
    written.map(({ written: json }) => json),
  );
}

async function targetOf(call: V4Call, item: ItemReader, from: EntityType): Promise<LinkTarget | undefined> {
  const [id, sent] = [item.integer("to_entity_id"), item.text("to_entity_type")];
  if (id === undefined) {
    item.refuse("FieldMissing", "to_entity_id", "This field is missing.");
    return undefined;
  }
  const type = TARGETS[from].find((known) => known === sent);
  if (!type) {
    item.refuse("NotSupportedChoice", "to_entity_type", "The value is not one of the choices.");
    return undefined;
  }
  const metadata = item.object("metadata");
  if (type !== "catalog_elements") {
    if (await entityExists(call, { type, id })) return { type, id, isMain: metadata?.boolean("is_main") };
    item.refuse("NotSupportedChoice", "to_entity_id", "The record does not exist.");
    return undefined;
  }
  const catalogId = metadata?.integer("catalog_id");
  if (catalogId === undefined) {
    item.refuse("FieldMissing", "metadata.catalog_id", "This field is missing.");
    return undefined;
  }
  if ((await findElement(call.db, catalogId, id)) === undefined) {
    item.refuse("NotSupportedChoice", "to_entity_id", "The element does not exist.");
    return undefined;
  }
  return { type, id, catalogId, quantity: metadata?.number("quantity") ?? 1 };
}

/** Links two records as the account keeps it: a person knows its company, a deal its persons and companies. */
const link: LinkChange = async (call, source, target) => {
  if (target.type === "catalog_elements") {
    const { id: elementId, quantity } = target;
    const record = { elementType: elementTypeOf(source.type), id: source.id };
    return linkElement(call.db, record, { elementId, quantity });
  }
  if (source.type === "leads") return linkToLead(call, source.id, target);
  if (target.type === "leads") return linkToLead(call, target.id, source);
  const [person, company] = source.type === "contacts" ? [source, target] : [target, source];
  await setCompany(call, person.id, company.id);
};

const unlink: LinkChange = async (call, source, target) => {
  if (target.type === "catalog_elements") {
    return unlinkElement(call.db, { elementType: elementTypeOf(source.type), id: source.id }, target.id);
  }
  if (source.type === "leads") return unlinkFromLead(call, source.id, target.id);
  if (target.type === "leads") return unlinkFromLead(call, target.id, source.id);
  const [person, company] = source.type === "contacts" ? [source, target] : [target, source];
  const stored = await findContact(call.db, "everyone's", person.id);
  if (stored?.companyId === company.id) await setCompany(call, person.id, null);
};

async function setCompany(call: V4Call, personId: number, companyId: number | null): Promise<void> {
  const stored: ContactRecord | undefined = await findContact(call.db, "everyone's", personId);
  if (stored) await updateContact(call.db, personId, { ...stored, companyId }, call.now);
}

/** A lead has any number of contacts, of which the main one comes first, and one company. */
async function linkToLead(
  call: V4Call,
  leadId: number,
  target: { type: EntityType; id: number; isMain?: boolean | undefined },
): Promise<void> {
  const stored = await findDeal(call.db, "everyone's", leadId);
  if (!stored) return;
  const replaced = target.type === "companies" ? stored.linkedContacts.filter((contact) => contact.isCompany) : [];
  const others = stored.contactIds.filter((id) => id !== target.id && !replaced.some((old) => old.id === id));
  const isLinked = stored.contactIds.includes(target.id);
  const contactIds = target.isMain
    ? [target.id, ...others]
    : isLinked && replaced.length === 0
      ? stored.contactIds
      : [...others, target.id];
  await updateDeal(call.db, leadId, { ...stored, contactIds }, call.now);
}

async function unlinkFromLead(call: V4Call, leadId: number, id: number): Promise<void> {
  const stored = await findDeal(call.db, "everyone's", leadId);
  if (!stored?.contactIds.includes(id)) return;
  const contactIds = stored.contactIds.filter((linked) => linked !== id);
  await updateDeal(call.db, leadId, { ...stored, contactIds }, call.now);
}

async function linksJson(call: V4Call, source: EntityRef) {
  const targets = await targetsOf(call, source);
  const [id, type] = [
    textOf(filterOf(call.parameters, "to_entity_id")),
    textOf(filterOf(call.parameters, "to_entity_type")),
  ];
  const catalog = textOf(filterOf(call.parameters, "to_catalog_id"));
  return targets
    .filter((target) => (id === undefined || String(target.id) === id) && (type === undefined || target.type === type))
    .filter((target) => catalog === undefined || ("catalogId" in target && String(target.catalogId) === catalog))
    .map((target) => linkJson(source, target));
}

async function targetsOf({ db, viewer }: V4Call, { type, id }: EntityRef): Promise<LinkTarget[]> {
  const elements = (links: readonly ElementLink[]) =>
    links.map(({ elementId, catalogId, quantity }) => ({
      type: "catalog_elements" as const,
      id: elementId,
      catalogId,
      quantity,
    }));
  if (type === "leads") {
    const lead = await findLead(db, viewer, id);
    return [
      ...(lead?.contacts ?? []).map((contact, index) => ({
        type: "contacts" as const,
        id: contact.id,
        isMain: index === 0,
      })),
      ...(lead?.companies ?? []).slice(0, 1).map((company) => ({ type: "companies" as const, id: company.id })),
      ...elements(lead?.elements ?? []),
    ];
  }
  const party = await findParty(db, viewer, type, id);
  if (!party) return [];
  const linked: LinkTarget[] =
    type === "contacts"
      ? party.companyId === null
        ? []
        : [{ type: "companies", id: party.companyId }]
      : [
          ...party.contactIds.map((contact) => ({ type: "contacts" as const, id: contact })),
          ...party.leadIds.map((lead) => ({ type: "leads" as const, id: lead })),
        ];
  return [...linked, ...elements(party.elements)];
}

/** Reading says `main_contact` where writing says `is_main`. */
function linkJson(source: EntityRef, target: LinkTarget) {
  const metadata =
    target.type === "catalog_elements"
      ? { quantity: target.quantity, catalog_id: target.catalogId }
      : source.type === "leads" && target.type === "contacts"
        ? { main_contact: target.isMain ?? false }
        : null;
  return {
    entity_id: source.id,
    entity_type: source.type,
    to_entity_id: target.id,
    to_entity_type: target.type,
    metadata,
  };
}
