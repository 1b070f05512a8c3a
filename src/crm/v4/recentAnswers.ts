import DataLoader from "dataloader";
import type { CrmId } from "../../domain/crmId.js";
import { CrmError } from "../../domain/crmError.js";
import type { Found } from "../crm.js";
import type { V4Calls } from "./v4Calls.js";

/** Records that are remembered: an export reads any number in one operation. Those that were told longest ago are read again. */
const MOST = 2_000;

/**
 * What the answers of one operation have told of records, up to its next write. Some of a record's fields take a second call for
 * which no more is needed of the record than what may have been told already, such as the number of its company.
 */
export class RecentAnswers<Answer extends { readonly id: CrmId }> {
  readonly #told = new Map<CrmId, Answer | null>();
  readonly #underWay = new Map<CrmId, Promise<Found<Answer>>>();
  readonly #reads: DataLoader<CrmId, { readonly outcome: Found<Answer> }>;
  #writes = 0;

  /** @param readMany reads what is asked for at the same time, by whoever it is; an outcome a number, in their order */
  constructor(
    private readonly calls: V4Calls,
    readMany: (ids: readonly CrmId[]) => Promise<readonly Found<Answer>[]>,
  ) {
    this.#reads = new DataLoader(async (ids) => (await readMany(ids)).map((outcome) => ({ outcome })), {
      cache: false,
    });
  }

  /** An answer has told of these. */
  learn(answers: readonly Answer[]): void {
    this.#forgetOutdated();
    for (const answer of answers) this.#remember(answer.id, answer);
  }

  /** The records as they are now. Joins a read that is under way. */
  read(ids: readonly CrmId[]): Promise<readonly Found<Answer>[]> {
    this.#forgetOutdated();
    return this.#readMissing(ids);
  }

  /** The records as they were told, read where they were not. */
  async recall(ids: readonly CrmId[]): Promise<readonly Found<Answer>[]> {
    this.#forgetOutdated();
    // What is being read anew is newer than what was told.
    const known = ids.filter((id) => this.#told.has(id) && !this.#underWay.has(id));
    const told = new Map(known.map((id) => [id, this.#told.get(id) ?? null]));
    const missing = ids.filter((id) => !told.has(id));
    const read = (await this.#readMissing(missing)).values();
    return ids.map((id) => (told.has(id) ? (told.get(id) ?? null) : (read.next().value ?? null)));
  }

  #readMissing(ids: readonly CrmId[]): Promise<readonly Found<Answer>[]> {
    return Promise.all(ids.map((id) => this.#underWay.get(id) ?? this.#begin(id)));
  }

  #begin(id: CrmId): Promise<Found<Answer>> {
    const { writes } = this.calls;
    const read = this.#reads.load(id).then(({ outcome }) => {
      if (writes === this.calls.writes) {
        this.#underWay.delete(id);
        if (!(outcome instanceof CrmError)) this.#remember(id, outcome);
      }
      return outcome;
    });
    this.#underWay.set(id, read);
    return read;
  }

  #remember(id: CrmId, answer: Answer | null): void {
    // What is told again becomes the latest: a map keeps the place of what is in it.
    this.#told.delete(id);
    this.#told.set(id, answer);
    const [oldest] = this.#told.keys();
    if (this.#told.size > MOST && oldest !== undefined) this.#told.delete(oldest);
  }

  #forgetOutdated(): void {
    if (this.#writes === this.calls.writes) return;
    this.#writes = this.calls.writes;
    this.#told.clear();
    this.#underWay.clear();
  }
}
