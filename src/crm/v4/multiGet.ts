import { parseJson } from "../../codec/json.js";
import { isGivenId } from "../../codec/v4/values.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import { Failure } from "../../transport/failure.js";
import type { Found } from "../crm.js";
import type { AccountFacts } from "./accountFacts.js";
import { tookTooLong } from "./outcomes.js";
import { BY_NUMBER, type Query, type V4Calls } from "./v4Calls.js";

/** Numbers in one call: a longer address may be refused by a server in between. */
export const IDS_PER_CALL = 150;

/** Calls of one read that wait for their turn at a time, where each record takes one: more than are in flight at once. */
const CALLS_AT_ONCE = 10;

/** What several records are asked for: themselves, or what is attached to them. */
interface ManyReads<Value> {
  /** Which filter of which list is used. */
  readonly filter: string;
  /** What is said of a record of which the list holds nothing. */
  readonly nothing: Value;
  /** Reads the list for these records; null when the account takes no notice of the filter. */
  readonly together: (ids: readonly CrmId[]) => Promise<ReadonlyMap<CrmId, Value> | null>;
  /** Reads the same without a filter. */
  readonly unfiltered: Unfiltered<Value>;
}

/** Record by record, or out of the whole list where nothing else is left. */
type Unfiltered<Value> =
  | { readonly alone: (id: CrmId) => Promise<Value> }
  | { readonly alone?: undefined; readonly amongAll: (ids: readonly CrmId[]) => Promise<ReadonlyMap<CrmId, Value>> };

/**
 * Reads with as few calls as possible; an outcome a number, in their order. Every answer is checked: an account may take no notice of
 * a filter and answer with any records, and then it is done without.
 */
async function readMany<Value>(
  { filter, nothing, together, unfiltered }: ManyReads<Value>,
  ids: readonly CrmId[],
  facts: AccountFacts,
): Promise<readonly (Value | CrmError)[]> {
  type Outcomes = readonly (readonly [CrmId, Value | CrmError])[];
  const distinct = [...new Set(ids)].filter(isGivenId);
  const parts = await Promise.all(chunksOf(distinct, IDS_PER_CALL).map(readChunk));
  const found = new Map(parts.flat());
  return ids.map((id) => found.get(id) ?? nothing);

  async function readChunk(chunk: readonly CrmId[]): Promise<Outcomes> {
    const isIgnored = facts.ignores(filter);
    const isAlone = chunk.length === 1 && unfiltered.alone !== undefined;
    try {
      if (isIgnored || isAlone) return await withoutFilter(chunk);
      const byId = await together(chunk);
      if (byId !== null) return outcomesIn(byId, chunk);
      facts.filterIgnored(filter);
      return await withoutFilter(chunk);
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      if (chunk.length > 1 && isTooMuch(error)) return (await Promise.all(halvesOf(chunk).map(readChunk))).flat();
      return chunk.map((id) => [id, error]);
    }
  }

  async function withoutFilter(chunk: readonly CrmId[]): Promise<Outcomes> {
    if (unfiltered.alone !== undefined) return eachAlone(chunk, unfiltered.alone);
    try {
      return outcomesIn(await unfiltered.amongAll(chunk), chunk);
    } catch (error) {
      // For fewer of them it would take the same calls.
      if (error instanceof CrmError) return chunk.map((id) => [id, error]);
      throw error;
    }
  }

  function outcomesIn(byId: ReadonlyMap<CrmId, Value>, chunk: readonly CrmId[]): Outcomes {
    return chunk.map((id) => [id, byId.get(id) ?? nothing]);
  }

  function eachAlone(chunk: readonly CrmId[], read: (id: CrmId) => Promise<Value>): Promise<Outcomes> {
    return aFewAtATime(chunk, async (id) => {
      try {
        return [id, await read(id)];
      } catch (error) {
        if (error instanceof CrmError) return [id, error];
        throw error;
      }
    });
  }
}

/** Where several records are read from, and how. */
interface RecordList<Item> {
  readonly path: string;
  readonly query: Query;
  /** Null for what is not to be shown. */
  readonly decode: (item: unknown) => Item | null;
}

