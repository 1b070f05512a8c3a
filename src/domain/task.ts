import type { CrmId } from "./crmId.js";
import type { UserReference } from "./reference.js";
import type { Subject } from "./subject.js";

/** How a task is to be done. */
export type TaskType = "CALL" | "LETTER" | "MEETING";

/** Something a user has to do by a certain time. */
export interface Task {
  readonly id: CrmId;
  readonly text: string;
  /** Null for a kind that this gateway does not know. */
  readonly type: TaskType | null;
  readonly dueAt: Date | null;
  readonly isCompleted: boolean;
  /** What came of it; null when nobody said, and where the account's API does not tell. */
  readonly result: string | null;
  readonly responsibleUser: UserReference | null;
  /** Null for a task on its own, which no page of the account lists. */
  readonly subject: Subject | null;
}

/** Where a task is: the account finds tasks only through their record. */
export interface TaskReference {
  readonly subject: Subject | null;
  readonly id: CrmId;
}

/** Everything of a task that can be written. */
export interface EditableTask {
  readonly text: string;
  readonly type: TaskType;
  readonly dueAt: Date;
  readonly responsibleUserId: CrmId;
  readonly subject: Subject | null;
}

/** A task to add. */
export type TaskDraft = EditableTask;

/** Changes to a task: an absent key keeps the field; a null subject detaches the task. */
export type TaskPatch = Partial<EditableTask>;
