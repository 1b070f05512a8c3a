import "reflect-metadata";
import { readFile } from "node:fs/promises";
import { printGatewaySchema } from "../graphql/printSchema.js";
import { buildGatewaySchema } from "../graphql/schema.js";
import { compareSchemas, readSchemaFile } from "../server/compareSchemas.js";
import { EXIT } from "./ending.js";

const COMMITTED_SCHEMA = "schema/schema.graphql";

/** What `amoql schema` can be told by flags. */
export interface SchemaFlags {
  /** True: compare with the committed schema; a path: with that file. */
  readonly check?: string | true;
}

export async function runSchema(flags: SchemaFlags): Promise<void> {
  const schema = await buildGatewaySchema();
  const printed = printGatewaySchema(schema);
  if (flags.check === undefined) {
    process.stdout.write(printed);
  } else if (flags.check === true) {
    if ((await readFile(COMMITTED_SCHEMA, "utf8")) !== printed) {
      console.error(`${COMMITTED_SCHEMA} is not what the code says. Run: npx amoql schema > ${COMMITTED_SCHEMA}`);
      process.exitCode = EXIT.failed;
    }
  } else {
    const report = compareSchemas(await readSchemaFile(flags.check), schema);
    for (const change of report.breaking) console.log(`breaking   ${change}`);
    for (const change of report.dangerous) console.log(`dangerous  ${change}`);
    if (report.breaking.length > 0) process.exitCode = EXIT.failed;
  }
}
