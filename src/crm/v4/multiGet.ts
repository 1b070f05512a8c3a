import { parseJson } from "../../codec/json.js";
import { isGivenId } from "../../codec/v4/values.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import { Failure } from "../../transport/failure.js";
import type { Found } from "../crm.js";
import type { AccountFacts } from "./accountFacts.js";
import { BY_NUMBER, type Query, type V4Calls } from "./v4Calls.js";

/** Numbers in one call: a longer address may be refused by a server in between. */
export const IDS_PER_CALL = 150;

/** Calls of one read that wait for their turn at a time, where each record takes one: more than are in flight at once. */
const CALLS_AT_ONCE = 10;

const DIVISIBLE = { divisible: true };

/** Where several records are read from, and how. */
interface RecordList<Item> {
  readonly path: string;
  readonly query: Query;
  decode(item: unknown): Item | null;
}

/**
 * Reads records by their numbers, with as few calls as possible; an outcome a number, in their order. Every answer is checked: an
 * account may take no notice of a filter and answer with any records, and then each is read alone.
 */
export async function readByIds<Item extends { readonly id: CrmId }>(
  list: RecordList<Item>,
  ids: readonly CrmId[],
  calls: V4Calls,
  facts: AccountFacts,
): Promise<readonly Found<Item>[]> {
  const distinct = [...new Set(ids)].filter(isGivenId);
  const parts = await Promise.all(chunksOf(distinct, IDS_PER_CALL).map(readChunk));
  const found = new Map(parts.flat());
  return ids.map((id) => found.get(id) ?? null);

  async function readChunk(chunk: readonly CrmId[]): Promise<readonly (readonly [CrmId, Found<Item>])[]> {
    const [only, ...others] = chunk;
    if (only === undefined) return [];
    if (others.length === 0 || facts.ignoresFilterOf(list.path)) return aFewAtATime(chunk, readAlone);
    try {
      const byId = await readTogether(chunk);
      if (byId !== null) return chunk.map((id) => [id, byId.get(id) ?? null] as const);
      facts.filterIgnored(list.path);
      return await aFewAtATime(chunk, readAlone);
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      if (isTooMuch(error)) return (await Promise.all(halvesOf(chunk).map(readChunk))).flat();
      return chunk.map((id) => [id, error] as const);
    }
  }

  /** Null when the account takes no notice of the filter. */
  async function readTogether(chunk: readonly CrmId[]): Promise<ReadonlyMap<CrmId, Item> | null> {
    const wanted = new Set(chunk);
    const byId = new Map<CrmId, Item>();
    const query = [...filter("id", chunk), ...list.query, ...BY_NUMBER];
    // One page holds them all, unless the account cuts smaller ones.
    for await (const items of calls.pages(list.path, (item) => list.decode(item), query, DIVISIBLE)) {
      if (items.some(({ id }) => !wanted.has(id))) return null;
      for (const item of items) byId.set(item.id, item);
      if (byId.size === wanted.size) break;
    }
    return byId;
  }

  async function readAlone(id: CrmId): Promise<readonly [CrmId, Found<Item>]> {
    try {
      const text = await calls.read(`${list.path}/${id}`, list.query);
      const item = text === null ? null : list.decode(parseJson(text));
      if (item !== null && item.id !== id) throw new CrmError("badResponse", "Another record came than was asked for.");
      return [id, item];
    } catch (error) {
      if (error instanceof CrmError) return [id, error];
      throw error;
    }
  }
}

/** A list of what is attached to records, such as their notes. */
interface AttachedList<Item> {
  readonly path: string;
  readonly query: Query;
  /** Null for what is not to be shown. */
  decode(item: unknown): Item | null;
  /** The record that something is attached to. */
  ownerOf(item: Item): CrmId | null;
  /** Where the list of one record's own is, for accounts that take no notice of a filter; null where there is none. */
  pathOf(owner: CrmId): string | null;
}

