import { describe, expect, test } from "@jest/globals";
import { FairQueue } from "../../src/transport/fairQueue.js";
import type { Turn } from "../../src/transport/fairQueue.js";

interface Item {
  readonly name: string;
}

/** A queue of named items, whose operations are told apart by name too. */
class Queue {
  readonly queue = new FairQueue<Item>();
  readonly #operations = new Map<string, object>();

  push(name: string, caller: string, operation: string): () => void {
    const item = { name };
    const turn = this.turn(caller, operation);
    this.queue.push(item, turn);
    return () => this.queue.remove(item, turn);
  }

  makeRoomFor(caller: string, operation = `newest of ${caller}`): string | undefined {
    return this.queue.makeRoomFor(this.turn(caller, operation))?.name;
  }

  turn(caller: string, operation: string): Turn {
    const known = this.#operations.get(operation) ?? {};
    this.#operations.set(operation, known);
    return { caller, operation: known };
  }

  takeAll(): string[] {
    const names: string[] = [];
    for (let item = this.queue.next(); item !== undefined; item = this.queue.next()) names.push(item.name);
    expect([this.queue.size, this.queue.isEmpty]).toEqual([0, true]);
    return names;
  }
}

describe("turns", () => {
  test("callers take turns, however many operations they have", () => {
    const queue = new Queue();
    for (let i = 1; i <= 4; i++) queue.push(`a${i}`, "a", `operation ${i}`);
    for (let i = 1; i <= 2; i++) queue.push(`b${i}`, "b", "of b");
    queue.push("c1", "c", "of c");
    expect(queue.takeAll()).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
  });

  test("the operations of a caller take turns", () => {
    const queue = new Queue();
    for (let i = 1; i <= 3; i++) queue.push(`large${i}`, "a", "large");
    queue.push("small1", "a", "small");
    queue.push("other1", "b", "other");
    expect(queue.takeAll()).toEqual(["large1", "other1", "small1", "large2", "large3"]);
  });

  test("who comes back goes behind those who wait", () => {
    const queue = new Queue();
    queue.push("a1", "a", "one");
    queue.push("b1", "b", "two");
    queue.push("b2", "b", "two");
    expect(queue.queue.next()?.name).toBe("a1");
    queue.push("a2", "a", "one");
    expect(queue.takeAll()).toEqual(["b1", "a2", "b2"]);
  });

  test("urgent ones go first, and are not counted", () => {
    const queue = new Queue();
    queue.push("a1", "a", "one");
    const urgent = [{ name: "u1" }, { name: "u2" }, { name: "u3" }] as const;
    urgent.forEach((item) => queue.queue.push(item, "urgent"));
    queue.queue.remove(urgent[1], "urgent");
    expect(queue.queue.size).toBe(1);
    expect(queue.takeAll()).toEqual(["u1", "u3", "a1"]);
  });

  test("what is removed is never taken, and removing twice is removing once", () => {
    const queue = new Queue();
    const remove = ["a1", "a2", "a3"].map((name) => queue.push(name, "a", "one"));
    queue.push("b1", "b", "two");
    remove[1]?.();
    remove[1]?.();
    expect(queue.queue.size).toBe(3);
    expect(queue.queue.next()?.name).toBe("a1");
    remove[0]?.();
    remove[2]?.();
    expect(queue.takeAll()).toEqual(["b1"]);
  });

  test("a thousand random comings and goings lose and repeat nothing", () => {
    const queue = new Queue();
    const waiting = new Map<string, () => void>();
    let seed = 11;
    const random = (below: number): number => (seed = (seed * 16807) % 2147483647) % below;
    for (let i = 0; i < 1_000; i++) {
      const name = String(i);
      if (random(3) > 0) waiting.set(name, queue.push(name, `caller ${random(5)}`, `operation ${random(20)}`));
      else if (random(2) === 0) {
        const [leaving] = [...waiting].slice(random(waiting.size || 1));
        leaving?.[1]();
        if (leaving !== undefined) waiting.delete(leaving[0]);
      } else {
        const taken = queue.queue.next()?.name;
        expect(taken === undefined ? waiting.size === 0 : waiting.delete(taken)).toBe(true);
      }
      expect(queue.queue.size).toBe(waiting.size);
    }
    expect(queue.takeAll().sort()).toEqual([...waiting.keys()].sort());
  });
});

describe("room for a newcomer", () => {
  test("is made by the newest of the caller who has the most, whichever operation it is of", () => {
    const queue = new Queue();
    for (let i = 1; i <= 3; i++) queue.push(`a${i}`, "a", `operation ${i}`);
    queue.push("b1", "b", "of b");
    queue.push("a4", "a", "operation 1");
    expect(queue.makeRoomFor("c")).toBe("a4");
    expect(queue.makeRoomFor("c")).toBe("a3");
    expect(queue.queue.size).toBe(3);
    expect(queue.takeAll()).toEqual(["a1", "b1", "a2"]);
  });

  test("is made only by a caller who has clearly more", () => {
    const queue = new Queue();
    expect(queue.makeRoomFor("a")).toBeUndefined();
    for (let i = 1; i <= 5; i++) queue.push(`a${i}`, "a", `operation ${i}`);
    for (let i = 1; i <= 2; i++) queue.push(`b${i}`, "b", `operation ${i}`);
    // With one more it would have three, which is not half of five.
    expect(queue.makeRoomFor("b")).toBeUndefined();
    expect(queue.makeRoomFor("a")).toBeUndefined();
    expect(queue.makeRoomFor("c")).toBe("a5");
  });

  test("is made within a caller by the newest of the operation that has clearly the most", () => {
    const queue = new Queue();
    for (let i = 1; i <= 4; i++) queue.push(`large${i}`, "a", "large");
    queue.push("small1", "a", "small");
    queue.push("b1", "b", "of b");
    expect(queue.makeRoomFor("a", "large")).toBeUndefined();
    expect(queue.makeRoomFor("a", "small")).toBe("large4");
    queue.push("small2", "a", "small");
    expect(queue.makeRoomFor("a", "small")).toBeUndefined();
    expect(queue.makeRoomFor("a", "another")).toBe("large3");
    expect(queue.takeAll()).toEqual(["large1", "b1", "small1", "large2", "small2"]);
  });
});
