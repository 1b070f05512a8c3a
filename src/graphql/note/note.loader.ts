import type { Carried } from "../../domain/carried.js";
import type { Note as NoteRecord, NoteReference } from "../../domain/note.js";
import type { Subject } from "../../domain/subject.js";
import { LazyRecord } from "../lazyRecord.js";
import type { ActivitySubject } from "../subject/activitySubject.type.js";
import type { SubjectLoader } from "../subject/subject.loader.js";
import { Note } from "./note.type.js";

/** The notes of one request. They are read with the record they are attached to. */
export class NoteLoader {
  constructor(private readonly subjects: SubjectLoader) {}

  /** The note, or null when it is not (any more) where the reference says. */
  async find(reference: NoteReference): Promise<Note | null> {
    const record = await this.read(reference);
    return record && this.carried(record, this.subjects.reference(reference.subject));
  }

  /** The note as the page of its record told it. */
  carried(record: NoteRecord, subject: ActivitySubject): Note {
    return new Note(new LazyRecord({ id: record.id, carried: record, read: () => Promise.resolve(record) }), subject);
  }

  /** The note that was just written. It is read back as soon as more than its number and its record is selected. */
  written(record: Carried<NoteRecord>, subject: Subject): Note {
    const read = () => this.read({ subject, id: record.id });
    return new Note(new LazyRecord({ id: record.id, written: record, read }), this.subjects.reference(subject));
  }

  private async read({ subject, id }: NoteReference): Promise<NoteRecord | null> {
    const activities = await this.subjects.activities(subject, "notes");
    return activities?.notes?.find((note) => note.id === id) ?? null;
  }
}
