import type { CrmId } from "../domain/crmId.js";

/** Times a list is walked at most while it keeps changing. */
const MOST_PASSES = 3;

/**
 * Why a page is read: `opening` tells how the account cuts the list, `ending` how the list ends before its records are read, and
 * `rows` are the records.
 */
type PageRole = "opening" | "ending" | "rows";

/** A page to read. */
export interface PageWanted {
  readonly role: PageRole;
  readonly page: number;
  readonly size: number;
}

/** A page that was read. */
export interface PageStep extends PageWanted {
  /** Null while the account only says that there are more. */
  readonly totalPages: number | null;
  /** All records of the page; none when the list has become too short for it. */
  readonly ids: readonly CrmId[];
}

/**
 * What reading a page came to. Where the account does not tell how a list ends, there is nothing to hold its first page against later:
 * that is one of `rows` from the beginning.
 */
export function stepOf(wanted: PageWanted, answer: Pick<PageStep, "size" | "totalPages" | "ids">): PageStep {
  const { page, role } = wanted;
  return { role: role === "opening" && answer.totalPages === null ? "rows" : role, page, ...answer };
}

/** One walk from the first page to the last. */
class Pass {
  /** 0 before the opening page came. */
  size = 0;
  /** Infinity while the account only says that there are more. */
  totalPages = 0;
  next = 1;
  isChanged = false;
  opening: PageStep | null = null;
  ending: PageStep | null = null;
  readonly ids = new Set<CrmId>();
}

/**
 * Which pages a walk through a whole list reads, and which of their records are new. It is a plain function of the steps so far, so
 * the same steps lead to the same place after an interruption.
 *
 * Pages are cut by position. A record added before the place that was reached pushes another one to the next page, where it comes
 * again: it is left out there. A record removed pulls one back, which is then missed. Both show: a record comes twice in one pass, or
 * the first or the last page is not what it was before the pass. Then the list is walked again for what was missed, three times at
 * most. Where the account does not tell how a list ends before that is reached, only a pass that brings the same as the one before it
 * shows that nothing was missed. (What does not show is a removal that is made up for by an addition in the middle of the part not read yet: accounts add at
 * either end.)
 */
export class Walk {
  readonly #seen = new Set<CrmId>();
  #pass = new Pass();
  #latest = new Pass();
  #passes = 1;
  #isOver = false;
  #isSettled = false;
  #total: number | null = null;

  /** @param pageSize records to a page, as the account is asked for at first */
  constructor(private readonly pageSize: number) {}

  /** Records that came, each counted once. */
  get records(): number {
    return this.#seen.size;
  }

  /** Records in the whole list as far as is known. */
  get total(): number | null {
    return this.#total;
  }

  /** Whether the list stood still in the last pass, so that no record that was there throughout is missing. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /**
   * What to read next; nothing at the end. Several pages may be read at the same time where it is known that they are there, never the
   * last one, which has to tell of changes that happened while the others were read.
   */
  next(most: number): readonly PageWanted[] {
    const { size, totalPages, next, ending } = this.#pass;
    if (this.#isOver) return [];
    if (size === 0) return [{ role: "opening", page: 1, size: this.pageSize }];
    if (ending === null && totalPages < Infinity) return [{ role: "ending", page: totalPages, size }];
    // Nothing but the pass before can tell of an end that the account does not.
    const end = totalPages < Infinity ? totalPages : this.#latest.totalPages;
    const count = Math.max(1, Math.min(most, end - next));
    return Array.from({ length: count }, (_, index) => ({ role: "rows", page: next + index, size }));
  }

  /** Takes a page that was read and gives those of its records that are to be written. */
  take(step: PageStep): readonly CrmId[] {
    const pass = this.#pass;
    pass.totalPages = step.totalPages ?? Infinity;
    switch (step.role) {
      case "opening":
        pass.size = step.size;
        pass.opening = step;
        if (pass.totalPages > 1) return [];
        this.#total = step.ids.length;
        this.#end(true);
        return this.#unseen(step.ids);
      case "ending":
        pass.ending = step;
        if (step.page === step.totalPages) this.#total = (step.page - 1) * step.size + step.ids.length;
        return [];
      case "rows":
        return this.#takeRows(step);
    }
  }

  #takeRows(step: PageStep): readonly CrmId[] {
    const pass = this.#pass;
    const { totalPages } = pass;
    pass.size = step.size;
    pass.next = step.page + 1;
    if (step.page === 1 && pass.opening !== null && !isSamePage(step, pass.opening)) pass.isChanged = true;
    for (const id of step.ids) {
      if (pass.ids.has(id)) pass.isChanged = true;
      pass.ids.add(id);
    }
    const unseen = this.#unseen(step.ids);
    const isOfCounted = pass.ending !== null;
    // Past its end the list has become shorter, unless nobody knew its end.
    if (isOfCounted && step.page > totalPages) pass.isChanged = true;
    if (step.page < totalPages) return unseen;
    if (!isOfCounted) this.#total = (step.page - 1) * step.size + step.ids.length;
    this.#end(!pass.isChanged && (isOfCounted ? isSamePage(step, pass.ending) : this.#isAsBefore()));
    return unseen;
  }

  #end(isSettled: boolean): void {
    this.#isSettled = isSettled;
    this.#isOver = isSettled || this.#passes === MOST_PASSES;
    if (this.#isOver) return;
    this.#passes += 1;
    this.#latest = this.#pass;
    this.#pass = new Pass();
  }

  /**
   * Whether this pass began with all that the one before had, in its order. What came behind is new: a record that was moved to where
   * had been read already took the place of one that is gone, and that one would be lacking now.
   */
  #isAsBefore(): boolean {
    const [ids, before] = [[...this.#pass.ids], [...this.#latest.ids]];
    const isFirst = this.#passes === 1;
    return isFirst ? ids.length === 0 : !this.#latest.isChanged && before.every((id, index) => ids[index] === id);
  }

  #unseen(ids: readonly CrmId[]): readonly CrmId[] {
    const unseen = [...new Set(ids)].filter((id) => !this.#seen.has(id));
    for (const id of unseen) this.#seen.add(id);
    return unseen;
  }
}

function isSamePage(one: PageStep, other: PageStep | null): boolean {
  return one.page === other?.page && one.ids.join() === other.ids.join();
}
