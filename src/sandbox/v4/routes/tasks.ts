import type { TaskDraft } from "../../records.js";
import { describeTask, ENTITY_TYPES, elementTypeOf, taskList } from "../../storage/taskList.js";
import type { EntityRef, TaskEntry, TaskField } from "../../storage/taskList.js";
import { addTask, updateTask } from "../../storage/tasks.js";
import { NOTHING, eachItem, oneItem, pathId } from "../call.js";
import type { V4Call, V4Routes } from "../call.js";
import { entityExists, userField } from "../checks.js";
import { pageAnswer, patchAnswer, self, writtenAnswer } from "../hal.js";
import { taskTypeOf } from "../taskTypes.js";
import type { ItemReader } from "../wire/itemReader.js";
import { seconds } from "../wire/json.js";
import { readListQuery } from "../wire/listQuery.js";
import type { ListOptions } from "../wire/listQuery.js";
import { Problem, notFound } from "../wire/problem.js";
import { taskJson } from "../wire/taskJson.js";

const LIST: ListOptions<TaskField> = {
  filters: {
    id: "ids",
    responsible_user_id: "ids",
    is_completed: "flag",
    task_type: "ids",
    entity_type: "texts",
    entity_id: "ids",
    created_by: "ids",
    created_at: "time",
    updated_at: "time",
  },
  orders: ["created_at", "complete_till"],
};

/** Tasks. They cannot be removed over this API. */
export const taskRoutes: V4Routes = {
  "GET /tasks": async (call) => {
    const request = readListQuery(call.parameters, LIST);
    // The account keeps kinds of tasks by name.
    const conditions = request.conditions.map((condition) =>
      condition.field === "task_type" && "oneOf" in condition
        ? { ...condition, oneOf: condition.oneOf.map((id) => taskTypeOf(Number(id)) ?? "") }
        : condition,
    );
    const { items, more } = await taskList(call.db, call.viewer, { ...request, conditions });
    return pageAnswer(
      call,
      "tasks",
      items.map((task) => taskJson(call, task)),
      more,
    );
  },
  "GET /tasks/:id": async (call) => {
    const task = await findTask(call, pathId(call));
    return task ? { body: taskJson(call, task) } : NOTHING;
  },
  "POST /tasks": async (call) =>
    writtenAnswer(call, "tasks", await eachItem(call, (item) => createTask(call, item)), (id) => ({
      id,
      ...self(call, `tasks/${id}`),
    })),
  "PATCH /tasks": async (call) => {
    const written = await eachItem(call, async (item) => {
      item.require("id");
      const id = item.integer("id");
      item.check();
      const stored = await findTask(call, id ?? 0);
      if (!stored) item.refuse("NotSupportedChoice", "id", "The task does not exist.");
      return stored && patchTask(call, item, stored);
    });
    return writtenAnswer(call, "tasks", written, (json) => json ?? {});
  },
  "PATCH /tasks/:id": async (call) => {
    const stored = await findTask(call, pathId(call));
    if (!stored) throw notFound();
    const { requestId, written } = await oneItem(call, (item) => patchTask(call, item, stored));
    return patchAnswer(call, "tasks", written, requestId);
  },
  "DELETE /tasks/:id": () => Promise.reject(new Problem(403, "Invalid scope")),
};

async function findTask(call: V4Call, id: number): Promise<TaskEntry | undefined> {
  const { items } = await taskList(call.db, call.viewer, {
    conditions: [{ field: "id", oneOf: [id] }],
    order: { field: "id", descending: false },
    offset: 0,
    limit: 1,
  });
  return items[0];
}

async function createTask(call: V4Call, item: ItemReader): Promise<number> {
  for (const field of ["text", "complete_till"]) item.require(field);
  const draft = await writtenDraft(call, item, {
    subject: null,
    body: "",
    endDate: call.now,
    type: "CALL",
    mainUserId: call.user.id,
  });
  const details = writtenDetails(item);
  const userId = (await userField(call, item, "created_by", { allowNobody: true })) ?? call.user.id;
  const now = item.date("created_at") ?? call.now;
  item.check();
  const id = await addTask(call.db, draft, { userId, now });
  await describeTask(call.db, id, details, { userId, now: call.now });
  return id;
}

async function patchTask(call: V4Call, item: ItemReader, stored: TaskEntry) {
  const draft = await writtenDraft(call, item, {
    subject: stored.entity && { elementType: elementTypeOf(stored.entity.type), id: stored.entity.id },
    body: stored.text,
    endDate: stored.completeTill,
    type: stored.type,
    mainUserId: stored.mainUserId,
  });
  const details = writtenDetails(item);
  item.check();
  const written = { userId: call.user.id, now: call.now };
  await updateTask(call.db, stored.id, draft, written);
  await describeTask(call.db, stored.id, details, written);
  return { id: stored.id, updated_at: seconds(call.now), ...self(call, `tasks/${stored.id}`) };
}

async function writtenDraft(call: V4Call, item: ItemReader, stored: TaskDraft): Promise<TaskDraft> {
  const typeId = item.integer("task_type_id");
  const type = typeId === undefined ? undefined : taskTypeOf(typeId);
  if (typeId !== undefined && !type) {
    item.refuse("NotSupportedChoice", "task_type_id", "The task type does not exist.");
  }
  const entity = await writtenEntity(call, item);
  return {
    subject: entity ? { elementType: elementTypeOf(entity.type), id: entity.id } : stored.subject,
    body: item.filledText("text") ?? stored.body,
    endDate: item.date("complete_till") ?? stored.endDate,
    type: type ?? stored.type,
    mainUserId: (await userField(call, item, "responsible_user_id")) ?? stored.mainUserId,
  };
}

/** The record that a request puts a task on: id and type go together. */
async function writtenEntity(call: V4Call, item: ItemReader): Promise<EntityRef | undefined> {
  const [id, sent] = [item.integer("entity_id"), item.text("entity_type")];
  if (id === undefined) return undefined;
  if (sent === undefined) {
    item.refuse("FieldMissing", "entity_type", "This field is missing.");
    return undefined;
  }
  const type = ENTITY_TYPES.find((known) => known === sent);
  if (!type) {
    item.refuse("NotSupportedChoice", "entity_type", "The value is not one of the choices.");
    return undefined;
  }
  if (await entityExists(call, { type, id })) return { type, id };
  item.refuse("NotSupportedChoice", "entity_id", "The record does not exist.");
  return undefined;
}

function writtenDetails(item: ItemReader) {
  // Without a result the account says [], which clients send back.
  const result = Array.isArray(item.item["result"]) ? undefined : item.object("result");
  return {
    completed: item.boolean("is_completed"),
    result: result?.text("text"),
    duration: item.integer("duration"),
  };
}
