import type { Carried } from "../../domain/carried.js";
import type { Subject } from "../../domain/subject.js";
import type { Task as TaskRecord, TaskReference } from "../../domain/task.js";
import { LazyRecord } from "../lazyRecord.js";
import type { ActivitySubject } from "../subject/activitySubject.type.js";
import type { SubjectLoader } from "../subject/subject.loader.js";
import { Task } from "./task.type.js";

/** The tasks of one request. They are read with the record they are attached to; a task on its own cannot be read. */
export class TaskLoader {
  constructor(private readonly subjects: SubjectLoader) {}

  /** The task, or null when it is not (any more) where the reference says, or is on its own. */
  async find(reference: TaskReference): Promise<Task | null> {
    const record = await this.read(reference);
    return record && this.carried(record, reference.subject && this.subjects.reference(reference.subject));
  }

  /** The task as the page of its record told it. */
  carried(record: TaskRecord, subject: ActivitySubject | null): Task {
    return new Task(new LazyRecord({ id: record.id, carried: record, read: () => Promise.resolve(record) }), subject);
  }

  /** The task that was just written. It is read back as soon as more than its number and its record is selected. */
  written(record: Carried<TaskRecord>, subject: Subject): Task {
    const read = () => this.read({ subject, id: record.id });
    return new Task(new LazyRecord({ id: record.id, written: record, read }), this.subjects.reference(subject));
  }

  /** The task on its own that was just added: what was sent is all that can be told. */
  writtenAlone(record: Carried<TaskRecord>): Task {
    return new Task(new LazyRecord({ id: record.id, carried: record, read: () => Promise.resolve(null) }), null);
  }

  private async read({ subject, id }: TaskReference): Promise<TaskRecord | null> {
    const activities = subject && (await this.subjects.activities(subject, "tasks"));
    return activities?.tasks?.find((task) => task.id === id) ?? null;
  }
}
