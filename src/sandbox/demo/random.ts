/** A repeatable source of choices: the same seed always gives the same sequence. */
export interface Random {
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean;
  /** One item. Throws RangeError when there is none. */
  pick<T>(items: readonly T[]): T;
  /** All items in a random order; the argument stays as it is. */
  shuffle<T>(items: readonly T[]): T[];
}

/** Creates a source of choices from a 32-bit seed: a Weyl sequence whose steps are scrambled by multiply and shift. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;

  function fraction(): number {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  function between(low: number, high: number): number {
    return low + Math.floor(fraction() * (high - low + 1));
  }

  return {
    between,
    chance: (probability) => fraction() < probability,
    pick(items) {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new RangeError("There is nothing to pick from");
      return item;
    },
    shuffle(items) {
      return items
        .map((item) => ({ item, key: fraction() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item);
    },
  };
}
