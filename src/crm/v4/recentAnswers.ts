import type { CrmId } from "../../domain/crmId.js";
import { CrmError } from "../../domain/crmError.js";
import type { Found } from "../crm.js";
import type { V4Calls } from "./v4Calls.js";

/**
 * What the answers of one operation have told of records, up to its next write. Some of a record's fields take a second call for
 * which no more is needed of the record than what may have been told already, such as the number of its company.
 */
export class RecentAnswers<Answer extends { readonly id: CrmId }> {
  readonly #told = new Map<CrmId, Answer | null>();
  readonly #underWay = new Map<CrmId, Promise<Found<Answer>>>();
  #writes = 0;

  constructor(
    private readonly calls: V4Calls,
    private readonly readMany: (ids: readonly CrmId[]) => Promise<readonly Found<Answer>[]>,
  ) {}

  /** An answer has told of these. */
  learn(answers: readonly Answer[]): void {
    this.#forgetOutdated();
    for (const answer of answers) this.#told.set(answer.id, answer);
  }

  /** The records as they are now. Joins a read that is under way. */
  read(ids: readonly CrmId[]): Promise<readonly Found<Answer>[]> {
    this.#forgetOutdated();
    return this.#readMissing(ids);
  }

  /** The records as they were told, read where they were not. */
  async recall(ids: readonly CrmId[]): Promise<readonly Found<Answer>[]> {
    this.#forgetOutdated();
    const told = new Map(ids.flatMap((id) => (this.#told.has(id) ? [[id, this.#told.get(id) ?? null]] : [])));
    const missing = ids.filter((id) => !told.has(id));
    const read = (await this.#readMissing(missing)).values();
    return ids.map((id) => (told.has(id) ? (told.get(id) ?? null) : (read.next().value ?? null)));
  }

  #readMissing(ids: readonly CrmId[]): Promise<readonly Found<Answer>[]> {
    const unasked = ids.filter((id) => !this.#underWay.has(id));
    if (unasked.length > 0) {
      const { writes } = this.calls;
      const all = this.readMany(unasked);
      unasked.forEach((id, index) => {
        const one = all.then((found) => {
          const answer = found[index] ?? null;
          if (writes === this.calls.writes) {
            this.#underWay.delete(id);
            if (!(answer instanceof CrmError)) this.#told.set(id, answer);
          }
          return answer;
        });
        this.#underWay.set(id, one);
      });
    }
    return Promise.all(ids.map((id) => this.#underWay.get(id) ?? Promise.resolve(null)));
  }

  #forgetOutdated(): void {
    if (this.#writes === this.calls.writes) return;
    this.#writes = this.calls.writes;
    this.#told.clear();
    this.#underWay.clear();
  }
}