/**
 * Reads what is attached to records, with as few calls as possible: a list for each record, in the order of the numbers, or why it
 * cannot be read. Every answer is checked, as in readByIds.
 */
export async function readByOwners<Item>(
  list: AttachedList<Item>,
  owners: readonly CrmId[],
  calls: V4Calls,
  facts: AccountFacts,
): Promise<readonly (readonly Item[] | CrmError)[]> {
  const distinct = [...new Set(owners)].filter(isGivenId);
  const parts = await Promise.all(chunksOf(distinct, IDS_PER_CALL).map(readChunk));
  const found = new Map(parts.flat());
  return owners.map((owner) => found.get(owner) ?? []);

  async function readChunk(
    chunk: readonly CrmId[],
  ): Promise<readonly (readonly [CrmId, readonly Item[] | CrmError])[]> {
    const [only, ...others] = chunk;
    if (only === undefined) return [];
    const isAlone = others.length === 0 || facts.ignoresFilterOf(list.path);
    try {
      if (isAlone && list.pathOf(only) !== null) return await aFewAtATime(chunk, readAlone);
      const byOwner = await readTogether(chunk);
      if (byOwner !== null) return chunk.map((owner) => [owner, byOwner.get(owner) ?? []] as const);
      facts.filterIgnored(list.path);
      return await aFewAtATime(chunk, readAlone);
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      if (others.length > 0 && isTooMuch(error)) return (await Promise.all(halvesOf(chunk).map(readChunk))).flat();
      return chunk.map((owner) => [owner, error] as const);
    }
  }

  /** Null when the account takes no notice of the filter. */
  async function readTogether(chunk: readonly CrmId[]): Promise<ReadonlyMap<CrmId, Item[]> | null> {
    const byOwner = new Map<CrmId, Item[]>(chunk.map((owner) => [owner, []]));
    const query = [...filter("entity_id", chunk), ...list.query, ...BY_NUMBER];
    const divisible = chunk.length > 1;
    for await (const items of calls.pages(list.path, (item) => list.decode(item), query, { divisible })) {
      for (const item of items) {
        const owner = list.ownerOf(item);
        const own = owner === null ? undefined : byOwner.get(owner);
        if (own === undefined) return null;
        own.push(item);
      }
    }
    return byOwner;
  }

  async function readAlone(owner: CrmId): Promise<readonly [CrmId, readonly Item[] | CrmError]> {
    const path = list.pathOf(owner);
    if (path === null) {
      return [owner, new CrmError("badResponse", "The account answers with records that were not asked for.")];
    }
    try {
      const items = await calls.all(path, (item) => list.decode(item), [...list.query, ...BY_NUMBER]);
      if (items.every((item) => list.ownerOf(item) === owner)) return [owner, items];
      throw new CrmError("badResponse", "The account answers with records that were not asked for.");
    } catch (error) {
      if (error instanceof CrmError) return [owner, error];
      throw error;
    }
  }
}

/** Makes the calls of one read a few at a time: many that wait would take the places of everybody else's. */
async function aFewAtATime<Key, Done>(
  keys: readonly Key[],
  make: (key: Key) => Promise<Done>,
): Promise<readonly Done[]> {
  const made = new Map<number, Done>();
  const waiting = keys.entries();
  const makeNext = async (): Promise<void> => {
    for (const [index, key] of waiting) made.set(index, await make(key));
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, makeNext));
  return [...made].sort(([one], [other]) => one - other).map(([, done]) => done);
}

function filter(field: string, values: readonly string[]): Query {
  return values.map((value) => [`filter[${field}][]`, value] as const);
}

function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function halvesOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return chunksOf(items, Math.ceil(items.length / 2));
}

/**
 * Whether the account says that an answer took it too long, or the answer was too long for us. Of a read only: a write may have been
 * made all the same.
 */
function isTooMuch({ cause }: CrmError): boolean {
  return cause instanceof Failure && (cause.code === "HTTP_504" || cause.code === "TOO_LARGE");
}
