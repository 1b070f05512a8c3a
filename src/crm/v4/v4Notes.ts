import { entityOf, type EntityType } from "../../codec/v4/entity.js";
import { decodeNote, encodeNote, type NoteAnswer } from "../../codec/v4/noteJson.js";
import { writeId } from "../../codec/v4/values.js";
import { CrmError } from "../../domain/crmError.js";
import type { NoteReference } from "../../domain/note.js";
import type { NotePort } from "../crm.js";
import type { AccountFacts } from "./accountFacts.js";
import { addToRecord, toNote } from "./activities.js";
import { tellingFields } from "./fieldsRefused.js";
import { readByIds } from "./multiGet.js";
import { untold } from "./outcomes.js";
import { notRemovable } from "./partialWrite.js";
import { RecentAnswers } from "./recentAnswers.js";
import { RowWrites } from "./rowWrites.js";
import { onlyId, type V4Calls } from "./v4Calls.js";

/** Notes over API v4. Changes are made only to a note that is where its reference says. */
export function v4Notes(calls: V4Calls, facts: AccountFacts): NotePort {
  const rows = new RowWrites(calls, facts);

  const answersOf = (type: EntityType) =>
    new RecentAnswers<NoteAnswer>(calls, (ids) =>
      readByIds({ path: `${type}/notes`, query: [], decode: decodeNote }, ids, calls, facts),
    );
  const answers = { contacts: answersOf("contacts"), leads: answersOf("leads") };

  async function find({ subject, id }: NoteReference): Promise<NoteAnswer> {
    const entity = entityOf(subject);
    const [note] = await answers[entity.type].read([id]);
    if (note instanceof CrmError) throw note;
    if (note?.entityId !== entity.id) throw new CrmError("notFound", "The record has no such note.");
    return note;
  }

  return {
    async create({ subject, body }) {
      const { type, id: entityId } = entityOf(subject);
      const row = { entity_id: writeId(entityId), ...encodeNote(body) };
      const id = await addToRecord(() => rows.add(`${type}/notes`, row));
      return id === null ? null : { id, subject, body };
    },
    async update(reference, body) {
      const { subject, id } = reference;
      const { author, ...note } = toNote(await find(reference), subject, facts.users.known ?? new Map());
      const { type, id: entityId } = entityOf(subject);
      const row = { id: writeId(id), entity_id: writeId(entityId), ...encodeNote(body) };
      const written = onlyId(await tellingFields(() => calls.writeRows("PATCH", `${type}/notes`, [row])));
      if (written !== id) throw untold("note");
      return { ...note, body, ...(author !== null && author.name !== null && { author }) };
    },
    delete: () => notRemovable("notes"),
  };
}
