import type { CallRecord } from "../../domain/call.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { KeptReads, Shelf } from "./keptReads.js";
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
    const key = this.#key(kind, question);
    const known = this.#known(kind, key);
    if (known !== undefined) return known.value;
    return this.kept.during(async (underWay) => {
      const value = await load();
      kind.shelf.keep(key, value, tags, underWay);
      return value;
    });
  }

  /** One outcome an id, in their order; `load` gives those that are not kept. */
  async readMany<Value>(
    kind: Kind<Value>,
    ids: readonly CrmId[],
    load: (missing: readonly CrmId[]) => Promise<readonly (Value | CrmError)[]>,
    tagsOf: (value: Value, id: CrmId) => readonly Tag[],
  ): Promise<readonly (Value | CrmError)[]> {
    const asked = ids.map((id) => {
      const key = this.#key(kind, [id]);
      return { id, key, known: this.#known(kind, key) };
    });
    const missing = asked.filter(({ known }) => known === undefined);
    if (missing.length === 0) return asked.flatMap(({ known }) => (known === undefined ? [] : [known.value]));
    return this.kept.during(async (underWay) => {
      const loaded = (await load(missing.map(({ id }) => id))).values();
      return asked.map(({ id, key, known }) => {
        if (known !== undefined) return known.value;
        const { value: outcome, done } = loaded.next();
        if (done) throw new Error("a read has an outcome");
        if (!(outcome instanceof CrmError)) kind.shelf.keep(key, outcome, tagsOf(outcome, id), underWay);
        return outcome;
      });
    });
  }

  /**
   * Makes a change. What it touches is forgotten when it begins and again when it is over, however it ends: what is read in between
   * may be from before it.
   */
  async change<Done>(tags: readonly Tag[], make: () => Promise<Done>): Promise<Done> {
    this.#hasWritten = true;
    this.kept.forget(tags);
    try {
      return await make();
    } finally {
      this.kept.forget(tags);
    }
  }

  #known<Value>({ endpoint, shelf }: Kind<Value>, key: string): { readonly value: Value } | undefined {
    const answer = this.#hasWritten ? undefined : shelf.get(key);
    if (answer !== undefined) {
      this.asker.onCall({ endpoint, waitedMs: 0, tookMs: 0, outcome: "cached", ageMs: answer.ageMs });
    }
    return answer;
  }

  /** Logins share nothing: each may see other records. */
  #key({ endpoint }: Kind<unknown>, question: readonly unknown[]): string {
    return JSON.stringify([this.asker.login, endpoint, ...question]);
  }
}
