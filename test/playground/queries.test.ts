import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { buildSchema, Kind, parse, validate } from "graphql";
import type { OperationDefinitionNode } from "graphql";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const QUERIES = join(ROOT, "src/playground/queries");

const schema = buildSchema(readFileSync(join(ROOT, "schema/schema.graphql"), "utf8"));
const names = readdirSync(QUERIES).flatMap((file) => (file.endsWith(".graphql") ? [file.slice(0, -8)] : []));

function read(name: string) {
  const document = parse(readFileSync(join(QUERIES, `${name}.graphql`), "utf8"));
  return {
    document,
    operations: document.definitions.filter(
      (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
    ),
  };
}

function variablesOf(name: string): Record<string, unknown> {
  const file = join(QUERIES, `${name}.json`);
  if (!readdirSync(QUERIES).includes(`${name}.json`)) return {};
  const variables: unknown = JSON.parse(readFileSync(file, "utf8"));
  return typeof variables === "object" && variables !== null ? { ...variables } : {};
}

describe("the demo queries of the playground", () => {
  it("cover the nine tabs", () => {
    expect(names.sort()).toEqual([
      "catalogs",
      "contact",
      "contacts",
      "deal",
      "edits",
      "search",
      "session",
      "watch",
      "welcome",
    ]);
  });

  it.each(names)("%s is valid against the schema", (name) => {
    expect(validate(schema, read(name).document)).toEqual([]);
  });

  it.each(names)("%s has named operations only, so that they can be chosen from the menu", (name) => {
    const operationNames = read(name).operations.map((operation) => operation.name?.value);
    expect(operationNames.length).toBeGreaterThan(0);
    expect(operationNames).not.toContain(undefined);
  });

  it.each(names)("%s has exactly the variables that its operations declare, and each required one", (name) => {
    const declared = read(name).operations.flatMap((operation) => operation.variableDefinitions ?? []);
    const given = Object.keys(variablesOf(name));
    const required = declared.filter((variable) => variable.type.kind === Kind.NON_NULL_TYPE && !variable.defaultValue);
    expect(declared.map((variable) => variable.variable.name.value)).toEqual(expect.arrayContaining(given));
    expect(given).toEqual(expect.arrayContaining(required.map((variable) => variable.variable.name.value)));
  });
});
