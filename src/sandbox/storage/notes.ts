import type { NoteRecord, SubjectRef } from "../records.js";
import { namedRef } from "./contacts.js";
import type { AccountDb } from "./database.js";
import { seesSubject } from "./viewer.js";
import type { Viewer } from "./viewer.js";

/** What a note is added from: plain text, unless `type` and `params` say what else API v4 tells of it. */
export interface NewNote {
  id?: number;
  subject: SubjectRef;
  body: string;
  type?: string;
  params?: Readonly<Record<string, unknown>>;
  userId: number;
  createdAt: Date;
}

/** Adds a note; answers its id, which is the next one unless `id` says otherwise. */
export async function addNote(db: AccountDb, note: NewNote): Promise<number> {
  const { id } = await db
    .insertInto("notes")
    .values({
      ...(note.id !== undefined && { id: note.id }),
      element_type: note.subject.elementType,
      element_id: note.subject.id,
      body: note.body,
      ...(note.type !== undefined && { note_type: note.type }),
      params: JSON.stringify(note.params ?? {}),
      user_id: note.userId,
      created_at: note.createdAt.getTime(),
      updated_by: note.userId,
      updated_at: note.createdAt.getTime(),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** True if there is a note of that id on a record that the viewer sees. */
export async function noteExists(db: AccountDb, viewer: Viewer, id: number): Promise<boolean> {
  const columns = ["element_type as elementType", "element_id as id"] as const;
  const subject = await db.selectFrom("notes").select(columns).where("id", "=", id).executeTakeFirst();
  return subject !== undefined && seesSubject(db, viewer, subject as SubjectRef);
}

/** Replaces the text of a note, and what else it tells if that is given. */
export async function updateNote(
  db: AccountDb,
  id: number,
  note: { body: string; params?: Readonly<Record<string, unknown>> },
  { userId, now }: { userId: number; now: Date },
): Promise<void> {
  await db
    .updateTable("notes")
    .set({
      body: note.body,
      ...(note.params && { params: JSON.stringify(note.params) }),
      updated_by: userId,
      updated_at: now.getTime(),
    })
    .where("id", "=", id)
    .execute();
}

/** Removes a note. */
export async function deleteNote(db: AccountDb, id: number): Promise<void> {
  await db.deleteFrom("notes").where("id", "=", id).execute();
}

/** The notes of a contact or deal, by ascending id. */
export async function notesOf(db: AccountDb, subject: SubjectRef): Promise<NoteRecord[]> {
  const rows = await db
    .selectFrom("notes")
    .leftJoin("users", "users.id", "notes.user_id")
    .selectAll("notes")
    .select("users.name as user_name")
    .where("element_type", "=", subject.elementType)
    .where("element_id", "=", subject.id)
    .orderBy("notes.id")
    .execute();
  return rows.map((row) => {
    const user = namedRef(row.user_id, row.user_name);
    return { id: row.id, subject, body: row.body, ...(user && { user }), createdAt: new Date(row.created_at) };
  });
}
