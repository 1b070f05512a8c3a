import type { Note } from "../domain/note.js";
import type { Task } from "../domain/task.js";
import { toGlobalId } from "../domain/globalId.js";
import { dateTime, userRow, type Row } from "./row.js";

/** What no list of records carries. */
export const ACTIVITY_FIELDS = ["notes", "tasks"] as const;

/** The columns of notes and tasks. */
export const ACTIVITY_COLUMNS = [
  ...["id", "crmId", "body", "author.crmId", "author.name", "createdAt"].map((field) => `notes.nodes.${field}`),
  ...["id", "crmId", "text", "type", "dueAt", "isCompleted", "responsibleUser.crmId", "responsibleUser.name"].map(
    (field) => `tasks.nodes.${field}`,
  ),
];

/** Notes and tasks as the connections of the schema, whole. */
export function activityRows({
  notes,
  tasks,
}: {
  readonly notes: readonly Note[];
  readonly tasks: readonly Task[];
}): Row {
  return { notes: { nodes: notes.map(noteRow) }, tasks: { nodes: tasks.map(taskRow) } };
}

function noteRow(note: Note): Row {
  return {
    id: toGlobalId("Note", note),
    crmId: note.id,
    body: note.body,
    author: userRow(note.author),
    createdAt: dateTime(note.createdAt),
  };
}

function taskRow(task: Task): Row {
  return {
    id: toGlobalId("Task", task),
    crmId: task.id,
    text: task.text,
    type: task.type,
    dueAt: dateTime(task.dueAt),
    isCompleted: task.isCompleted,
    responsibleUser: userRow(task.responsibleUser),
  };
}
