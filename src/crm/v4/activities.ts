import { ENTITY_TYPE, entityOf, subjectOf, type Entity } from "../../codec/v4/entity.js";
import { decodeNote, PLAIN_NOTE, type NoteAnswer } from "../../codec/v4/noteJson.js";
import { decodeTask, type TaskAnswer } from "../../codec/v4/taskJson.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { Note } from "../../domain/note.js";
import type { UserReference } from "../../domain/reference.js";
import type { Subject, SubjectKind } from "../../domain/subject.js";
import type { Task } from "../../domain/task.js";
import type { AccountFacts } from "./accountFacts.js";
import { tellingFields } from "./fieldsRefused.js";
import { attached } from "./groupedReads.js";
import { readByOwners } from "./multiGet.js";
import { noSuchRecord } from "./outcomes.js";
import { letterOf, typeOf } from "./taskTypes.js";
import { namesOf, userOf } from "./users.js";
import { Refused, type V4Calls } from "./v4Calls.js";

/** One outcome a record, in the order of the numbers. */
type Lists<Item> = Promise<readonly (readonly Item[] | CrmError)[]>;

/** Reads what is attached to records of one kind. */
export function activityReaders(kind: SubjectKind, calls: V4Calls, facts: AccountFacts) {
  return [
    {
      fields: ["notes"],
      read: attached(
        (ids) => readNotes(kind, ids, calls, facts),
        (id, notes) => ({ id, notes }),
      ),
    },
    {
      fields: ["tasks"],
      read: attached(
        (ids) => readTasks(kind, ids, calls, facts),
        (id, tasks) => ({ id, tasks }),
      ),
    },
  ] as const;
}

/** Adds something to a record. Throws a CrmError `notFound` when there is no such record, else as tellingFields does. */
export function addToRecord<Done>(add: () => Promise<Done>): Promise<Done> {
  return tellingFields(async () => {
    try {
      return await add();
    } catch (error) {
      if (!(error instanceof Refused && error.isAbout("entity_id"))) throw error;
      throw noSuchRecord(error);
    }
  });
}

async function readNotes(kind: SubjectKind, ids: readonly CrmId[], calls: V4Calls, facts: AccountFacts): Lists<Note> {
  const type = ENTITY_TYPE[kind];
  const lists = await readByOwners(
    {
      path: `${type}/notes`,
      query: [["filter[note_type][]", PLAIN_NOTE]],
      decode: decodeNote,
      ownerOf: ({ entityId }) => entityId,
      pathOf: (id) => `${type}/${id}/notes`,
    },
    ids,
    calls,
    facts,
  );
  const names = await namesOf(
    answersOf(lists).map(({ authorId }) => authorId),
    calls,
    facts,
  );
  return lists.map((list) =>
    list instanceof CrmError ? list : list.map((answer) => toNote(answer, { kind, id: answer.entityId }, names)),
  );
}

async function readTasks(kind: SubjectKind, ids: readonly CrmId[], calls: V4Calls, facts: AccountFacts): Lists<Task> {
  const type = ENTITY_TYPE[kind];
  const lists = await readByOwners(
    {
      path: "tasks",
      query: [["filter[entity_type]", type]],
      decode: decodeTask,
      ownerOf: ({ entity }) => (entity?.type === type ? entity.id : null),
    },
    ids,
    calls,
    facts,
  );
  const tasks = answersOf(lists);
  const [names, types] = await Promise.all([
    namesOf(
      tasks.map(({ responsibleUserId }) => responsibleUserId),
      calls,
      facts,
    ),
    typesOf(tasks, calls, facts),
  ]);
  return lists.map((list) => (list instanceof CrmError ? list : list.map((answer) => toTask(answer, names, types))));
}

/** A task as it was answered, with names for its numbers. */
export async function toWholeTask(answer: TaskAnswer, calls: V4Calls, facts: AccountFacts): Promise<Task> {
  const [names, types] = await Promise.all([
    namesOf([answer.responsibleUserId], calls, facts),
    typesOf([answer], calls, facts),
  ]);
  return toTask(answer, names, types);
}

/** A note with its author as far as names are known. */
export function toNote(answer: NoteAnswer, subject: Subject, names: ReadonlyMap<CrmId, string>): Note {
  const { id, body, authorId, createdAt } = answer;
  return { id, subject, body, author: userOf(authorId, names), createdAt };
}

function toTask(answer: TaskAnswer, names: ReadonlyMap<CrmId, string>, types: Types): Task {
  const { typeId, responsibleUserId, entity, ...task } = answer;
  const responsibleUser: UserReference | null = userOf(responsibleUserId, names);
  return { ...task, type: types(typeId), responsibleUser, subject: entity && subjectOf(entity) };
}

type Types = (typeId: CrmId | null) => Task["type"];

/** Two kinds of tasks have the same number everywhere: what they are takes no call. */
async function typesOf(tasks: readonly TaskAnswer[], calls: V4Calls, facts: AccountFacts): Promise<Types> {
  const isKnown = tasks.every(({ typeId }) => typeId === null || typeOf(typeId, undefined) !== null);
  const letter = isKnown ? undefined : (facts.letterType ?? letterOf((await facts.account.get(calls)).taskKinds));
  return (id) => (id === null ? null : typeOf(id, letter));
}

function answersOf<Item>(lists: readonly (readonly Item[] | CrmError)[]): readonly Item[] {
  return lists.flatMap((list) => (list instanceof CrmError ? [] : list));
}

/** Whether two names are of the same record. */
export function isAt(entity: Entity | null, subject: Subject): boolean {
  const { type, id } = entityOf(subject);
  return entity?.type === type && entity.id === id;
}
