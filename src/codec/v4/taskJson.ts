import type { CrmId } from "../../domain/crmId.js";
import type { TaskPatch } from "../../domain/task.js";
import { entityOf, isEntityType, type Entity } from "./entity.js";
import {
  isNothing,
  readDate,
  readFlag,
  readId,
  readObject,
  readOptionalId,
  readText,
  writeDate,
  writeId,
  type JsonObject,
} from "./values.js";

/** A task as its answer tells it. */
export interface TaskAnswer {
  readonly id: CrmId;
  readonly text: string;
  readonly typeId: CrmId | null;
  readonly dueAt: Date | null;
  readonly isCompleted: boolean;
  readonly result: string | null;
  readonly responsibleUserId: CrmId | null;
  /** Null for a task on its own, and on a record of a kind that this gateway does not show. */
  readonly entity: Entity | null;
}

/** Throws a CrmError `badResponse` when it is no task. */
export function decodeTask(item: unknown): TaskAnswer {
  const task = readObject(item);
  const entityId = readOptionalId(task["entity_id"]);
  const type = task["entity_type"];
  return {
    id: readId(task["id"]),
    text: readText(task["text"]),
    typeId: readOptionalId(task["task_type_id"]),
    dueAt: readDate(task["complete_till"]),
    isCompleted: readFlag(task["is_completed"]),
    result: readResult(task["result"]),
    responsibleUserId: readOptionalId(task["responsible_user_id"]),
    entity: entityId !== null && isEntityType(type) ? { type, id: entityId } : null,
  };
}

/** PHP writes an empty map as an empty list: nobody has said what came of the task. */
function readResult(value: unknown): string | null {
  if (isNothing(value) || (Array.isArray(value) && value.length === 0)) return null;
  return readText(readObject(value)["text"]) || null;
}

/** That a task is completed, with what came of it if that is given. */
export function encodeCompletion(result: string | undefined): JsonObject {
  return { is_completed: true, ...(result !== undefined && { result: { text: result } }) };
}

/** What is given of a task, with its type by number. */
export function encodeTask({ text, dueAt, responsibleUserId, subject }: TaskPatch, typeId: CrmId | null): JsonObject {
  const entity = subject && entityOf(subject);
  return {
    ...(text !== undefined && { text }),
    ...(dueAt !== undefined && { complete_till: writeDate(dueAt) }),
    ...(typeId !== null && { task_type_id: writeId(typeId) }),
    ...(responsibleUserId !== undefined && { responsible_user_id: writeId(responsibleUserId) }),
    ...(entity && { entity_id: writeId(entity.id), entity_type: entity.type }),
  };
}
