import { isCrmId, type CrmId } from "./crmId.js";
import type { NoteReference } from "./note.js";
import type { Subject, SubjectKind } from "./subject.js";
import type { TaskReference } from "./task.js";

/** What the global id of each type stands for. */
export interface NodeKeys {
  readonly Contact: CrmId;
  readonly Deal: CrmId;
  readonly Catalog: CrmId;
  readonly Note: NoteReference;
  readonly Task: TaskReference;
}

export type NodeType = keyof NodeKeys;

/** How the key of one type is written as numbers, and read back. */
interface KeyFormat<Key> {
  write(key: Key): string;
  read(numbers: readonly string[]): Key | null;
}

const recordKey: KeyFormat<CrmId> = {
  write: (id) => id,
  read: ([id, ...rest]) => (id !== undefined && isCrmId(id) && rest.length === 0 ? id : null),
};

/** Notes and tasks carry their record, since the CRM finds them through it alone: kind, record, own number. */
const noteKey: KeyFormat<NoteReference> = {
  write: ({ subject, id }) => `${writeSubject(subject)}:${id}`,
  read([kind, record, id, ...rest]) {
    const subject = readSubject(kind, record);
    return subject && id !== undefined && isCrmId(id) && rest.length === 0 ? { subject, id } : null;
  },
};

/** A task on its own has 0:0 where another has its record. */
const taskKey: KeyFormat<TaskReference> = {
  write: ({ subject, id }) => `${subject === null ? "0:0" : writeSubject(subject)}:${id}`,
  read([kind, record, id, ...rest]) {
    if (kind !== "0" || record !== "0") return noteKey.read([kind ?? "", record ?? "", id ?? "", ...rest]);
    return id !== undefined && isCrmId(id) && rest.length === 0 ? { subject: null, id } : null;
  },
};

const FORMATS: { readonly [Type in NodeType]: KeyFormat<NodeKeys[Type]> } = {
  Contact: recordKey,
  Deal: recordKey,
  Catalog: recordKey,
  Note: noteKey,
  Task: taskKey,
};

const NODE_TYPES: readonly NodeType[] = ["Contact", "Deal", "Catalog", "Note", "Task"];

const SUBJECT_NUMBERS: Readonly<Record<SubjectKind, string>> = { contact: "1", deal: "2" };

function writeSubject({ kind, id }: Subject): string {
  return `${SUBJECT_NUMBERS[kind]}:${id}`;
}

function readSubject(kind: string | undefined, id: string | undefined): Subject | null {
  if (id === undefined || !isCrmId(id)) return null;
  if (kind === SUBJECT_NUMBERS.contact) return { kind: "contact", id };
  return kind === SUBJECT_NUMBERS.deal ? { kind: "deal", id } : null;
}

/** The opaque id of an object: base64url of its type and the numbers that find it. */
export function toGlobalId<Type extends NodeType>(type: Type, key: NodeKeys[Type]): string {
  return Buffer.from(`${type}:${FORMATS[type].write(key)}`).toString("base64url");
}

/** Reads a global id of one type. Null when it is malformed or of another type. */
export function readGlobalId<Type extends NodeType>(type: Type, text: string): NodeKeys[Type] | null {
  const plain = Buffer.from(text, "base64url").toString("latin1");
  const [name, ...numbers] = plain.split(":");
  const key = name === type ? FORMATS[type].read(numbers) : null;
  // The decoder skips what is not base64url, so a text is only genuine if writing it again gives the same.
  return key !== null && toGlobalId(type, key) === text ? key : null;
}

/** The type that a global id claims to be of, or null. Whether it is well formed is for readGlobalId to say. */
export function typeOfGlobalId(text: string): NodeType | null {
  const name = Buffer.from(text, "base64url").toString("latin1").split(":", 1)[0];
  return NODE_TYPES.find((type) => type === name) ?? null;
}
