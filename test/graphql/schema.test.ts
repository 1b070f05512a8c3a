import { beforeAll, describe, expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import {
  graphql,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validate,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import { printGatewaySchema } from "../../src/graphql/printSchema.js";
import { buildGatewaySchema } from "../../src/graphql/schema.js";

const OPERATIONS = "schema/operations";

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildGatewaySchema();
});

function ownTypes(): readonly GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
}

/** The fields of all object and interface types whose name ends like this, as SDL signatures. */
function typesEnding(suffix: string): readonly (readonly [name: string, fields: Readonly<Record<string, string>>])[] {
  return ownTypes()
    .filter((type) => isObjectType(type) && type.name.endsWith(suffix))
    .map((type) => [
      type.name,
      isObjectType(type)
        ? Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, String(field.type)]))
        : {},
    ]);
}

test("the committed schema is what the code says", () => {
  expect(printGatewaySchema(schema)).toBe(readFileSync("schema/schema.graphql", "utf8"));
});

/** A type with all its parts, under the names that SDL would point to them by. */
function partsOf(type: GraphQLNamedType): readonly (readonly [name: string, description: string | null | undefined])[] {
  const { name } = type;
  if (isEnumType(type)) return type.getValues().map((value) => [`${name}.${value.name}`, value.description]);
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => [`${name}.${field.name}`, field.description]);
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    [`${name}.${field.name}`, field.description] as const,
    ...field.args.map((arg) => [`${name}.${field.name}(${arg.name}:)`, arg.description] as const),
  ]);
}

test("every type, field, argument and enum value is described", () => {
  const parts = ownTypes().flatMap((type) => [[type.name, type.description] as const, ...partsOf(type)]);
  expect(parts.length).toBeGreaterThan(500);
  expect(parts.filter(([, description]) => !description)).toEqual([]);
});

test("names follow the conventions of GraphQL", () => {
  for (const type of ownTypes()) expect(type.name).toMatch(/^[A-Z][A-Za-z]+$/);
  const parts = ownTypes().flatMap((type) =>
    partsOf(type).map(([name]) => ({ type, own: name.replace(/^.*[.(]|:\)$/g, "") })),
  );
  const names = (kind: (type: GraphQLNamedType) => boolean) =>
    parts.filter(({ type }) => kind(type)).map(({ own }) => own);
  const values = names(isEnumType);
  expect(values.length).toBeGreaterThan(20);
  for (const name of values) expect(name).toMatch(/^[A-Z]+\d?(?:_[A-Z]+)*$/);
  const fields = names((type) => !isEnumType(type));
  expect(fields.length).toBeGreaterThan(400);
  for (const name of fields) expect(name).toMatch(/^[a-z]+(?:[A-Z][a-z]+)*$/);
});

describe("shapes that clients rely on", () => {
  test("what implements Node can be fetched by its id, as Relay expects", () => {
    const query = schema.getQueryType()?.getFields() ?? {};
    expect(String(query["node"]?.type)).toBe("Node");
    expect(query["node"]?.args.map((arg) => `${arg.name}: ${String(arg.type)}`)).toEqual(["id: ID!"]);
    const nodes = ownTypes().filter(
      (type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === "Node"),
    );
    expect(nodes.map((type) => type.name).sort()).toEqual(["Catalog", "Contact", "Deal", "Note", "Task"]);
    for (const [, fields] of typesEnding("Edge")) expect(Object.keys(fields)).toEqual(["cursor", "node"]);
  });

  test("every payload has user errors", () => {
    const payloads = typesEnding("Payload");
    expect(payloads.length).toBeGreaterThan(25);
    for (const [, fields] of payloads) expect(fields).toHaveProperty("userErrors", "[UserError!]!");
  });

  test("every connection has edges, nodes, page info and a nullable count", () => {
    const connections = typesEnding("Connection");
    expect(connections).toHaveLength(5);
    for (const [name, fields] of connections) {
      const item = name.replace("Connection", "");
      expect(fields).toEqual({
        edges: `[${item}Edge!]!`,
        nodes: `[${item}!]!`,
        pageInfo: "PageInfo!",
        totalCount: "Int",
      });
    }
  });

  test("every mutation is nullable, so that one failure leaves the others their results", () => {
    for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      expect(String(field.type)).not.toMatch(/!$/);
      expect(field.astNode?.directives?.map((directive) => directive.name.value)).toEqual(["semanticNonNull"]);
    }
  });
});

describe("inputs that take exactly one of their fields", () => {
  const MUTATION =
    "mutation ($credentials: CredentialsInput!) { sessionCreate(credentials: $credentials) { __typename } }";
  const password = { login: "a", password: "b" };
  const apiKey = { login: "a", key: "b" };

  test.each([
    ["two", { password, apiKey }],
    ["none", {}],
    ["a null", { password: null }],
  ])("are refused with %s", async (_name, credentials) => {
    const result = await graphql({ schema, source: MUTATION, variableValues: { credentials } });
    expect(result.data).toBeUndefined();
    expect(result.errors?.map((error) => error.message).join()).toMatch(/CredentialsInput|password/);
  });

  test("are marked in introspection", () => {
    const marked = ownTypes().filter((type) => isInputObjectType(type) && type.isOneOf);
    expect(marked.map((type) => type.name).sort()).toEqual([
      "ActivitySubjectInput",
      "CompanyRefInput",
      "CredentialsInput",
    ]);
  });
});

describe("the operations that come with the schema", () => {
  const documents = readdirSync(OPERATIONS).map((file) => readFileSync(`${OPERATIONS}/${file}`, "utf8"));
  const all = parse(documents.join("\n"));

  test("are valid, with names of their own", () => {
    expect(validate(schema, all)).toEqual([]);
  });

  test("use every query, mutation and subscription", () => {
    const used = documents.join("\n");
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    );
    expect(roots.filter((field) => !new RegExp(`\\b${field}\\b`).test(used))).toEqual([]);
  });
});
