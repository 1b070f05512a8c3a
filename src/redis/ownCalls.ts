/** The calls of this instance that count against the rate, whoever gave them leave. */
export class OwnCalls {
  readonly #underWay = new Set<string>();
  /** Those that are over, and until when they count. */
  readonly #over = new Map<string, number>();

  /** @param now monotonic clock in milliseconds */
  constructor(private readonly now: () => number) {}

  begin(id: string): void {
    this.#underWay.add(id);
  }

  /** @param countsMs milliseconds that it still counts */
  end(id: string, countsMs: number): void {
    this.#underWay.delete(id);
    if (countsMs > 0) this.#over.set(id, this.now() + countsMs);
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  /** How many count. */
  get count(): number {
    this.#forgetLapsed();
    return this.#underWay.size + this.#over.size;
  }

  /** Milliseconds until one that is over counts no more; Infinity when all are under way. */
  get nextLapsesInMs(): number {
    return Math.min(...this.#over.values()) - this.now();
  }

  /** Each call and the milliseconds that it still counts; null for one under way. */
  list(): readonly (readonly [id: string, countsMs: number | null])[] {
    this.#forgetLapsed();
    const time = this.now();
    return [
      ...Array.from(this.#underWay, (id) => [id, null] as const),
      ...Array.from(this.#over, ([id, until]) => [id, Math.ceil(until - time)] as const),
    ];
  }

  #forgetLapsed(): void {
    const time = this.now();
    for (const [id, until] of this.#over) if (until <= time) this.#over.delete(id);
  }
}
