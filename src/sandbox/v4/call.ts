import type { AccountDb } from "../storage/database.js";
import type { User } from "../storage/users.js";
import type { Viewer } from "../storage/viewer.js";
import type { SandboxSwitches } from "../switches.js";
import type { FormMap } from "../wire/phpForm.js";
import { ItemReader, RefusedItem } from "./wire/itemReader.js";
import { isObject } from "./wire/json.js";
import { MAX_LIMIT } from "./wire/listQuery.js";
import { Problem, invalidItems, notFound } from "./wire/problem.js";
import type { ItemErrors } from "./wire/problem.js";

/** One call of a signed-in user to API v4, within a transaction of its own. */
export interface V4Call {
  db: AccountDb;
  user: User;
  viewer: Viewer;
  now: Date;
  switches: SandboxSwitches;
  /** Where the account is reached, such as `http://127.0.0.1:4010`. */
  origin: string;
  /** The path as called, such as `/api/v4/leads`. */
  path: string;
  /** The query as sent. */
  query: string;
  /** The query by PHP's rules. */
  parameters: FormMap;
  /** The variable parts of the path by name. */
  variables: Readonly<Record<string, string>>;
  /** The body as JSON; undefined if there is none. */
  body: unknown;
}

/** An answer: without a body it is 204. */
export interface V4Answer {
  status?: number;
  body?: object;
}

/** Answers a call. Throws a Problem to refuse it, which also undoes what it wrote. */
export type V4Route = (call: V4Call) => Promise<V4Answer>;

/** The routes of one part of the API by method and path behind `/api/v4`, such as `GET /leads/:id`. */
export type V4Routes = Readonly<Record<string, V4Route>>;

/** An answer without anything in it: an empty list, or a record that is not there. */
export const NOTHING: V4Answer = {};

/** The id that a part of the path is. What is no number is nobody's address. */
export function pathId(call: V4Call, name = "id"): number {
  const text = call.variables[name] ?? "";
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}

/** What was written for one item of a request. */
export interface WrittenItem<T> {
  requestId: string | number;
  written: T;
}

/** Writes each item of a request that is a list of them; if any is refused, the whole request is. */
export async function eachItem<T>(call: V4Call, write: (item: ItemReader) => Promise<T>): Promise<WrittenItem<T>[]> {
  const { body, switches } = call;
  if (!Array.isArray(body) || body.length === 0 || !body.every(isObject)) {
    throw new Problem(400, "The body must be a list of objects");
  }
  if (body.length > MAX_LIMIT) throw new Problem(422, `Limit ${MAX_LIMIT} per page`);
  if (body.length > switches.v4BatchLimit) throw new Problem(504, "The request took too long");
  return writeAll(
    body.map((item, index) => new ItemReader(item, index)),
    write,
  );
}

/** Writes the one item that the body of a request is. */
export async function oneItem<T>(call: V4Call, write: (item: ItemReader) => Promise<T>): Promise<WrittenItem<T>> {
  if (!isObject(call.body)) throw new Problem(400, "The body must be an object");
  const [result] = await writeAll([new ItemReader(call.body, 0)], write);
  if (!result) throw new Error("an item was neither written nor refused");
  return result;
}

async function writeAll<T>(
  items: readonly ItemReader[],
  write: (item: ItemReader) => Promise<T>,
): Promise<WrittenItem<T>[]> {
  const results: WrittenItem<T>[] = [];
  const refused: ItemErrors[] = [];
  for (const item of items) {
    try {
      const written = await write(item);
      item.check();
      results.push({ requestId: item.requestId, written });
    } catch (error) {
      if (!(error instanceof RefusedItem)) throw error;
      refused.push({ request_id: String(item.requestId), errors: item.errors });
    }
  }
  if (refused.length > 0) throw invalidItems(refused);
  return results;
}
