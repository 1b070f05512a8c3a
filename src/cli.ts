#!/usr/bin/env node
import "reflect-metadata";
import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { GraphQLError } from "graphql";
import { pino } from "pino";
import { ConfigError, readGatewayConfig, readSandboxConfig } from "./config.js";
import { buildGatewaySchema } from "./graphql/schema.js";
import { printGatewaySchema } from "./graphql/printSchema.js";
import { DEMO_CREDENTIALS } from "./sandbox/account.js";
import { switchHelp } from "./sandbox/switches.js";
import { compareSchemas, readSchemaFile } from "./server/compareSchemas.js";
import { ping } from "./server/ping.js";
import { serve } from "./server/serve.js";
import { startSandbox } from "./server/startSandbox.js";

const COMMITTED_SCHEMA = "schema/schema.graphql";
/** Longest time from the signal to the end of the process. */
const SHUTDOWN_MS = 10_000;

/** Flags as the variables they stand for: a flag beats the environment. */
function variables(flags: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return { ...process.env, ...Object.fromEntries(given) };
}

/** Runs until SIGTERM or SIGINT, then closes; a second signal ends the process at once. */
function closeOnSignal(close: () => Promise<void>): void {
  const stop = (): void => {
    process.removeListener("SIGTERM", stop).removeListener("SIGINT", stop);
    setTimeout(() => fail(new Error(`amoql: could not finish in ${SHUTDOWN_MS / 1000} seconds`)), SHUTDOWN_MS).unref();
    close().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
}

/** Logs what nobody caught, rejections included, and ends the process: its state can no longer be trusted. */
function endOnBug(): void {
  process.on("uncaughtException", (error) => {
    pino().fatal({ err: error }, "a bug ends the process");
    process.exit(1);
  });
}

/** Ends the process with one line for what the user can mend, and the whole error for a bug. */
function fail(error: unknown): never {
  console.error(isForUser(error) ? `amoql: ${error.message}` : error);
  process.exit(1);
}

/** Errors whose message says all that is needed: wrong settings, a port in use, a file that is not there or not a schema. */
function isForUser(error: unknown): error is Error {
  if (error instanceof ConfigError || error instanceof GraphQLError) return true;
  return error instanceof Error && "syscall" in error;
}

const program = new Command("amoql")
  .description("One typed GraphQL schema over the HTTP APIs of an amoCRM / Kommo account")
  .showHelpAfterError();

program
  .command("serve")
  .description("Run the gateway; without AMO_URL on an embedded sandbox account with demo data")
  .option("--host <host>", "address to listen on (HOST, 127.0.0.1)")
  .option("--port <port>", "port to listen on, 0 for any free one (PORT, 4000)")
  .option("--amo-url <url>", "address of the account, for example https://company.amocrm.com (AMO_URL)")
  .option("--data <file>", "data file of the embedded sandbox, :memory: for none (SANDBOX_DATA, .amoql/sandbox.db)")
  .addHelpText("after", "\nThe other settings are environment variables: see docs/configuration.md.")
  .action(async (flags: { host?: string; port?: string; amoUrl?: string; data?: string }) => {
    const config = readGatewayConfig(
      variables({ HOST: flags.host, PORT: flags.port, AMO_URL: flags.amoUrl, SANDBOX_DATA: flags.data }),
    );
    endOnBug();
    const gateway = await serve(config);
    closeOnSignal(() => gateway.close());
    console.log(`amoql is listening on ${gateway.url}`);
    console.log(`  playground  ${config.playground ? `${gateway.url}/` : "off (PLAYGROUND=false)"}`);
    console.log(`  GraphQL     ${gateway.url}/graphql`);
    console.log(
      `  account     ${gateway.sandboxUrl === null ? config.account.kind : `embedded sandbox on ${gateway.sandboxUrl}`}`,
    );
  });

program
  .command("sandbox")
  .description("Run the sandbox account alone: an amoCRM-compatible server that keeps its data in a file")
  .option("--host <host>", "address to listen on (HOST, 127.0.0.1)")
  .option("--port <port>", "port to listen on, 0 for any free one (SANDBOX_PORT, 4010)")
  .option("--data <file>", "data file, :memory: for none (SANDBOX_DATA, .amoql/sandbox.db)")
  .option("--empty", "start a new data file without the demo data")
  .option("--option <name=value...>", "set a switch (SANDBOX_OPTIONS, separated by commas)")
  .addHelpText("after", () => `\nSwitches:\n${switchHelp()}`)
  .action(async (flags: { host?: string; port?: string; data?: string; empty?: boolean; option?: string[] }) => {
    const config = readSandboxConfig(
      variables({
        HOST: flags.host,
        SANDBOX_PORT: flags.port,
        SANDBOX_DATA: flags.data,
        SANDBOX_OPTIONS: flags.option?.join(","),
      }),
    );
    endOnBug();
    const sandbox = await startSandbox({
      host: config.host,
      port: config.port,
      data: config.data,
      empty: flags.empty ?? false,
      switches: config.switches,
      onError: (error) => console.error(error),
    });
    closeOnSignal(() => sandbox.close());
    console.log(`amoql sandbox is listening on ${sandbox.url}`);
    console.log(`  login     ${DEMO_CREDENTIALS.login}`);
    console.log(`  password  ${DEMO_CREDENTIALS.password}`);
    console.log(`  API key   ${DEMO_CREDENTIALS.key}`);
  });

program
  .command("schema")
  .description("Print the schema with its directives, or compare it")
  .option("--check [old]", `compare with ${COMMITTED_SCHEMA}, or report what breaks clients of an older schema file`)
  .action(async (flags: { check?: string | true }) => {
    const schema = await buildGatewaySchema();
    const printed = printGatewaySchema(schema);
    if (flags.check === undefined) {
      process.stdout.write(printed);
    } else if (flags.check === true) {
      if ((await readFile(COMMITTED_SCHEMA, "utf8")) !== printed) {
        console.error(`${COMMITTED_SCHEMA} is not what the code says. Run: npx amoql schema > ${COMMITTED_SCHEMA}`);
        process.exitCode = 1;
      }
    } else {
      const report = compareSchemas(await readSchemaFile(flags.check), schema);
      for (const change of report.breaking) console.log(`breaking   ${change}`);
      for (const change of report.dangerous) console.log(`dangerous  ${change}`);
      if (report.breaking.length > 0) process.exitCode = 1;
    }
  });

program
  .command("ping")
  .description("Check that the account can be reached and the service user may use it")
  .option("--amo-url <url>", "address of the account, for example https://company.amocrm.com (AMO_URL)")
  .action(async (flags: { amoUrl?: string }) => {
    const config = readGatewayConfig(variables({ AMO_URL: flags.amoUrl }));
    for await (const step of ping(config)) {
      console.log(`${step.ok ? "ok    " : "failed"}  ${step.name}: ${step.detail}`);
      if (!step.ok) process.exitCode = 1;
    }
  });

program.parseAsync().catch(fail);
