import { decodeCompany, type CompanyAnswer } from "../../codec/v4/companyJson.js";
import { decodeContact, encodeContact, type ContactAnswer } from "../../codec/v4/contactJson.js";
import { areAllOf, haveAllPlaces, needsDefinitions, pathOfValue, valuesOf } from "../../codec/v4/fieldValues.js";
import type { Carried } from "../../domain/carried.js";
import { editableContact, writtenContact, type Contact, type ContactPatch } from "../../domain/contact.js";
import { CrmError, FieldsRefused, VersionConflict } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { CompanyReference } from "../../domain/reference.js";
import { versionOf } from "../../domain/version.js";
import type { ContactPort } from "../crm.js";
import type { RecordLocks } from "../locks/recordLocks.js";
import type { AccountFacts } from "./accountFacts.js";
import { readNotes, readTasks } from "./activities.js";
import { linkCompany, NamedCompanies } from "./companies.js";
import { tellingFields } from "./fieldsRefused.js";
import { attached, groupedReads, readWhole, toldBy, type GroupReader } from "./groupedReads.js";
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
  const rows = new RowWrites(calls);
  const companies = new NamedCompanies(calls);
  const answers = new RecentAnswers<ContactAnswer>(calls, (ids) => readByIds(LIST, ids, calls, facts));
  const companyAnswers = new RecentAnswers<CompanyAnswer>(calls, (ids) => readByIds(COMPANIES, ids, calls, facts));

  const own: GroupReader<Contact> = {
    fields: [
      ...(["name", "isCompany", "position", "phoneNumbers", "emailAddresses", "webAddresses", "address"] as const),
      ...(["instantMessengers", "tags", "createdAt", "updatedAt", "dealIds"] as const),
    ],
    async read(ids) {
      const found = await answers.read(ids);
      return Promise.all(
        found.map(async (answer) => (answer === null || answer instanceof CrmError ? answer : toContact(answer))),
      );
    },
  };
  const company: GroupReader<Contact> = {
    fields: ["company"],
    read: toldBy(answers, async (found) => {
      const ids = [...new Set(found.flatMap(({ companyId }) => companyId ?? []))];
      const companies = await companyAnswers.read(ids);
      const failure = companies.find((outcome) => outcome instanceof CrmError);
      if (failure !== undefined) throw failure;
      const names = new Map(
        companies.flatMap((each) => (each instanceof CrmError || !each ? [] : [[each.id, each.name]])),
      );
      return new Map(
        found.map(({ id, companyId }) => [
          id,
          { id, company: companyId === null ? null : { id: companyId, name: names.get(companyId) ?? null } },
        ]),
      );
    }),
  };
  const user: GroupReader<Contact> = {
    fields: ["responsibleUser"],
    read: toldBy(answers, (found) => usersInCharge(found, calls, facts)),
  };
  const reads = groupedReads<Contact>([
    own,
    company,
    user,
    {
      fields: ["notes"],
      read: attached(
        (ids) => readNotes("contact", ids, calls, facts),
        (id, notes) => ({ id, notes }),
      ),
    },
    {
      fields: ["tasks"],
      read: attached(
        (ids) => readTasks("contact", ids, calls, facts),
        (id, tasks) => ({ id, tasks }),
      ),
    },
  ]);

  /** What is carried without another call, once the account's own fields are known if it takes them: names that are known already. */
  async function toContact(answer: ContactAnswer): Promise<Carried<Contact>> {
    const { companyId, responsibleUserId, unsure, ...contact } = answer;
    const definitions = unsure && (await facts.contactFields.get(calls, (known) => areAllOf(unsure, known)));
    return {
      ...contact,
      ...(definitions && valuesOf(unsure, definitions)),
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
    const record = await readWhole(id, [own, company, user]);
    const editable = editableContact(record);
    if (editable === undefined) throw new CrmError("badResponse", "An answer lacks fields of a contact.");
    const version = versionOf(editable);
    if (version !== expected) throw new VersionConflict({ kind: "contact", record }, version);
  }

  const definitionsFor = async (patch: ContactPatch) =>
    needsDefinitions(patch) ? facts.contactFields.get(calls, (known) => haveAllPlaces(known, patch)) : undefined;

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
    const definitions = await definitionsFor(patch);
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
    const links = () => linkCompany(id, { before: companyId, after: target?.id ?? null }, calls);
    await (isChanged ? afterFirst(links) : links());
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
      const definitions = await definitionsFor(draft);
      const fields = encodeContact(draft, definitions);
      const target = draft.company ? await companyOf(draft.company) : null;
      const id = await tellingFields(
        () => rows.add("contacts", fields),
        (place) => pathOfValue(place, draft, definitions),
      );
      if (id === null) return null;
      if (target !== null) await afterFirst(() => linkCompany(id, { before: null, after: target.id }, calls));
      return writtenContact({ id }, { ...draft, ...(target && { company: target }) });
    },
    async update(id, patch, ifVersion) {
      if (patch.responsibleUserId === null) {
        throw new CrmError("notSupported", "The account has no contact without a user in charge.");
      }
      if (ifVersion === undefined && patch.company === undefined) return change(id, patch);
      // What is read decides what is written.
      return locks.hold({ kind: "contact", id }, calls.signal, async () => {
        if (ifVersion !== undefined) await requireVersion(id, ifVersion);
        return change(id, patch);
      });
    },
    delete: () => notRemovable("contacts"),
  };
}
