import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { buildSchema, execute, parse, validate, isObjectType, type GraphQLSchema } from "graphql";
import { Engine } from "../../src/graphql/engine/engine.js";
import { randomQuery } from "./randomQuery.js";
import { told } from "./told.js";

// The engine against graphql-js on a schema of all kinds of types, whose fields are values, promises, functions, nulls and failures
// at random. Both are asked the same and have to say the same.

const SCHEMA = buildSchema(`
  interface Named { name: String! }
  type Thing implements Named {
    name: String!
    note: String
    size: Int!
    flag: Boolean
    key: ID!
    kind: Kind
    one: Thing
    sure: Thing!
    some: [Thing]
    all: [Thing!]!
    grid: [[Int!]]
    named: Named
    sureNamed: [Named!]
    sum(a: Int = 2, b: Int!): Int
  }
  type Other implements Named { name: String! colour: Kind! thing: Thing }
  enum Kind { RED BLUE }
  type Query { one: Thing sure: Thing! some: [Thing] all: [Thing!]! named: Named text: String sum(a: Int = 2, b: Int!): Int }
`);

/**
 * What may not be null does not fail late here: graphql-js leaves a late rejection alone when an earlier item of the same list has
 * failed, and Node.js ends the process for that. Late failures have cases of their own below.
 */
const EARLY = ["value", "value", "value", "function", "null", "nothing", "error", "throw"] as const;
const BEHAVIOURS = [
  "value",
  "value",
  "value",
  "value",
  "promise",
  "promise",
  "function",
  "null",
  "nothing",
  "error",
  "throw",
  "reject",
] as const;

/** In the seed of objects in whose fields nothing is late. */
const ALL_EARLY = "~";

/** A number from a text, the same each time. */
function hash(text: string): number {
  let mixed = 0x811c9dc5;
  for (const character of text) mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return mixed;
}

function pick<Item>(items: readonly Item[], seed: string): Item {
  const item = items[hash(seed) % items.length];
  if (item === undefined) throw new RangeError("there is nothing to pick from");
  return item;
}

/** An object whose properties are made when they are read, out of the seed and the way to them. */
function thing(seed: string, type: "Thing" | "Other" | "Query", calm: number): object {
  const definition = SCHEMA.getType(type);
  if (!isObjectType(definition)) throw new TypeError(`there is no type ${type}`);
  const source = { __typename: type };
  for (const field of Object.values(definition.getFields())) {
    Object.defineProperty(source, field.name, {
      get: () => behave(`${seed}.${field.name}`, String(field.type), calm),
    });
  }
  return source;
}

function behave(seed: string, type: string, calm: number): unknown {
  const behaviours = type.endsWith("!") || seed.includes(ALL_EARLY) ? EARLY : BEHAVIOURS;
  const behaviour = hash(`${seed}?`) % 100 < calm ? "value" : pick<(typeof BEHAVIOURS)[number]>(behaviours, `${seed}!`);
  switch (behaviour) {
    case "value":
      return valueOf(seed, type, calm);
    case "promise":
      return Promise.resolve(valueOf(seed, type, calm));
    case "function":
      return ({ a = 0, b = 0 }: { readonly a?: number; readonly b?: number }) =>
        type === "Int" ? a + b : valueOf(seed, type, calm);
    case "null":
      return null;
    case "nothing":
      return undefined;
    case "error":
      return new Error(`error at ${seed}`);
    case "throw":
      throw new Error(`thrown at ${seed}`);
    case "reject":
      return Promise.reject(new Error(`rejected at ${seed}`));
  }
}

