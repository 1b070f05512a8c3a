import type { ExecutionResult } from "graphql";

/** What an answer tells, in a form that two executors of one query have to agree on. */
interface Told {
  readonly data: unknown;
  /** Errors that stand where the data has their null. */
  readonly errors: readonly string[];
  /** Places in the data that are null for an error further down. */
  readonly emptied: readonly string[];
}

/** What an answer tells. Of several failures below one null it is left to chance which one is told first, so the place alone counts. */
export function told({ data, errors = [] }: ExecutionResult): Told {
  const plain: unknown = JSON.parse(JSON.stringify(data ?? null));
  const here: string[] = [];
  const emptied = new Set<string>();
  for (const error of errors) {
    const path = error.path ?? [];
    const depth = depthOfNull(plain, path);
    if (depth === path.length) here.push(JSON.stringify([error.message, path, error.locations]));
    else emptied.add(JSON.stringify(path.slice(0, depth)));
  }
  return { data: plain, errors: here.toSorted(), emptied: [...emptied].toSorted() };
}

/** How many steps of a path can be walked until there is null. */
function depthOfNull(data: unknown, path: readonly (string | number)[]): number {
  let node = data;
  for (const [depth, step] of path.entries()) {
    if (typeof node !== "object" || node === null) return depth;
    node = Object.entries(node).find(([key]) => key === String(step))?.[1];
  }
  return path.length;
}
