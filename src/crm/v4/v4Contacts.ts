import { decodeCompany } from "../../codec/v4/companyJson.js";
import { decodeContact, encodeContact, type ContactAnswer } from "../../codec/v4/contactJson.js";
import { needsDefinitions } from "../../codec/v4/fieldValues.js";
import type { Carried } from "../../domain/carried.js";
import { editableContact, writtenContact, type Contact, type ContactPatch } from "../../domain/contact.js";
import { CrmError, VersionConflict } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import { versionOf } from "../../domain/version.js";
import type { ContactPort } from "../crm.js";
import type { RecordLocks } from "../locks/recordLocks.js";
import type { AccountFacts } from "./accountFacts.js";
import { readNotes, readTasks } from "./activities.js";
import { linkCompany, NamedCompanies } from "./companies.js";
import { attached, groupedReads, readWhole, toldBy, type GroupReader } from "./groupedReads.js";
import { readByIds } from "./multiGet.js";
import { afterFirst, notRemovable } from "./partialWrite.js";
import { RecentAnswers } from "./recentAnswers.js";
import { RowWrites } from "./rowWrites.js";
import { knownUserInCharge, usersInCharge } from "./users.js";
import type { V4Calls } from "./v4Calls.js";
import { v4Page } from "./v4Page.js";

const LIST = { path: "contacts", query: [], decode: decodeContact } as const;
const COMPANIES = { path: "companies", query: [], decode: decodeCompany } as const;

/** Contacts over API v4. Companies are lists of their own there, so no contact is one. */
export function v4Contacts(calls: V4Calls, facts: AccountFacts, locks: RecordLocks): ContactPort {
  const rows = new RowWrites(calls);
  const companies = new NamedCompanies(calls);
  const answers = new RecentAnswers<ContactAnswer>(calls, (ids) => readByIds(LIST, ids, calls, facts));

  const own: GroupReader<Contact> = {
    fields: [
      ...(["name", "isCompany", "position", "phoneNumbers", "emailAddresses", "webAddresses", "address"] as const),
      ...(["instantMessengers", "tags", "createdAt", "updatedAt"] as const),
    ],
    async read(ids) {
      const found = await answers.read(ids);
      return found.map((answer) => (answer === null || answer instanceof CrmError ? answer : toContact(answer)));
    },
  };
  const company: GroupReader<Contact> = {
    fields: ["company"],
    read: toldBy(answers, async (found) => {
      const ids = [...new Set(found.flatMap(({ companyId }) => companyId ?? []))];
      const companies = await readByIds(COMPANIES, ids, calls, facts);
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

  /** What is carried without another call: names that are known already. */
  function toContact(answer: ContactAnswer): Carried<Contact> {
    const { companyId, responsibleUserId, ...contact } = answer;
    return {
      ...contact,
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

  const fieldsOf = async (patch: ContactPatch) =>
    encodeContact(patch, needsDefinitions(patch) ? await facts.contactFields.get(calls) : undefined);

  async function change(id: CrmId, patch: ContactPatch): Promise<Carried<Contact>> {
    const fields = await fieldsOf(patch);
    const isChanged = Object.keys(fields).length > 0;
    if (patch.company === undefined) {
      if (isChanged) await rows.change("contacts", id, fields);
      return writtenContact({ id }, patch);
    }
    const { companyId } = await current(id);
    const target = patch.company && (await companies.find(patch.company));
    if (isChanged) await rows.change("contacts", id, fields);
    const links = () => linkCompany(id, { before: companyId, after: target?.id ?? null }, calls);
    await (isChanged ? afterFirst(links) : links());
    return writtenContact({ id }, { ...patch, company: target });
  }

  return {
    ...reads,
    async page(request) {
      const { items, ...page } = await v4Page(LIST, request, calls);
      answers.learn(items);
      return { ...page, items: items.map(toContact) };
    },
    async create(draft) {
      const fields = await fieldsOf(draft);
      const target = draft.company ? await companies.find(draft.company) : null;
      const id = await rows.add("contacts", fields);
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
