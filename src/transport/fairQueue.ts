/** Whose turn is taken by what waits. */
export interface Turn {
  /** Callers take turns, however much each of them wants. */
  readonly caller: string;
  /** The operations of one caller take turns among themselves. */
  readonly operation: object;
}

/** How many times as much as a newcomer's the largest share of a full queue must be before the newcomer gets a place. */
const CLEARLY_MORE = 2;

interface Caller<T> {
  /** What waits, in order of arrival, and for which operation. */
  readonly items: Map<T, object>;
  /** The same by operation; the one whose turn is next comes first. */
  readonly operations: Map<object, Set<T>>;
}

/**
 * What waits, taken out in turns: of each caller in turn, and within a caller of each of its operations in turn. Urgent items go
 * before all others, in order of arrival.
 */
export class FairQueue<T extends object> {
  readonly #urgent = new Set<T>();
  /** The one whose turn is next comes first. */
  readonly #callers = new Map<string, Caller<T>>();
  #size = 0;

  /** How many wait; urgent ones are not counted. */
  get size(): number {
    return this.#size;
  }

  get isEmpty(): boolean {
    return this.#size === 0 && this.#urgent.size === 0;
  }

  /** All that wait, urgent ones first, as they are now: taking some out meanwhile is safe. */
  all(): readonly T[] {
    return [...this.#urgent, ...Array.from(this.#callers.values(), ({ items }) => [...items.keys()]).flat()];
  }

  push(item: T, turn: Turn | "urgent"): void {
    if (turn === "urgent") {
      this.#urgent.add(item);
      return;
    }
    const caller = getOrAdd(this.#callers, turn.caller, (): Caller<T> => ({ items: new Map(), operations: new Map() }));
    caller.items.set(item, turn.operation);
    getOrAdd(caller.operations, turn.operation, () => new Set<T>()).add(item);
    this.#size += 1;
  }

  /** Takes out the next; its caller goes behind the other callers, its operation behind the other operations of the caller. */
  next(): T | undefined {
    const [urgent] = this.#urgent;
    if (urgent !== undefined) {
      this.#urgent.delete(urgent);
      return urgent;
    }
    const [first] = this.#callers;
    if (first === undefined) return undefined;
    const [name, caller] = first;
    for (const [operation, [item]] of caller.operations) {
      if (item === undefined) continue;
      this.#take(item, name, caller);
      moveToEnd(caller.operations, operation);
      moveToEnd(this.#callers, name);
      return item;
    }
    return undefined;
  }

  /** Takes out one that no longer waits; nothing happens when it is out already. */
  remove(item: T, turn: Turn | "urgent"): void {
    if (turn === "urgent") {
      this.#urgent.delete(item);
      return;
    }
    const caller = this.#callers.get(turn.caller);
    if (caller !== undefined) this.#take(item, turn.caller, caller);
  }

  /**
   * Makes room for a newcomer: takes out the newest of the caller who has the most waiting, provided that this is clearly more
   * than what waits for the newcomer's own caller; else, by the same rule, the newest of an operation of its own caller. Looks at
   * the whole queue, so ask only when it is full.
   */
  makeRoomFor({ caller: name, operation }: Turn): T | undefined {
    const own = this.#callers.get(name);
    const shares = Array.from(this.#callers, ([each, { items }]) => [each, items] as const);
    const greediest = clearlyLargest(shares, own?.items.size ?? 0);
    if (greediest !== undefined) return this.#takeNewest(greediest, this.#callers.get(greediest)?.items);
    const largest = clearlyLargest(own?.operations ?? [], own?.operations.get(operation)?.size ?? 0);
    return largest === undefined ? undefined : this.#takeNewest(name, own?.operations.get(largest));
  }

  #takeNewest(name: string, waiting: Pick<Set<T>, "keys"> | undefined): T | undefined {
    const newest = [...(waiting?.keys() ?? [])].at(-1);
    const caller = this.#callers.get(name);
    if (newest !== undefined && caller !== undefined) this.#take(newest, name, caller);
    return newest;
  }

  #take(item: T, name: string, caller: Caller<T>): void {
    const operation = caller.items.get(item);
    if (operation === undefined) return;
    caller.items.delete(item);
    this.#size -= 1;
    const waiting = caller.operations.get(operation);
    waiting?.delete(item);
    if (waiting?.size === 0) caller.operations.delete(operation);
    if (caller.items.size === 0) this.#callers.delete(name);
  }
}

/** Whose share is the largest, provided that it is clearly larger than one that is as large as this and grows by one. */
function clearlyLargest<Key>(
  shares: Iterable<readonly [Key, { readonly size: number }]>,
  own: number,
): Key | undefined {
  let most = CLEARLY_MORE * (own + 1) - 1;
  let largest: Key | undefined;
  for (const [key, { size }] of shares) {
    if (size <= most) continue;
    most = size;
    largest = key;
  }
  return largest;
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function moveToEnd<Key, Value>(map: Map<Key, Value>, key: Key): void {
  const value = map.get(key);
  if (value === undefined) return;
  map.delete(key);
  map.set(key, value);
}