/** Reads records by their numbers, as readMany has it. */
export async function readByIds<Item extends { readonly id: CrmId }>(
  list: RecordList<Item>,
  ids: readonly CrmId[],
  calls: V4Calls,
  facts: AccountFacts,
): Promise<readonly Found<Item>[]> {
  return readMany<Item | null>(
    { filter: `${list.path} by id`, nothing: null, together, unfiltered: { alone } },
    ids,
    facts,
  );

  async function together(chunk: readonly CrmId[]): Promise<ReadonlyMap<CrmId, Item> | null> {
    const wanted = new Set(chunk);
    const byId = new Map<CrmId, Item>();
    // One page holds them all, unless the account cuts smaller ones.
    for await (const items of filteredPages(list, "id", chunk, calls)) {
      if (items.some(({ id }) => !wanted.has(id))) return null;
      for (const item of items) byId.set(item.id, item);
      if (byId.size === wanted.size) break;
    }
    return byId;
  }

  async function alone(id: CrmId): Promise<Item | null> {
    const text = await calls.read(`${list.path}/${id}`, list.query);
    const item = text === null ? null : list.decode(parseJson(text));
    if (item !== null && item.id !== id) throw notAskedFor();
    return item;
  }
}

/** A list of what is attached to records, such as their notes. */
interface AttachedList<Item> extends RecordList<Item> {
  /** The record that something is attached to. */
  readonly ownerOf: (item: Item) => CrmId | null;
  /** Where the list of one record's own is; absent where there is none. */
  readonly pathOf?: (owner: CrmId) => string;
}

/** Reads what is attached to records, a list for each, as readMany has it. */
export async function readByOwners<Item>(
  list: AttachedList<Item>,
  owners: readonly CrmId[],
  calls: V4Calls,
  facts: AccountFacts,
): Promise<readonly (readonly Item[] | CrmError)[]> {
  const { path, query, decode, ownerOf, pathOf } = list;
  const unfiltered = pathOf ? { alone: (owner: CrmId) => readOwn(pathOf(owner), owner) } : { amongAll };
  return readMany<readonly Item[]>(
    { filter: `${path} by entity_id`, nothing: [], together, unfiltered },
    owners,
    facts,
  );

  async function together(chunk: readonly CrmId[]): Promise<ReadonlyMap<CrmId, readonly Item[]> | null> {
    const byOwner = new Map<CrmId, Item[]>(chunk.map((owner) => [owner, []]));
    for await (const items of filteredPages(list, "entity_id", chunk, calls)) {
      for (const item of items) {
        const owner = ownerOf(item);
        const own = owner === null ? undefined : byOwner.get(owner);
        if (own === undefined) return null;
        own.push(item);
      }
    }
    return byOwner;
  }

  async function amongAll(chunk: readonly CrmId[]): Promise<ReadonlyMap<CrmId, readonly Item[]>> {
    // Nobody says how long the list is, and it is read anew for each read.
    if (!calls.areLimited) {
      throw new CrmError("notSupported", `The account does not tell the ${path} of records without all the others.`);
    }
    const byOwner = new Map<CrmId, Item[]>(chunk.map((owner) => [owner, []]));
    for await (const items of calls.pages(path, decode, [...query, ...BY_NUMBER])) {
      for (const item of items) byOwner.get(ownerOf(item) ?? "")?.push(item);
    }
    return byOwner;
  }

  async function readOwn(ownPath: string, owner: CrmId): Promise<readonly Item[]> {
    const items = await calls.all(ownPath, decode, [...query, ...BY_NUMBER]);
    if (items.some((item) => ownerOf(item) !== owner)) throw notAskedFor();
    return items;
  }
}

/** The pages of a list that hold what has one of the numbers in a field. */
function filteredPages<Item>(
  { path, query, decode }: RecordList<Item>,
  field: string,
  ids: readonly CrmId[],
  calls: V4Calls,
): AsyncGenerator<readonly Item[], void> {
  const filter = ids.map((id) => [`filter[${field}][]`, id] as const);
  return calls.pages(path, decode, [...filter, ...query, ...BY_NUMBER], { divisible: ids.length > 1 });
}

function notAskedFor(): CrmError {
  return new CrmError("badResponse", "The account answers with records that were not asked for.");
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
function isTooMuch(error: CrmError): boolean {
  return tookTooLong(error) || (error.cause instanceof Failure && error.cause.code === "TOO_LARGE");
}
