import { readFile } from "node:fs/promises";
import { buildSchema, findBreakingChanges, findDangerousChanges, type GraphQLSchema } from "graphql";

/** What a new schema does to clients written for an old one, a line each. */
export interface SchemaReport {
  readonly breaking: readonly string[];
  readonly dangerous: readonly string[];
}

/** Reads a schema from a file of SDL. */
export async function readSchemaFile(path: string): Promise<GraphQLSchema> {
  return buildSchema(await readFile(path, "utf8"));
}

/** Compares two schemas for their clients' sake. */
export function compareSchemas(older: GraphQLSchema, newer: GraphQLSchema): SchemaReport {
  return {
    breaking: findBreakingChanges(older, newer).map((change) => change.description),
    dangerous: findDangerousChanges(older, newer).map((change) => change.description),
  };
}
