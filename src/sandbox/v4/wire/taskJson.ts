import { ACCOUNT } from "../../account.js";
import type { TaskEntry } from "../../storage/taskList.js";
import type { V4Call } from "../call.js";
import { self } from "../hal.js";
import { taskTypeId } from "../taskTypes.js";
import { seconds } from "./json.js";

/** A task. A result that is not there yet is an empty list, as PHP writes an empty map. */
export function taskJson(call: V4Call, task: TaskEntry) {
  return {
    id: task.id,
    created_by: task.createdBy,
    updated_by: task.updatedBy,
    created_at: seconds(task.createdAt),
    updated_at: seconds(task.updatedAt),
    responsible_user_id: task.mainUserId,
    group_id: 0,
    entity_id: task.entity?.id ?? null,
    entity_type: task.entity?.type ?? null,
    duration: task.duration,
    is_completed: task.completed,
    task_type_id: taskTypeId(task.type),
    text: task.text,
    result: task.result === null ? [] : { text: task.result },
    complete_till: seconds(task.completeTill),
    account_id: Number(ACCOUNT.id),
    ...self(call, `tasks/${task.id}`),
  };
}
