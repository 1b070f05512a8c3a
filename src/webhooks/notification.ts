import type { Change, ChangedKind } from "../domain/change.js";
import { isCrmId, type CrmId } from "../domain/crmId.js";
import type { Subject } from "../domain/subject.js";
import { NotificationError, readForm, type FormRecord } from "./formRecords.js";

/** One thing that was done in the account, as the account tells of it. */
export interface News {
  /** What is told of it; null for a record of which this gateway shows no more than the name: a company. */
  readonly change: Change | null;
  /** The record whose page shows it; null when it may be any. */
  readonly shownBy: Subject | null;
  /** The same each time that the account tells of it; null when it does not say when it was, so that it may be another one. */
  readonly key: string | null;
}

/** What the account sends to those who subscribed. */
export interface Notification {
  /** Which account it is, for example `acme`; null when it does not say. */
  readonly subdomain: string | null;
  readonly news: readonly News[];
  /** How many of its records are of a kind, or were done something to, that nothing is known of. */
  readonly unknown: number;
}

type Action = Change["action"];

const RECORD_ACTIONS: ReadonlyMap<string, Action> = new Map([
  ["add", "created"],
  ["update", "updated"],
  ["status", "updated"],
  ["responsible", "updated"],
  ["delete", "deleted"],
  ["restore", "created"],
]);

const SUBJECT_KINDS: ReadonlyMap<string, Subject["kind"]> = new Map([
  ["1", "contact"],
  ["2", "deal"],
]);

/**
 * Reads a notification: a form in the shape of API v2, whatever API the account is called by. It is taken for the sign that something
 * has changed, not for the record.
 *
 * @param now when it was sent, where it does not say when something was done
 * @throws NotificationError when it is something else
 */
export function decodeNotification(form: string, now: Date): Notification {
  const { account, records } = readForm(form);
  if (records.length === 0) throw new NotificationError("The form tells of no record.");
  const news = records.flatMap((record) => readNews(record, now) ?? []);
  return { subdomain: account.get("subdomain") ?? null, news, unknown: records.length - news.length };
}

/** By what a creation is known, whoever tells of it: no record is created twice. */
export function keyOfCreation({ kind, id }: Pick<Change, "kind" | "id">): string {
  return `created ${kind} ${id}`;
}

/** Null when nothing is known of such a record. */
function readNews(record: FormRecord, now: Date): News | null {
  switch (record.group) {
    case "leads":
    case "contacts":
      return record.action === "note" ? readNote(record, now) : readRecord(record, now);
    case "task":
      return readTask(record, now);
    default:
      return null;
  }
}

/** A deal, a person or a company: the last two are in one group. */
function readRecord(record: FormRecord, now: Date): News | null {
  const action = RECORD_ACTIONS.get(record.action);
  if (action === undefined) return null;
  const kind = record.group === "leads" ? "deal" : "contact";
  const id = readId(record.fields.get("id"));
  const shownBy: Subject = { kind, id };
  if (record.fields.get("type") === "company") return { change: null, shownBy, key: digestOf(record, "") };
  return newsOf(record, "", { kind, action, id, subject: null }, shownBy, now);
}

function readTask(record: FormRecord, now: Date): News | null {
  const action = RECORD_ACTIONS.get(record.action);
  if (action === undefined) return null;
  const subject = readSubject(record, "");
  return newsOf(record, "", { ...named("task", record, ""), action, subject }, subject, now);
}

/** The account tells of new notes only. Those of companies are shown nowhere. */
function readNote(record: FormRecord, now: Date): News | null {
  const change = named("note", record, "note.");
  const subject = readSubject(record, "note.");
  if (subject === null) return null;
  return newsOf(record, "note.", { ...change, action: "created", subject }, subject, now);
}

function newsOf(
  record: FormRecord,
  prefix: string,
  done: Omit<Change, "at">,
  shownBy: Subject | null,
  now: Date,
): News {
  const change = { ...done, at: readTime(record, prefix) ?? now };
  // What is restored was created before, and may be restored several times.
  const isNew = change.action === "created" && record.action !== "restore";
  return { change, shownBy, key: isNew ? keyOfCreation(change) : digestOf(record, prefix) };
}

/** A record that is deleted, restored and deleted again is told of in the same words, without a time. */
function digestOf(record: FormRecord, prefix: string): string | null {
  return readTime(record, prefix) === null ? null : record.digest;
}

function named(kind: ChangedKind, { fields }: FormRecord, prefix: string): Pick<Change, "kind" | "id"> {
  return { kind, id: readId(fields.get(`${prefix}id`)) };
}

/** What a note or a task is attached to; null for nothing, and for a company. */
function readSubject({ fields }: FormRecord, prefix: string): Subject | null {
  const kind = SUBJECT_KINDS.get(fields.get(`${prefix}element_type`) ?? "");
  const id = fields.get(`${prefix}element_id`) ?? "";
  return kind === undefined || !isCrmId(id) ? null : { kind, id };
}

function readId(text = ""): CrmId {
  if (isCrmId(text)) return text;
  throw new NotificationError("A record of the form has no number.");
}

/** When it was done, if it says so. Only these of its dates are in seconds since 1970: the others are in some time zone. */
function readTime({ fields }: FormRecord, prefix: string): Date | null {
  const text = ["updated_at", "last_modified", "created_at"].map((name) => fields.get(prefix + name)).find(isSeconds);
  return text === undefined ? null : new Date(Number(text) * 1000);
}

function isSeconds(text: string | undefined): text is string {
  return text !== undefined && /^[1-9]\d{8,10}$/.test(text);
}
