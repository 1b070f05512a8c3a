import type { CallRecord } from "../../domain/call.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { KeptReads, Lookup, Shelf } from "./keptReads.js";
import type { Tag } from "./tags.js";

/** For whom an operation reads and writes. */
export interface Asker {
  readonly login: string;
  /** Told of each read that was answered from what is kept. */
  onCall(record: CallRecord): void;
}

/** One kind of read. */
export interface Kind<Value> {
  /** What traces call it: as the call that it saves. */
  readonly endpoint: string;
  readonly shelf: Shelf<Value>;
}

/** The reads and writes of one operation, as the cache of its account sees them. */
export class CachedOperation {
  /**
   * An account may go on showing the old record for a while after a change. The adapters notice that for the operation that made
   * the change, so it is not told what others read since.
   */
  #hasWritten = false;

  constructor(
    private readonly kept: KeptReads,
    private readonly asker: Asker,
  ) {}

  /** The answer that is kept, or that `load` gives. Failures are thrown and not kept. */
  async read<Value>(
    kind: Kind<Value>,
    question: readonly unknown[],
    load: () => Promise<Value>,
    tags: readonly Tag[],
  ): Promise<Value> {
    const key = this.#key(kind.endpoint, question);
    const { answers, keep } = await this.#look(kind, [key]);
    const [known] = answers;
    if (known !== undefined) return known.value;
    const value = await load();
    await keep([{ key, value, tags }]);
    return value;
  }

  /** One outcome a record, in their order; `load` gives those that are not kept. */
  async readMany<Value>(
    kind: Kind<Value>,
    records: readonly { readonly id: CrmId; readonly question: readonly unknown[] }[],
    load: (missing: readonly CrmId[]) => Promise<readonly (Value | CrmError)[]>,
    tagsOf: (value: Value, id: CrmId) => readonly Tag[],
  ): Promise<readonly (Value | CrmError)[]> {
    const asked = records.map(({ id, question }) => ({ id, key: this.#key(kind.endpoint, question) }));
    const { answers, keep } = await this.#look(
      kind,
      asked.map(({ key }) => key),
    );
    const missing = asked.filter((_, index) => answers[index] === undefined);
    if (missing.length === 0) return answers.flatMap((known) => (known === undefined ? [] : [known.value]));
    const loaded = await load(missing.map(({ id }) => id));
    await keep(
      missing.flatMap(({ id, key }, index) => {
        const value = loaded[index];
        return value === undefined || value instanceof CrmError ? [] : [{ key, value, tags: tagsOf(value, id) }];
      }),
    );
    const outcomes = loaded.values();
    return asked.map((_, index) => {
      const known = answers[index];
      if (known !== undefined) return known.value;
      const { value: outcome, done } = outcomes.next();
      if (done) throw new Error("a read has an outcome");
      return outcome;
    });
  }

  /** Makes a change of what the tags name. */
  async change<Done>(tags: readonly Tag[], make: () => Promise<Done>): Promise<Done> {
    this.#hasWritten = true;
    return this.kept.change(tags, make);
  }

  async #look<Value>({ endpoint, shelf }: Kind<Value>, keys: readonly string[]): Promise<Lookup<Value>> {
    if (this.#hasWritten) return shelf.look([]);
    const found = await shelf.look(keys);
    for (const answer of found.answers) {
      if (answer === undefined) continue;
      this.asker.onCall({ endpoint, waitedMs: 0, tookMs: 0, outcome: "cached", ageMs: answer.ageMs });
    }
    return found;
  }

  /** Logins share nothing: each may see other records. */
  #key(endpoint: string, question: readonly unknown[]): string {
    return JSON.stringify([this.asker.login, endpoint, ...question]);
  }
}
