/** Places that are taken and given back, of which one address may have half. */
export class Places {
  readonly #byAddress = new Map<string, number>();
  #taken = 0;

  constructor(private readonly most: number) {}

  /** Takes a place, which the returned function gives back, however often it is called. Null when there is none. */
  take(address: string): (() => void) | null {
    const own = this.#byAddress.get(address) ?? 0;
    if (this.#taken >= this.most || own >= Math.ceil(this.most / 2)) return null;
    this.#taken += 1;
    this.#byAddress.set(address, own + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#taken -= 1;
      const left = (this.#byAddress.get(address) ?? 0) - 1;
      if (left === 0) this.#byAddress.delete(address);
      else this.#byAddress.set(address, left);
    };
  }
}
