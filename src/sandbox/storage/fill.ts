import { sql } from "kysely";
import { STATUSES, USERS } from "../account.js";
import type { StatusSetup, UserSetup } from "../account.js";
import type { DemoAccount, DemoContact, DemoSubject, DemoTask } from "../demo/records.js";
import type { ContactData, SubjectRef } from "../records.js";
import { addCatalog } from "./catalogs.js";
import { addContact } from "./contacts.js";
import type { AccountDb } from "./database.js";
import { addDeal } from "./deals.js";
import { addNote } from "./notes.js";
import { addTask } from "./tasks.js";
import { addUser } from "./users.js";

/** Writes what an account without records has: users who can sign in, and stages. */
export async function fillEmpty(db: AccountDb): Promise<void> {
  await addStaff(db, USERS, STATUSES);
}

/** Writes the demo account. Its users have the credentials and rights that are set for their logins. */
export async function fillDemo(db: AccountDb, demo: DemoAccount): Promise<void> {
  // A person may come before the company it works for.
  await sql`PRAGMA defer_foreign_keys = ON`.execute(db);
  const users = demo.users.map((user) => {
    const setup = USERS.find((known) => known.login === user.login);
    return { ...setup, mayDelete: setup?.mayDelete ?? true, ...user };
  });
  await addStaff(db, users, demo.statuses);
  for (const contact of demo.contacts) await addDemoContact(db, contact);
  for (const { id, createdAt, updatedAt, ...deal } of demo.deals) {
    await addDeal(db, { ...deal, price: deal.price ?? null, extra: [] }, { id, createdAt, updatedAt });
  }
  for (const note of demo.notes) {
    await addNote(db, { ...note, subject: subjectRef(note.subject), userId: note.authorId });
  }
  for (const task of demo.tasks) {
    const { id, completed, text, type, mainUserId } = task;
    const subject = task.subject ? subjectRef(task.subject) : null;
    const draft = { subject, body: text, endDate: task.dueAt, type, mainUserId };
    await addTask(db, draft, { id, completed, userId: mainUserId, now: madeAt(demo, task) });
  }
  for (const catalog of demo.catalogs) await addCatalog(db, catalog, catalog);
}

async function addStaff(db: AccountDb, users: readonly UserSetup[], statuses: readonly StatusSetup[]): Promise<void> {
  for (const user of users) await addUser(db, user, user.credentials);
  for (const { id, name, sort } of statuses) await db.insertInto("statuses").values({ id, name, sort }).execute();
}

async function addDemoContact(db: AccountDb, contact: DemoContact): Promise<void> {
  const { id, isCompany, createdAt, updatedAt, name, mainUserId, tags } = contact;
  const draft = {
    name,
    position: contact.position ?? "",
    companyId: contact.companyId ?? null,
    data: contactData(contact),
    mainUserId,
    tags,
    extra: [],
  };
  await addContact(db, draft, { id, isCompany, createdAt, updatedAt });
}

function contactData(contact: DemoContact): ContactData {
  const labelled = (value: string, label: string | undefined) => ({ value, ...(label !== undefined && { label }) });
  return {
    phoneNumbers: contact.phones.map((phone) => labelled(phone.number, phone.location)),
    emailAddresses: contact.emails.map((email) => labelled(email.address, email.location)),
    webAddresses: contact.webs.map((web) => labelled(web.url, web.location)),
    addresses: contact.street === undefined ? [] : [{ value: contact.street }],
    messengers: contact.messengers.map((messenger) => labelled(messenger.address, messenger.protocol)),
  };
}

/** When a task was entered: with its record, else when it was due, but not after the newest deal. */
function madeAt(demo: DemoAccount, { subject, dueAt }: DemoTask): Date {
  const records = subject?.kind === "contact" ? demo.contacts : demo.deals;
  const newest = demo.deals.at(-1)?.createdAt ?? dueAt;
  return records.find(({ id }) => id === subject?.id)?.createdAt ?? (dueAt < newest ? dueAt : newest);
}

function subjectRef(subject: DemoSubject): SubjectRef {
  return { elementType: subject.kind === "contact" ? 1 : 2, id: subject.id };
}
