import type { TaskType } from "../records.js";

/** The kinds of tasks. Letters are none of the kinds every account has, so here the account has made its own. */
export const TASK_TYPES = [
  { type: "CALL", id: 1, name: "Follow-up", code: "FOLLOW_UP" },
  { type: "MEETING", id: 2, name: "Meeting", code: "MEETING" },
  { type: "LETTER", id: 3, name: "Letter", code: null },
] as const satisfies readonly { type: TaskType; id: number; name: string; code: string | null }[];

/** The number that API v4 has for a kind of tasks. */
export function taskTypeId(type: TaskType): number {
  return TASK_TYPES.find((known) => known.type === type)?.id ?? 0;
}

/** The kind of tasks of this number; undefined if there is none. */
export function taskTypeOf(id: number): TaskType | undefined {
  return TASK_TYPES.find((known) => known.id === id)?.type;
}
