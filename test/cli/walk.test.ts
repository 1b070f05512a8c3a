import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { stepOf, Walk, type PageStep, type PageWanted } from "../../src/export/walk.js";

const SIZE = 3;

/** What happens to the list before a page is read. */
type Change =
  { readonly kind: "remove"; readonly at: number } | { readonly kind: "prepend" } | { readonly kind: "append" };

/** An account that answers a page past the end with its first one, as accounts do, and then says so. */
function answer(list: readonly string[], wanted: PageWanted, isCounted = true): PageStep {
  const { page } = wanted;
  const pages = Math.ceil(list.length / SIZE);
  const totalPages = isCounted ? pages : endOf(page, pages);
  const ids = page > pages ? [] : list.slice((page - 1) * SIZE, page * SIZE);
  return stepOf(wanted, { size: SIZE, totalPages, ids });
}

/** What an account tells of the end that says no more than whether another page follows. */
function endOf(page: number, pages: number): number | null {
  if (page < pages) return null;
  return page > pages ? page - 1 : page;
}

/** Walks through a list that changes before each read; several pages may be read in any order. */
function walkThrough(
  length: number,
  changes: readonly (readonly Change[])[],
  atOnce: number,
  seed: readonly number[],
  isCounted = true,
) {
  const list = Array.from({ length }, (_, index) => `r${String(index)}`);
  const stayed = new Set(list);
  const walk = new Walk(SIZE);
  const written: string[] = [];
  const steps: PageStep[] = [];
  let reads = 0;
  let added = 0;
  for (let wanted = walk.next(atOnce); wanted.length > 0; wanted = walk.next(atOnce)) {
    const order = wanted.map((_, index) => index).sort((a, b) => (seed[a] ?? 0) - (seed[b] ?? 0));
    const answers = new Map<number, PageStep>();
    for (const index of order) {
      for (const change of changes[reads] ?? []) {
        if (change.kind === "prepend") list.unshift(`n${String((added += 1))}`);
        else if (change.kind === "append") list.push(`n${String((added += 1))}`);
        else for (const id of list.splice(change.at % Math.max(1, list.length), 1)) stayed.delete(id);
      }
      reads += 1;
      const page = wanted[index];
      if (page !== undefined) answers.set(index, answer(list, page, isCounted));
    }
    for (const step of wanted.map((_, index) => answers.get(index))) {
      if (step === undefined || walk.next(1)[0]?.page !== step.page) break;
      steps.push(step);
      written.push(...walk.take(step));
    }
  }
  return { walk, written, steps, stayed, reads };
}

const removal = fc.record({ kind: fc.constant("remove" as const), at: fc.nat(60) });
const addition = fc.constantFrom({ kind: "prepend" as const }, { kind: "append" as const });
const scenario = fc.record({
  length: fc.integer({ min: 0, max: 40 }),
  changes: fc.array(fc.array(fc.oneof(removal, addition), { maxLength: 2 }), { maxLength: 20 }),
  atOnce: fc.integer({ min: 1, max: 4 }),
  seed: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
});

describe("a walk through a list", () => {
  it.each([0, 1, SIZE, SIZE + 1, 4 * SIZE, 4 * SIZE + 1])(
    "that stands still brings all %i records once, in order",
    (length) => {
      const { walk, written, reads } = walkThrough(length, [], 2, [0, 1]);
      expect(written).toEqual(Array.from({ length }, (_, index) => `r${String(index)}`));
      expect({ isSettled: walk.isSettled, total: walk.total }).toEqual({ isSettled: true, total: length });
      const pages = Math.ceil(length / SIZE);
      expect(reads).toBe(pages > 1 ? pages + 2 : 1);
    },
  );

  it("that changes brings no record twice, ends, and says so if it may have missed one", () => {
    fc.assert(
      fc.property(scenario, ({ length, changes, atOnce, seed }) => {
        const { walk, written, stayed } = walkThrough(length, changes, atOnce, seed);
        expect(new Set(written).size).toBe(written.length);
        if (walk.isSettled) expect(written).toEqual(expect.arrayContaining([...stayed]));
      }),
      { numRuns: 3_000 },
    );
  });

  describe("whose end the account does not tell before it is reached", () => {
    it.each([0, 1, SIZE, SIZE + 1, 4 * SIZE, 4 * SIZE + 1])(
      "brings all %i records once, and is walked twice",
      (length) => {
        const { walk, written, reads } = walkThrough(length, [], 2, [0, 1], false);
        expect(written).toEqual(Array.from({ length }, (_, index) => `r${String(index)}`));
        expect({ isSettled: walk.isSettled, total: walk.total }).toEqual({ isSettled: true, total: length });
        const pages = Math.ceil(length / SIZE);
        expect(reads).toBe(pages > 1 ? 2 * pages : 1);
      },
    );

    it("is read twice and no more where it only grows at its end", () => {
      const grows = Array.from({ length: 40 }, (): readonly Change[] => [{ kind: "append" }]);
      const { walk, stayed, written, steps } = walkThrough(30, grows, 1, [], false);
      expect(walk.isSettled).toBe(true);
      expect(steps.filter(({ page }) => page === 1)).toHaveLength(2);
      expect(written).toEqual(expect.arrayContaining([...stayed]));
    });

    it("says so if it may have missed one while the list changed", () => {
      fc.assert(
        fc.property(scenario, ({ length, changes, atOnce, seed }) => {
          const { walk, written, stayed } = walkThrough(length, changes, atOnce, seed, false);
          expect(new Set(written).size).toBe(written.length);
          if (walk.isSettled) expect(written).toEqual(expect.arrayContaining([...stayed]));
        }),
        { numRuns: 3_000 },
      );
    });
  });

  it("is where it was when the same steps are taken again", () => {
    fc.assert(
      fc.property(scenario, fc.nat(), ({ length, changes, atOnce, seed }, cut) => {
        const { steps } = walkThrough(length, changes, atOnce, seed);
        const [one, other] = [new Walk(SIZE), new Walk(SIZE)];
        const before = steps.slice(0, cut % (steps.length + 1));
        expect(before.map((step) => one.take(step))).toEqual(before.map((step) => other.take(step)));
        expect(one.next(atOnce)).toEqual(other.next(atOnce));
        expect(one.records).toBe(other.records);
      }),
    );
  });

  it("that never stands still ends after three passes", () => {
    const changes = Array.from({ length: 200 }, () => [{ kind: "prepend" as const }]);
    const { walk, written, stayed } = walkThrough(12, changes, 1, []);
    expect(walk.isSettled).toBe(false);
    expect(written).toEqual(expect.arrayContaining([...stayed]));
  });
});
