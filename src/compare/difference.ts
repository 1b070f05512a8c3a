import { shapeOf, type Path } from "./path.js";

/** Stands in an answer where a field failed, or in its place when nothing was answered. */
export class Failure {
  constructor(
    /** As in `extensions.code`. */
    readonly code: string,
    readonly message: string,
  ) {}
}

/** One place where two answers are not the same. What is not there at all is undefined. */
export interface Difference {
  readonly path: Path;
  readonly from: unknown;
  readonly to: unknown;
}

/** Differences at places that differ in nothing but positions in lists. */
export interface DifferenceGroup {
  /** Such as `deals.nodes.*.price`. */
  readonly shape: string;
  readonly differences: readonly [Difference, ...Difference[]];
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Compares two answers. Items of lists that have an `id` or a `crmId`, or a `node` with one, are compared with those of the same id; that
 * they stand in another order is a difference of its own, at `(order)`.
 */
export function differencesBetween(from: unknown, to: unknown, path: Path = []): readonly Difference[] {
  if (Array.isArray(from) && Array.isArray(to)) return differencesOfLists(from, to, path);
  if (isObject(from) && isObject(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return names.flatMap((name) => differencesBetween(from[name], to[name], [...path, name]));
  }
  return isSame(from, to) ? [] : [{ path, from, to }];
}

/** In the order of their first appearance. */
export function groupsOf(differences: readonly Difference[]): readonly DifferenceGroup[] {
  const groups = new Map<string, [Difference, ...Difference[]]>();
  for (const difference of differences) {
    const shape = shapeOf(difference.path);
    const group = groups.get(shape);
    if (group === undefined) groups.set(shape, [difference]);
    else group.push(difference);
  }
  return [...groups].map(([shape, each]) => ({ shape, differences: each }));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Failure);
}

/** Messages are for people, and may change: the code says what went wrong. */
function isSame(from: unknown, to: unknown): boolean {
  return from instanceof Failure && to instanceof Failure ? from.code === to.code : from === to;
}

function differencesOfLists(from: readonly unknown[], to: readonly unknown[], path: Path): readonly Difference[] {
  const [fromPlaces, toPlaces] = [placesById(from), placesById(to)];
  if (fromPlaces === null || toPlaces === null) {
    const length = Math.max(from.length, to.length);
    return Array.from({ length }, (_, index) => differencesBetween(from[index], to[index], [...path, index])).flat();
  }
  const inBoth = (id: string) => fromPlaces.has(id) && toPlaces.has(id);
  const [fromOrder, toOrder] = [[...fromPlaces.keys()].filter(inBoth), [...toPlaces.keys()].filter(inBoth)];
  const moved =
    fromOrder.join() === toOrder.join() ? [] : [{ path: [...path, "(order)"], from: fromOrder, to: toOrder }];
  const items = [...new Set([...fromPlaces.keys(), ...toPlaces.keys()])].flatMap((id) => {
    const [fromPlace, toPlace] = [fromPlaces.get(id), toPlaces.get(id)];
    return differencesBetween(
      fromPlace === undefined ? undefined : from[fromPlace],
      toPlace === undefined ? undefined : to[toPlace],
      [...path, fromPlace ?? toPlace ?? 0],
    );
  });
  return [...items, ...moved];
}

/** Where each item stands by its id; null when an item has none, or two have the same. */
function placesById(items: readonly unknown[]): ReadonlyMap<string, number> | null {
  const places = new Map<string, number>();
  for (const [place, item] of items.entries()) {
    const id = idOf(item);
    if (id === null || places.has(id)) return null;
    places.set(id, place);
  }
  return places;
}

function idOf(item: unknown): string | null {
  if (!isObject(item)) return null;
  const { id, crmId, node } = item;
  if (typeof id === "string") return id;
  if (typeof crmId === "string") return crmId;
  return isObject(node) ? idOf(node) : null;
}