function valueOf(seed: string, type: string, calm: number): unknown {
  if (type.endsWith("!")) return valueOf(seed, type.slice(0, -1), calm);
  if (type.startsWith("[")) {
    if (hash(`${seed}#`) % 40 === 0) return "no list";
    const numbers = Array.from({ length: hash(seed) % 4 }, (_, index) => index);
    const inner = type.slice(1, -1);
    const list = numbers.map((index) => {
      const items =
        inner.endsWith("!") || seed.includes(ALL_EARLY)
          ? (["value", "null", "error"] as const)
          : (["value", "promise", "null", "error", "reject"] as const);
      const item = hash(`${seed}${index}%`) % 100 < calm ? "value" : pick<string>(items, `${seed}${index}`);
      const value = (): unknown => valueOf(`${seed}${inner.endsWith("!") ? ALL_EARLY : ""}[${index}]`, inner, calm);
      if (item === "promise") return Promise.resolve(value());
      if (item === "reject") return Promise.reject(new Error(`rejected at ${seed}[${index}]`));
      if (item === "error") return new Error(`error at ${seed}[${index}]`);
      return item === "null" ? null : value();
    });
    return hash(`${seed}@`) % 4 === 0 ? new Set(list) : list;
  }
  switch (type) {
    case "Int":
      return pick([1, 2, 1.5, "3", true], seed);
    case "Boolean":
      return pick([true, false, 1, "no"], seed);
    case "Kind":
      return pick(["RED", "BLUE", "GREEN"], seed);
    case "String":
    case "ID":
      return pick(["a", "b", 7, true, {}], seed);
    case "Named":
      return thing(seed, pick(["Thing", "Other"] as const, seed), calm);
    default:
      return thing(seed, "Thing", calm);
  }
}

async function both(
  schema: GraphQLSchema,
  source: string,
  variables: Readonly<Record<string, unknown>>,
  root: () => object,
) {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const wrapped = withRoot(schema, root);
  const engine = new Engine(wrapped.schema);
  const first = await engine.execute({ document, variables, context: wrapped.fresh() });
  const again = await engine.execute({ document, variables, context: wrapped.fresh() });
  const reference = await execute({
    schema: wrapped.schema,
    document,
    variableValues: variables,
    contextValue: wrapped.fresh(),
  });
  return { first: told(first), again: told(again), reference: told(reference) };
}

/** The schema with root fields that read the root object of the run's context: the engine has no root value. */
function withRoot(schema: GraphQLSchema, root: () => object) {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    field.resolve = (_source, args, context: { readonly root: object }, info) => {
      const value: unknown = Reflect.get(context.root, field.name);
      return typeof value === "function" ? Reflect.apply(value, context.root, [args, context, info]) : value;
    };
  }
  return { schema, fresh: () => ({ root: root() }) };
}

test.each([
  ["calm", 92],
  ["rough", 70],
  ["wild", 30],
])(
  "on %s data the engine and graphql-js say the same",
  async (_name, calm) => {
    let failing = 0;
    await fc.assert(
      fc.asyncProperty(randomQuery(SCHEMA, { depth: 5 }), fc.nat(), async ({ source, variables }, seed) => {
        const { first, again, reference } = await both(SCHEMA, source, variables, () =>
          thing(String(seed), "Query", calm),
        );
        expect(first).toEqual(reference);
        expect(again).toEqual(reference);
        if (reference.errors.length + reference.emptied.length > 0) failing += 1;
      }),
      { numRuns: 300 },
    );
    // A property that nothing ever happens to would prove nothing.
    expect(failing).toBeGreaterThan(50);
  },
  120_000,
);

test.each([
  ["a late field that may not be null", "{ one { sure { name } note } text }"],
  ["a late item that may not be null", "{ one { all { name } } text }"],
  ["a late object in which a late field fails", "{ some { sure { sure { size } } } }"],
  ["a root field that may not be null", "{ sure { name } text }"],
])("%s", async (_name, source) => {
  const late = <Value>(value: Value): Promise<Value> => new Promise((resolve) => setTimeout(() => resolve(value), 2));
  const bad = {
    name: "bad",
    size: late("no number"),
    all: [],
    get sure() {
      return late(bad);
    },
  };
  const one = {
    note: late("there"),
    all: [late({ name: "first" }), late({ name: late(null) })],
    get sure() {
      return late({ name: late(new Error("late")) });
    },
  };
  const root = () => ({
    one: late(one),
    sure: late({ name: late(null) }),
    some: [late(bad), null],
    text: late("text"),
  });
  const { first, again, reference } = await both(SCHEMA, source, {}, root);
  expect(reference.errors.length + reference.emptied.length).toBeGreaterThan(0);
  expect(first).toEqual(reference);
  expect(again).toEqual(reference);
});
