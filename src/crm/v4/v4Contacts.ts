import { decodeCompany, type CompanyAnswer } from "../../codec/v4/companyJson.js";
import { decodeContact, encodeContact, type ContactAnswer } from "../../codec/v4/contactJson.js";
import { TYPED_FIELDS } from "../../codec/v4/contactFields.js";
import type { FieldDefinition } from "../../codec/v4/fieldJson.js";
import { areAllOf, sureValuesOf, valuesOf } from "../../codec/v4/filledFields.js";
import { haveAllPlaces, needingDefinitions, pathOfValue } from "../../codec/v4/writtenFields.js";
import { carries, type Carried } from "../../domain/carried.js";
import { editableContact, writtenContact, type Contact, type ContactPatch } from "../../domain/contact.js";
import { CrmError, FieldsRefused, VersionConflict } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { CompanyReference } from "../../domain/reference.js";
import { versionOf } from "../../domain/version.js";
import type { ContactPort, Found } from "../crm.js";
import type { RecordLocks } from "../locks/recordLocks.js";
import type { AccountFacts } from "./accountFacts.js";
import { activityReaders } from "./activities.js";
import { linkCompany, NamedCompanies } from "./companies.js";
import { tellingFields } from "./fieldsRefused.js";
import { groupedReads, readWhole, toldBy, type GroupReader } from "./groupedReads.js";
import { InTurn } from "./inTurn.js";
import { LinkWrites } from "./linkWrites.js";
import { readByIds } from "./multiGet.js";
import { afterFirst, notRemovable } from "./partialWrite.js";
import { RecentAnswers } from "./recentAnswers.js";
import { RowWrites } from "./rowWrites.js";
import { knownUserInCharge, usersInCharge } from "./users.js";
import type { V4Calls } from "./v4Calls.js";
import { v4Page } from "./v4Page.js";

const LIST = { path: "contacts", query: [["with", "leads"]], decode: decodeContact } as const;
const COMPANIES = { path: "companies", query: [], decode: decodeCompany } as const;

