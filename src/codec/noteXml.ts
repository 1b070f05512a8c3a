import type { Note } from "../domain/note.js";
import type { Subject } from "../domain/subject.js";
import type { PageContext } from "./pageXml.js";
import { decodeSubject } from "./subjectCode.js";
import { decodeUser } from "./userXml.js";
import type { XmlElement } from "./xmlElement.js";
import { readId } from "./xmlValues.js";

/** Reads the `notes` of the record whose page this is. */
export function decodeNotes(notes: XmlElement, page: Subject, { dates, users }: PageContext): readonly Note[] {
  return notes.children("note").map((note) => ({
    id: readId(note, "id"),
    subject: decodeSubject(note, "element_id", page),
    body: note.textOf("body") ?? "",
    author: decodeUser(note.child("user"), users),
    createdAt: dates.decode(note.textOf("date_create") ?? ""),
  }));
}
