import { createHash } from "node:crypto";

/** A request that is no notification. The message says what is wrong with it, and nothing of what it holds. */
export class NotificationError extends Error {
  override readonly name = "NotificationError";
}

/** A record of a notification, as `leads[add][0][id]=7` tells of it. */
export interface FormRecord {
  readonly group: string;
  readonly action: string;
  /** By their names within the record; what is nested has dots in its name, such as `note.id`. */
  readonly fields: ReadonlyMap<string, string>;
  /** The same for another record only if nothing in it differs. SHA-256. */
  readonly digest: string;
}

/** What a form in the manner of PHP holds. */
interface FormParts {
  readonly account: ReadonlyMap<string, string>;
  readonly records: readonly FormRecord[];
}

/** Reads the form of a notification. Throws a NotificationError when it is none. */
export function readForm(text: string): FormParts {
  const account = new Map<string, string>();
  const records = new Map<string, { group: string; action: string; fields: Map<string, string> }>();
  for (const [key, value] of new URLSearchParams(text)) {
    const [group, action, index, ...rest] = pathOf(key);
    // A field beside the groups, should the account come to send one: it tells of no record, and those that are there still count.
    if (group === undefined || action === undefined) continue;
    if (group === "account") {
      account.set([action, index, ...rest].filter((part) => part !== undefined).join("."), value);
      continue;
    }
    if (index === undefined || rest.length === 0) throw new NotificationError("A field of the form is of no record.");
    const place = `${group}[${action}][${index}]`;
    const record = records.get(place) ?? { group, action, fields: new Map<string, string>() };
    record.fields.set(rest.join("."), value);
    records.set(place, record);
  }
  return { account, records: Array.from(records.values(), (record) => ({ ...record, digest: digestOf(record) })) };
}

/** `leads[add][0][id]` in its parts. */
function pathOf(key: string): readonly string[] {
  const [, name, brackets] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(key) ?? [];
  if (name === undefined || brackets === undefined) {
    throw new NotificationError("A name in the form cannot be read.");
  }
  return brackets === "" ? [name] : [name, ...brackets.slice(1, -1).split("][")];
}

function digestOf({ group, action, fields }: Omit<FormRecord, "digest">): string {
  return createHash("sha256")
    .update(JSON.stringify([group, action, ...fields]))
    .digest("base64url");
}
