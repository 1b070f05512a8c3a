import type { CrmId } from "../domain/crmId.js";
import type { Subject } from "../domain/subject.js";
import type { Task, TaskType } from "../domain/task.js";
import type { PageContext } from "./pageXml.js";
import { decodeSubject } from "./subjectCode.js";
import { decodeUser } from "./userXml.js";
import type { XmlElement } from "./xmlElement.js";
import { readFlag, readId } from "./xmlValues.js";

const TYPES: readonly TaskType[] = ["CALL", "LETTER", "MEETING"];

/** Reads the `tasks` of the record whose page this is. */
export function decodeTasks(tasks: XmlElement, page: Subject, { dates, users }: PageContext): readonly Task[] {
  return tasks.children("task").map((task) => ({
    id: readId(task, "id"),
    text: task.textOf("body") ?? "",
    type: TYPES.find((type) => type === typeText(task)) ?? null,
    dueAt: dates.decode(task.textOf("end_date") ?? ""),
    isCompleted: readFlag(task, "completed"),
    result: null,
    responsibleUser: decodeUser(task.child("main_user"), users),
    subject: decodeSubject(task, "task_object", page),
  }));
}

/** The kind of a task in the account's own word, which an edit has to send back even where the schema has no name for it. */
export function taskTypeText(record: XmlElement, id: CrmId): string {
  const task = record
    .child("tasks")
    ?.children("task")
    .find((element) => readId(element, "id") === id);
  return task === undefined ? "" : typeText(task);
}

function typeText(task: XmlElement): string {
  return (task.textOf("task_type") ?? "").trim();
}
