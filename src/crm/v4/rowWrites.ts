import type { WrittenRow } from "../../codec/v4/writtenJson.js";
import { isGivenId, writeId } from "../../codec/v4/values.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { AccountFacts } from "./accountFacts.js";
import { BegunTogether, type Waiting } from "./begunTogether.js";
import { noSuchRecord, untold } from "./outcomes.js";
import { Refused, type V4Calls } from "./v4Calls.js";

/** A change of one record. */
interface Change {
  readonly id: CrmId;
  readonly fields: object;
}

/** Sends rows together, as many at once as is advised, fewer where the account could not make so many; what became of each, in their order. */
export async function writeEach(
  calls: V4Calls,
  facts: AccountFacts,
  method: "POST" | "PATCH",
  path: string,
  rows: readonly object[],
): Promise<readonly (WrittenRow | CrmError)[]> {
  const outcomes: (WrittenRow | CrmError)[] = [];
  while (outcomes.length < rows.length) {
    // What one of them learns the next one keeps to.
    const next = rows.slice(outcomes.length, outcomes.length + facts.rowsPerCall(path));
    outcomes.push(...(await writeTogether(calls, facts, method, path, next)));
  }
  return outcomes;
}

async function writeTogether(
  calls: V4Calls,
  facts: AccountFacts,
  method: "POST" | "PATCH",
  path: string,
  rows: readonly object[],
): Promise<readonly (WrittenRow | CrmError)[]> {
  try {
    const written = await facts.learningSize(path, rows.length, () => calls.writeRows(method, path, rows));
    return rows.map((row, index) => writtenFrom(row, index, written) ?? untold("row"));
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const wrong = wrongRows(error, rows.length);
    const isWrong = (_: object, index: number): boolean => wrong.has(String(index));
    const others = rows.filter((row, index) => !isWrong(row, index));
    if (others.length === rows.length || others.length === 0) return rows.map((_, index) => ownRefusal(error, index));
    // Nothing of the request was written, so the others are sent for the first time.
    const outcomes = (await writeTogether(calls, facts, method, path, others)).values();
    return rows.map((row, index) =>
      isWrong(row, index) ? ownRefusal(error, index) : (outcomes.next().value ?? untold("row")),
    );
  }
}

/** The record that a row has changed, or that it has become: a new one is of one row alone. */
function writtenFrom(row: object, index: number, written: readonly WrittenRow[]): WrittenRow | undefined {
  if ("id" in row) return written.find(({ id }) => id === String(row.id));
  const own = written.find(({ requestId }) => requestId === String(index));
  const isOthers = written.some(({ id, requestId }) => id === own?.id && requestId !== own.requestId);
  return isOthers ? undefined : own;
}

/**
 * The rows for which a request was refused whole, by their `request_id`. None where it is not sure that nothing of it was written:
 * of other refusals than 400, and of those that speak of rows that were not sent, the account's description says nothing.
 */
function wrongRows(error: CrmError, count: number): ReadonlySet<string> {
  if (!(error instanceof Refused) || error.status !== 400) return new Set();
  const named = [...error.problems.keys()];
  return new Set(named.every((id) => /^\d{1,3}$/.test(id) && Number(id) < count) ? named : []);
}

/** The refusal with what it says of one row alone. */
function ownRefusal(error: CrmError, index: number): CrmError {
  if (!(error instanceof Refused)) return error;
  const own = error.problems.get(String(index));
  return new Refused(new Map(own === undefined ? [] : [["0", own]]), error.status);
}

/** Puts changes of one operation together that are begun at the same time, so that one call makes them all. */
export class RowWrites {
  readonly #added: BegunTogether<object, CrmId | null>;
  readonly #changed: BegunTogether<Change, void>;

  constructor(
    private readonly calls: V4Calls,
    private readonly facts: AccountFacts,
  ) {
    this.#added = new BegunTogether(calls);
    this.#changed = new BegunTogether(calls);
  }

  /** Adds a record to a list; its number, null when the account does not tell it. Throws as V4Calls.writeRows does. */
  add(path: string, row: object): Promise<CrmId | null> {
    return this.#added.add(path, row, (waiting) => this.#addAll(path, waiting));
  }

  /**
   * Changes a record of a list. Nobody says in which order the rows of one call are made: whoever changes a record twice waits for the
   * first change to be over, see InTurn. Throws a CrmError `notFound` when there is none, and else as V4Calls.write does.
   */
  change(path: string, id: CrmId, fields: object): Promise<void> {
    // No account has given such a number: of the others of its call that says nothing.
    if (!isGivenId(id)) return Promise.reject(noSuchRecord());
    return this.#changed.add(path, { id, fields }, (waiting) => this.#changeAll(path, waiting));
  }

  async #addAll(path: string, waiting: readonly Waiting<object, CrmId | null>[]): Promise<void> {
    const [only, ...others] = waiting;
    if (only !== undefined && others.length === 0) {
      // The answer to a single row need not repeat its number to be understood.
      const [written, ...more] = await this.calls.writeRows("POST", path, [only.row]);
      only.resolve(more.length === 0 ? (written?.id ?? null) : null);
      return;
    }
    const outcomes = await writeEach(
      this.calls,
      this.facts,
      "POST",
      path,
      waiting.map(({ row }) => row),
    );
    waiting.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index] ?? untold("row");
      if (outcome instanceof CrmError) reject(outcome);
      else resolve(outcome.id);
    });
  }

  async #changeAll(path: string, waiting: readonly Waiting<Change, void>[]): Promise<void> {
    const outcomes = await this.#changeRecords(path, waiting);
    waiting.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index];
      if (outcome === undefined) resolve();
      else reject(isMissing(outcome) ? noSuchRecord() : outcome);
    });
  }

  /** Changes different records; why each was not changed, in their order. */
  async #changeRecords(
    path: string,
    changes: readonly Waiting<Change, void>[],
  ): Promise<readonly (CrmError | undefined)[]> {
    const [only, ...others] = changes;
    if (only !== undefined && others.length === 0) {
      const { id, fields } = only.row;
      return [await this.calls.change(path, id, fields).then(() => undefined, errorOf)];
    }
    const rows = changes.map(({ row: { id, fields } }) => ({ id: writeId(id), ...fields }));
    const outcomes = await writeEach(this.calls, this.facts, "PATCH", path, rows);
    return outcomes.map((outcome) => (outcome instanceof CrmError ? outcome : undefined));
  }
}

function errorOf(error: unknown): CrmError {
  if (error instanceof CrmError) return error;
  throw error;
}

function isMissing(error: CrmError): boolean {
  return error instanceof Refused && error.isAbout("id");
}
