import type { Carried } from "../../domain/carried.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { FieldGroup, Found, RecordReads } from "../crm.js";
import { IDS_PER_CALL } from "./multiGet.js";
import { noSuchRecord } from "./outcomes.js";
import type { RecentAnswers } from "./recentAnswers.js";

/** Reads one group of fields; an outcome a number, in their order. */
export interface GroupReader<Item extends { readonly id: CrmId }> {
  readonly fields: FieldGroup<Item>;
  read(ids: readonly CrmId[]): Promise<readonly Found<Carried<Item>>[]>;
}

/** Reads records group by group; the first one tells whether there is such a record. */
export function groupedReads<Item extends { readonly id: CrmId }>(
  readers: readonly GroupReader<Item>[],
): Pick<RecordReads<Item>, "groups" | "idsPerCall" | "getMany"> {
  return {
    groups: readers.map(({ fields }) => fields),
    idsPerCall: IDS_PER_CALL,
    async getMany(ids, group) {
      if (ids.length === 0) return [];
      const wanted = group === undefined ? readers : readers.filter(({ fields }) => fields === group);
      const parts = await Promise.all(wanted.map((reader) => reader.read(ids)));
      return ids.map((_, index) => merged(parts.map((part) => part[index] ?? null)));
    },
  };
}

/** One record with the fields of several groups. Throws a CrmError when one of them cannot be read, or `notFound`. */
export async function readWhole<Item extends { readonly id: CrmId }>(
  id: CrmId,
  readers: readonly GroupReader<Item>[],
): Promise<Carried<Item>> {
  const parts = await Promise.all(readers.map((reader) => reader.read([id])));
  const whole = merged(parts.map(([part]) => part ?? null));
  if (whole === null) throw noSuchRecord();
  if (whole instanceof CrmError) throw whole;
  return whole;
}

function merged<Item extends { readonly id: CrmId }>(parts: readonly Found<Carried<Item>>[]): Found<Carried<Item>> {
  const [first] = parts;
  if (first === undefined || first === null) return null;
  let whole = first;
  for (const part of parts) {
    if (part instanceof CrmError || whole instanceof CrmError) return part instanceof CrmError ? part : whole;
    // What is attached to a record is told of one that is not there, too: as nothing.
    if (part === null) return null;
    whole = { ...whole, ...part };
  }
  return whole;
}

/** Reads a group of which the record's own answer tells all, or all but what `tell` finds out, by the record's number. */
export function toldBy<Answer extends { readonly id: CrmId }, Item extends { readonly id: CrmId }>(
  answers: RecentAnswers<Answer>,
  tell: (found: readonly Answer[]) => Promise<ReadonlyMap<CrmId, Found<Carried<Item>>>>,
): GroupReader<Item>["read"] {
  return async (ids) => {
    const found = await answers.recall(ids);
    try {
      const told = await tell(
        found.flatMap((answer) => (answer === null || answer instanceof CrmError ? [] : [answer])),
      );
      return found.map((answer) =>
        answer === null || answer instanceof CrmError ? answer : (told.get(answer.id) ?? null),
      );
    } catch (error) {
      if (error instanceof CrmError) return ids.map(() => error);
      throw error;
    }
  };
}

/** Reads a group that is a list of what is attached to each record. */
export function attached<Entry, Part>(
  readLists: (ids: readonly CrmId[]) => Promise<readonly (readonly Entry[] | CrmError)[]>,
  toRecord: (id: CrmId, list: readonly Entry[]) => Part,
): (ids: readonly CrmId[]) => Promise<readonly (Part | CrmError)[]> {
  return async (ids) => {
    try {
      const lists = await readLists(ids);
      return ids.map((id, index) => {
        const list = lists[index] ?? [];
        return list instanceof CrmError ? list : toRecord(id, list);
      });
    } catch (error) {
      if (error instanceof CrmError) return ids.map(() => error);
      throw error;
    }
  };
}
