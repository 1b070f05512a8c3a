import type { NoteRecord, TaskRecord } from "../records.js";
import { accountTime } from "./date.js";
import { flagElement, refElement } from "./recordXml.js";
import type { XmlElement } from "./xmlWriter.js";

/** A note in the detail page of its contact or deal. */
export function noteElement(note: NoteRecord): XmlElement {
  return [
    "note",
    [
      ["id", String(note.id)],
      ["body", note.body],
      ["element_id", String(note.subject.id)],
      ["element_type", String(note.subject.elementType)],
      refElement("user", note.user),
      ["date_create", accountTime.write(note.createdAt)],
    ],
  ];
}

/** A task in the detail page of its contact or deal. */
export function taskElement(task: TaskRecord): XmlElement {
  return [
    "task",
    [
      ["id", String(task.id)],
      ["body", task.body],
      ["end_date", accountTime.write(task.endDate)],
      ["task_type", task.type],
      refElement("main_user", task.mainUser),
      ["task_object", task.subject ? String(task.subject.id) : ""],
      ["element_type", task.subject ? String(task.subject.elementType) : ""],
      flagElement("completed", task.completed),
    ],
  ];
}