/** Contacts over API v4. Companies are lists of their own there, so no contact is one. */
export function v4Contacts(calls: V4Calls, facts: AccountFacts, locks: RecordLocks): ContactPort {
  const rows = new RowWrites(calls, facts);
  const answers = new RecentAnswers<ContactAnswer>(calls, (ids) => readByIds(LIST, ids, calls, facts));
  const companyAnswers = new RecentAnswers<CompanyAnswer>(calls, (ids) => readByIds(COMPANIES, ids, calls, facts));
  const companies = new NamedCompanies(calls, rows, companyAnswers);
  const links = new LinkWrites(calls, facts);
  const turns = new InTurn();

  const own: GroupReader<Contact> = {
    fields: [
      ...(["name", "isCompany", "position", "phoneNumbers", "emailAddresses", "instantMessengers", "tags"] as const),
      ...(["createdAt", "updatedAt", "dealIds"] as const),
    ],
    async read(ids) {
      const found = await answers.read(ids);
      return Promise.all(
        found.map(async (answer) => (answer === null || answer instanceof CrmError ? answer : toContact(answer))),
      );
    },
  };
  /** Told with the record, but not to a user to whom it takes fields that they may not see. */
  const typed: GroupReader<Contact> = {
    fields: TYPED_FIELDS,
    read: toldBy(answers, async (found) => {
      const contacts = await Promise.all(found.map(toContact));
      return new Map(
        contacts.map((contact) => [contact.id, carries(contact, TYPED_FIELDS) ? contact : FIELDS_NOT_SEEN]),
      );
    }),
  };
  const company: GroupReader<Contact> = {
    fields: ["company"],
    read: toldBy(answers, async (found) => {
      const ids = [...new Set(found.flatMap(({ companyId }) => companyId ?? []))];
      const outcomes = await companyAnswers.read(ids);
      const byId = new Map(ids.map((id, index) => [id, outcomes[index] ?? null]));
      return new Map(found.map(({ id, companyId }) => [id, withCompany(id, companyId, byId)]));
    }),
  };
  const user: GroupReader<Contact> = {
    fields: ["responsibleUser"],
    read: toldBy(answers, (found) => usersInCharge(found, calls, facts)),
  };
  const reads = groupedReads<Contact>([own, typed, company, user, ...activityReaders("contact", calls, facts)]);

  /** What is carried without another call, once the account's own fields are known if it takes them: names that are known already. */
  async function toContact(answer: ContactAnswer): Promise<Carried<Contact>> {
    const { companyId, responsibleUserId, unsure, webAddresses, address, ...contact } = answer;
    const definitions = unsure && (await facts.contactFields.get(calls, (known) => areAllOf(unsure, known)));
    const areSeen = definitions !== undefined && definitions.length > 0;
    return {
      ...contact,
      ...(unsure ? (areSeen ? valuesOf(unsure, definitions) : sureValuesOf(unsure)) : { webAddresses, address }),
      isCompany: false,
      ...(companyId === null && { company: null }),
      ...knownUserInCharge(answer, facts),
    };
  }

  async function current(id: CrmId): Promise<ContactAnswer> {
    const [answer] = await answers.read([id]);
    if (answer instanceof CrmError) throw answer;
    if (!answer) throw new CrmError("notFound", "The account has no such contact.");
    return answer;
  }

  /** Throws a VersionConflict unless the contact is at this version. */
  async function requireVersion(id: CrmId, expected: string): Promise<void> {
    const record = await readWhole(id, [own, typed, company, user]);
    const editable = editableContact(record);
    if (editable === undefined) throw new CrmError("badResponse", "An answer lacks fields of a contact.");
    const version = versionOf(editable);
    if (version !== expected) throw new VersionConflict({ kind: "contact", record }, version);
  }

  /** The account's own fields where they are needed. Throws a FieldsRefused `notSupported` where the user may not see them. */
  async function definitionsFor(patch: ContactPatch, isNew: boolean): Promise<readonly FieldDefinition[] | undefined> {
    const needing = needingDefinitions(patch, isNew);
    if (needing.length === 0) return undefined;
    const definitions = await facts.contactFields.get(calls, (known) => haveAllPlaces(known, patch));
    if (definitions.length > 0) return definitions;
    throw new FieldsRefused(
      "notSupported",
      needing.map((name) => ({ path: [name], message: FIELDS_NOT_SEEN.message })),
    );
  }

  /** The company that a contact is to have. Throws a FieldsRefused when the account does not have it, nor takes it. */
  async function companyOf(wanted: CompanyReference): Promise<CompanyAnswer> {
    try {
      return await companies.find(wanted);
    } catch (error) {
      if (!(error instanceof CrmError) || error.kind !== "rejected") throw error;
      throw new FieldsRefused("rejected", [{ path: ["company"], message: error.message }]);
    }
  }

  async function change(id: CrmId, patch: ContactPatch): Promise<Carried<Contact>> {
    const definitions = await definitionsFor(patch, false);
    const fields = encodeContact(patch, definitions);
    const isChanged = Object.keys(fields).length > 0;
    const write = () =>
      tellingFields(
        () => rows.change("contacts", id, fields),
        (place) => pathOfValue(place, patch, definitions),
      );
    if (patch.company === undefined) {
      // Where nothing is to be sent, the account still has to have the contact.
      await (isChanged ? write() : current(id));
      return writtenContact({ id }, patch);
    }
    const { companyId } = await current(id);
    const target = patch.company && (await companyOf(patch.company));
    if (isChanged) await write();
    const link = () => linkCompany(id, { before: companyId, after: target?.id ?? null }, links);
    await (isChanged ? afterFirst(link) : link());
    return writtenContact({ id }, { ...patch, company: target });
  }

  return {
    ...reads,
    async page(request) {
      const { items, ...page } = await v4Page(LIST, request, calls);
      answers.learn(items);
      return { ...page, items: await Promise.all(items.map(toContact)) };
    },
    async create(draft) {
      const definitions = await definitionsFor(draft, true);
      const fields = encodeContact(draft, definitions);
      const target = draft.company ? await companyOf(draft.company) : null;
      const id = await tellingFields(
        () => rows.add("contacts", fields),
        (place) => pathOfValue(place, draft, definitions),
      );
      if (id === null) return null;
      if (target !== null) await afterFirst(() => linkCompany(id, { before: null, after: target.id }, links));
      return writtenContact({ id }, { ...draft, ...(target && { company: target }) });
    },
    async update(id, patch, ifVersion) {
      if (patch.responsibleUserId === null) {
        throw new CrmError("notSupported", "The account has no contact without a user in charge.");
      }
      return turns.make(id, () => {
        if (ifVersion === undefined && patch.company === undefined) return change(id, patch);
        // What is read decides what is written.
        return locks.hold({ kind: "contact", id }, calls.signal, async () => {
          if (ifVersion !== undefined) await requireVersion(id, ifVersion);
          return change(id, patch);
        });
      });
    },
    delete: () => notRemovable("contacts"),
  };
}

const FIELDS_NOT_SEEN = new CrmError(
  "forbidden",
  "The user may not see the account's fields of contacts, which tell where this is kept.",
);

/**
 * A contact with its company, or why that could not be read: a failure of one company leaves contacts of others. One that the user may
 * not see has no name; among others such a one is left out of the answer, alone it is refused.
 */
function withCompany(
  id: CrmId,
  companyId: CrmId | null,
  companies: ReadonlyMap<CrmId, Found<CompanyAnswer>>,
): Found<Carried<Contact>> {
  if (companyId === null) return { id, company: null };
  const company = companies.get(companyId);
  if (!(company instanceof CrmError)) return { id, company: { id: companyId, name: company?.name ?? null } };
  const isHidden = company.kind === "notFound" || company.kind === "forbidden";
  return isHidden ? { id, company: { id: companyId, name: null } } : company;
}
