import { describe, expect, it } from "@jest/globals";
import { differencesBetween, Failure, groupsOf } from "../../src/compare/difference.js";
import { pathFilter, shapeOf, written } from "../../src/compare/path.js";

const found = (from: unknown, to: unknown) =>
  differencesBetween(from, to).map(({ path, ...values }) => [written(path), values.from, values.to]);

describe("differences", () => {
  it("are none between equal answers, whatever the order of their fields", () => {
    const answer = { deals: { nodes: [{ id: "a", price: null, tags: ["x", "y"] }], totalCount: 1 } };
    const other = { deals: { totalCount: 1, nodes: [{ tags: ["x", "y"], price: null, id: "a" }] } };
    expect(found(answer, other)).toEqual([]);
  });

  it("are told by their path, with both values, undefined for what is not there", () => {
    const from = { deal: { price: "0", contacts: ["Ada"], status: { name: "New" } } };
    const to = { deal: { price: null, contacts: ["Ada", "Bob"], status: null, extra: 1 } };
    expect(found(from, to)).toEqual([
      ["deal.price", "0", null],
      ["deal.contacts.1", undefined, "Bob"],
      ["deal.status", { name: "New" }, null],
      ["deal.extra", undefined, 1],
    ]);
  });

  it.each<[string, (id: string) => object]>([
    ["id", (id: string) => ({ id, name: id })],
    ["crmId", (crmId: string) => ({ crmId, name: crmId })],
    ["the id of its node", (id: string) => ({ cursor: id, node: { id } })],
  ])("an item that is missing in a list is one difference, where items have %s", (_what, item) => {
    const [a, b, c] = ["a", "b", "c"].map(item);
    expect(found([a, b, c], [b, c])).toEqual([["0", a, undefined]]);
    expect(found([b, c], [a, b, c])).toEqual([["0", undefined, a]]);
  });

  it("another order is one difference, and so is what differs within an item that moved", () => {
    const from = [{ id: "a" }, { id: "b", price: 1 }, { id: "c" }];
    const to = [{ id: "c" }, { id: "b", price: 2 }, { id: "a" }];
    expect(found(from, to)).toEqual([
      ["1.price", 1, 2],
      ["(order)", ["a", "b", "c"], ["c", "b", "a"]],
    ]);
  });

  it("items with one id twice are compared by their places", () => {
    expect(found([{ id: "a" }, { id: "a", n: 1 }], [{ id: "a" }, { id: "a", n: 2 }])).toEqual([["1.n", 1, 2]]);
  });

  it("failures are the same by their code, whatever their words, and nothing else is the same as one", () => {
    const failure = new Failure("NOT_SUPPORTED", "one");
    expect(found({ a: failure }, { a: new Failure("NOT_SUPPORTED", "another") })).toEqual([]);
    expect(found({ a: failure }, { a: null })).toEqual([["a", failure, null]]);
    expect(found({ a: failure }, { a: { code: "NOT_SUPPORTED", message: "one" } })).toHaveLength(1);
  });

  it("come in groups that differ in nothing but positions", () => {
    const deals = (...prices: readonly string[]) => ({ deals: { nodes: prices.map((price) => ({ price })) } });
    const [group, ...others] = groupsOf(differencesBetween(deals("1.50", "2.50"), deals("1.5", "2.5")));
    expect(others).toEqual([]);
    expect(group?.shape).toBe("deals.nodes.*.price");
    expect(group?.differences.map(({ from }) => from)).toEqual(["1.50", "2.50"]);
  });
});

describe("patterns of paths", () => {
  const path = ["deals", "nodes", 4, "contacts", 0, "label"];

  it("name what all positions have in common", () => {
    expect(shapeOf(path)).toBe("deals.nodes.*.contacts.*.label");
  });

  it.each([
    "deals.nodes.*.contacts.*.label",
    "**.label",
    "**",
    "deals",
    "deals.**.contacts",
    "*.nodes.*.contacts.*.*",
    "**.deals.**.label",
  ])("%s means it", (pattern) => {
    expect(pathFilter(["nothing", pattern])(path)).toBe(true);
  });

  it.each(["label", "*.label", "deals.nodes.label", "deal", "deals.nodes.*.contacts.*.label.more", "**.lab", ""])(
    "%j does not",
    (pattern) => {
      expect(pathFilter([pattern])(path)).toBe(false);
    },
  );

  it("no pattern means nothing", () => {
    expect(pathFilter([])(path)).toBe(false);
  });

  it("take signs of regular expressions as they are", () => {
    expect(pathFilter(["deals.(order)"])(["deals", "(order)"])).toBe(true);
    expect(pathFilter(["deals.(order)"])(["deals", "order"])).toBe(false);
  });
});
