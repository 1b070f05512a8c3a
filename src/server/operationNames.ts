/** Names that are told apart; each is a label of several time series. */
const PLACES = 100;
const ANONYMOUS = "anonymous";
const OTHER = "other";

/**
 * The names of operations that the metrics tell apart: the first hundred that took a place, all others together are `other`.
 * Names are the callers' choice, so only an operation that worked may take one: a flood of nonsense fills up nothing.
 */
export class OperationNames {
  readonly #names = new Set<string>();

  /**
   * The label of an operation.
   *
   * @param name undefined for an operation that has none
   * @param mayTakePlace whether the name is worth a label of its own from now on
   */
  label(name: string | undefined, mayTakePlace: boolean): string {
    if (name === undefined) return ANONYMOUS;
    if (mayTakePlace && this.#names.size < PLACES) this.#names.add(name);
    return this.#names.has(name) ? name : OTHER;
  }
}
