import { noteList } from "../../storage/noteList.js";
import type { NoteEntry, NoteField } from "../../storage/noteList.js";
import { addNote, updateNote } from "../../storage/notes.js";
import { elementTypeOf } from "../../storage/taskList.js";
import type { EntityType } from "../../storage/taskList.js";
import { NOTHING, eachItem, oneItem, pathId } from "../call.js";
import type { V4Answer, V4Call, V4Routes } from "../call.js";
import { entityExists, userField } from "../checks.js";
import { pageAnswer, patchAnswer, self, writtenAnswer } from "../hal.js";
import type { ItemReader } from "../wire/itemReader.js";
import { seconds } from "../wire/json.js";
import { readListQuery } from "../wire/listQuery.js";
import type { ListOptions } from "../wire/listQuery.js";
import { noteJson, readNoteContent } from "../wire/noteJson.js";
import { Problem, notFound } from "../wire/problem.js";

const LIST: ListOptions<NoteField> = {
  filters: { id: "ids", entity_id: "ids", note_type: "texts", updated_at: "time" },
  orders: ["updated_at"],
};

/** Notes on records of one type, which their path alone tells. They cannot be removed over this API. */
export function noteRoutes(type: EntityType): V4Routes {
  // The path names the note alone, or its record too.
  const find = async (call: V4Call) => {
    const stored = await findNote(call, type, pathId(call, "noteId"));
    return call.variables["id"] === undefined || stored?.entityId === pathId(call) ? stored : undefined;
  };
  const getOne = async (call: V4Call) => {
    const note = await find(call);
    return note ? { body: noteJson(call, type, note) } : NOTHING;
  };
  const patchOne = async (call: V4Call) => {
    const stored = await find(call);
    if (!stored) throw notFound();
    const { requestId, written } = await oneItem(call, (item) => patchNote(call, item, type, stored));
    return patchAnswer(call, "notes", written, requestId);
  };
  return {
    [`GET /${type}/notes`]: (call) => list(call, type),
    [`GET /${type}/:id/notes`]: (call) => list(call, type, pathId(call)),
    [`GET /${type}/notes/:noteId`]: getOne,
    [`GET /${type}/:id/notes/:noteId`]: getOne,
    [`POST /${type}/notes`]: (call) => add(call, type),
    [`POST /${type}/:id/notes`]: async (call) => {
      if (!(await entityExists(call, { type, id: pathId(call) }))) throw notFound();
      return add(call, type, pathId(call));
    },
    [`PATCH /${type}/notes`]: async (call) => {
      const written = await eachItem(call, async (item) => {
        const stored = await findNote(call, type, item.integer("id") ?? 0);
        if (!stored) item.refuse("NotSupportedChoice", "id", "The note does not exist.");
        return stored && patchNote(call, item, type, stored);
      });
      return writtenAnswer(call, "notes", written, (json) => json ?? {});
    },
    [`PATCH /${type}/notes/:noteId`]: patchOne,
    [`PATCH /${type}/:id/notes/:noteId`]: patchOne,
    [`DELETE /${type}/notes/:noteId`]: () => Promise.reject(new Problem(405, "Notes cannot be removed")),
    [`DELETE /${type}/:id/notes/:noteId`]: () => Promise.reject(new Problem(405, "Notes cannot be removed")),
  };
}

async function list(call: V4Call, type: EntityType, parent?: number): Promise<V4Answer> {
  const request = readListQuery(call.parameters, LIST);
  const heeded = request.conditions.filter(({ field }) => call.switches.v4NotesByEntity || field !== "entity_id");
  const own = parent === undefined ? [] : [{ field: "entity_id" as const, oneOf: [parent] }];
  const { items, more } = await noteList(call.db, call.viewer, type, { ...request, conditions: [...heeded, ...own] });
  return pageAnswer(
    call,
    "notes",
    items.map((note) => noteJson(call, type, note)),
    more,
  );
}

async function add(call: V4Call, type: EntityType, parent?: number): Promise<V4Answer> {
  const written = await eachItem(call, async (item) => {
    const entityId = parent ?? item.integer("entity_id");
    if (entityId === undefined) item.refuse("FieldMissing", "entity_id", "This field is missing.");
    else if (!(await entityExists(call, { type, id: entityId }))) {
      item.refuse("NotSupportedChoice", "entity_id", "The record does not exist.");
    }
    const content = readNoteContent(item);
    const userId = (await userField(call, item, "created_by", { allowNobody: true })) ?? call.user.id;
    item.check();
    const subject = { elementType: elementTypeOf(type), id: entityId ?? 0 };
    const author = userId === 0 ? call.user.id : userId;
    const id = await addNote(call.db, { subject, ...content, userId: author, createdAt: call.now });
    return { id, entity_id: subject.id, ...self(call, `${type}/${subject.id}/notes/${id}`) };
  });
  return writtenAnswer(call, "notes", written, (json) => json);
}

async function patchNote(call: V4Call, item: ItemReader, type: EntityType, stored: NoteEntry) {
  const content = readNoteContent(item, stored);
  item.check();
  await updateNote(call.db, stored.id, content, { userId: call.user.id, now: call.now });
  return {
    id: stored.id,
    entity_id: stored.entityId,
    updated_at: seconds(call.now),
    ...self(call, `${type}/${stored.entityId}/notes/${stored.id}`),
  };
}

async function findNote(call: V4Call, type: EntityType, id: number): Promise<NoteEntry | undefined> {
  const { items } = await noteList(call.db, call.viewer, type, {
    conditions: [{ field: "id", oneOf: [id] }],
    order: { field: "id", descending: false },
    offset: 0,
    limit: 1,
  });
  return items[0];
}
