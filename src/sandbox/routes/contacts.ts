import type { ContactRecord, NamedRef } from "../records.js";
import * as contacts from "../storage/contacts.js";
import { dealsOfContact } from "../storage/deals.js";
import { notesOf } from "../storage/notes.js";
import { tasksOf } from "../storage/tasks.js";
import { allUsers, userExists } from "../storage/users.js";
import { contactDetailXml, contactPageXml } from "../wire/contactXml.js";
import { readContactForm } from "../wire/contactForm.js";
import type { ContactForm } from "../wire/contactForm.js";
import { mergeExtraFields } from "../wire/extraFields.js";
import { recordField, requiredId } from "../wire/fields.js";
import { RequestError } from "../wire/requestError.js";
import { DONE_XML, writtenXml } from "../wire/resultXml.js";
import { actions, addedXml, checkMayDelete, editedField, noSuchRecord } from "./legacyCall.js";
import type { LegacyCall, LegacyPage } from "./legacyCall.js";
import { requestedPage, requestedSearch } from "./paging.js";

/** `contacts.php`: persons and companies, by page. */
export const contactList: LegacyPage = async (call) => {
  const page = await contacts.contactPage(call.db, call.viewer, requestedPage(call));
  return contactPageXml(page, { withData: call.switches.listContactData });
};

/** `contact_search.php`: the same for those that a keyword is found in. */
export const contactSearch: LegacyPage = async (call) => {
  const page = await contacts.contactPage(call.db, call.viewer, {
    ...requestedPage(call),
    search: requestedSearch(call),
  });
  return contactPageXml(page, { withData: call.switches.listContactData });
};

/** `contact_detail.php`: one contact with its notes, tasks and deals. */
export const contactDetail: LegacyPage = async ({ db, viewer, parameters }) => {
  const id = requiredId(parameters, "ID");
  const contact = await contacts.findContact(db, viewer, id);
  if (!contact) return contactDetailXml(undefined);
  const subject = { elementType: 1, id } as const;
  return contactDetailXml({
    contact,
    notes: await notesOf(db, subject),
    tasks: await tasksOf(db, subject),
    deals: await dealsOfContact(db, viewer, id),
    users: await allUsers(db),
  });
};

/** `contact_add.php`: adds a person, or replaces a person or company. */
export const contactAdd: LegacyPage = actions({
  ADD_PERSON: async (call) => {
    const form = readContactForm(recordField(call.parameters, "contact"));
    await checkUser(call, form.mainUserId);
    const draft = {
      name: requiredName(form.name),
      position: form.position ?? "",
      companyId: null,
      data: form.data ?? contacts.NO_DATA,
      mainUserId: form.mainUserId ?? call.user.id,
      tags: form.tags ?? [],
      extra: form.extra,
    };
    const id = await contacts.addContact(call.db, draft, { isCompany: false, createdAt: call.now });
    // The person comes first: a company that is made for it gets the id after the person's.
    const companyId = await companyOf(call, form);
    if (companyId !== null) await contacts.updateContact(call.db, id, { ...draft, companyId }, call.now);
    return addedXml(call, id);
  },
  EDIT: async (call) => {
    const stored = await existingContact(call);
    const form = readContactForm(recordField(call.parameters, "contact"));
    await checkUser(call, form.mainUserId);
    const draft = {
      name: requiredName(editedField(call, form.name, stored.name, "")),
      position: editedField(call, form.position, stored.position, ""),
      companyId: await editedCompany(call, form, stored),
      data: editedField(call, form.data, stored.data, contacts.NO_DATA),
      mainUserId: editedField(call, form.mainUserId, stored.mainUserId, null),
      tags: editedField(call, form.tags, stored.tags, []),
      extra: call.switches.editKeepsAbsent ? mergeExtraFields(stored.extra, form.extra) : form.extra,
    };
    await contacts.updateContact(call.db, stored.id, draft, call.now);
    return writtenXml(stored.id);
  },
});

/** `contact_delete.php`: removes a contact with its links, notes and tasks. */
export const contactDelete: LegacyPage = actions({
  DELETE: async (call) => {
    const { id } = await existingContact(call);
    checkMayDelete(call);
    await contacts.deleteContact(call.db, id);
    return DONE_XML;
  },
});

async function existingContact({ db, viewer, parameters }: LegacyCall): Promise<ContactRecord> {
  const contact = await contacts.findContact(db, viewer, requiredId(parameters, "ID"));
  if (!contact) throw noSuchRecord();
  return contact;
}

/** Refuses a user in charge that the account does not have. */
export async function checkUser({ db }: LegacyCall, id: number | null | undefined): Promise<void> {
  if (typeof id === "number" && !(await userExists(db, id))) throw new RequestError(400, "no such user");
}

/** A record cannot be without a name. */
export function requiredName(name: string | undefined): string {
  if (name === undefined || name.trim() === "") throw new RequestError(400, "the name is missing");
  return name;
}

async function editedCompany(call: LegacyCall, form: ContactForm, stored: ContactRecord): Promise<number | null> {
  if (stored.isCompany) return null;
  const absent = form.companyId === undefined && form.companyName === undefined;
  return absent && call.switches.editKeepsAbsent ? stored.companyId : companyOf(call, form, stored.company);
}

/**
 * The company a person works for: the one of the id, else the one of exactly the name, which is made if there is none.
 * An id that is no company's counts only where no name is given, since scripts copy it from the API description.
 * The company that the person works for already may stay, even if the user of the call does not see it.
 */
async function companyOf(
  call: LegacyCall,
  { companyId, companyName = "" }: ContactForm,
  present?: NamedRef,
): Promise<number | null> {
  if (typeof companyId === "number") {
    if (companyId === present?.id) return companyId;
    const company = await contacts.findContact(call.db, call.viewer, companyId);
    if (company?.isCompany) return companyId;
    if (companyName.trim() === "") throw new RequestError(400, "no such company");
  }
  if (companyName.trim() === "") return null;
  if (companyName === present?.name) return present.id;
  const existing = await contacts.findCompanyByName(call.db, call.viewer, companyName);
  if (existing !== undefined) return existing;
  const draft = {
    name: companyName,
    position: "",
    companyId: null,
    data: contacts.NO_DATA,
    mainUserId: call.user.id,
    tags: [],
    extra: [],
  };
  return contacts.addContact(call.db, draft, { isCompany: true, createdAt: call.now });
}
