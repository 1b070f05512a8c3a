#!/usr/bin/env node
import { Argument, Command, Option } from "commander";
import type { CompareFlags } from "./cli/compare.js";
import { EXIT, fail } from "./cli/ending.js";
import type { ExportFlags } from "./cli/export.js";
import type { LoginFlags } from "./cli/login.js";
import type { PingFlags } from "./cli/ping.js";
import type { SandboxFlags } from "./cli/sandbox.js";
import type { SchemaFlags } from "./cli/schema.js";
import type { ServeFlags } from "./cli/serve.js";
import type { WebhooksAction, WebhooksFlags } from "./cli/webhooks.js";
import type { ExportKind } from "./export/exportKind.js";
import type { ExportFormat } from "./export/rowFormat.js";
import { switchHelp } from "./sandbox/switches.js";
import { packageVersion } from "./server/version.js";

// What a command needs is loaded when it runs, so that the others and the help do not wait for it.

const AMO_URL = [
  "--amo-url <url>",
  "address of the account, for example https://company.amocrm.com (AMO_URL)",
] as const;

const program = new Command("amoql")
  .description("One typed GraphQL schema over the HTTP APIs of an amoCRM / Kommo account")
  .version(packageVersion(), "--version", "print the version")
  .helpCommand(false)
  .addHelpText(
    "after",
    `
Examples:
  amoql serve                      a gateway on a made-up account, to try it out: http://127.0.0.1:4000
  amoql ping                       is the account of AMO_URL reached, and may the service user use it?
  amoql export contacts            all contacts into contacts.jsonl
  amoql export --help              what a command can be told

Settings are environment variables, and flags beat them. To take them from a file: node --env-file=.env dist/cli.js serve
docs/command-line.md describes the commands, docs/configuration.md the variables.`,
  );

program
  .command("serve")
  .description("Run the gateway; without AMO_URL on an embedded sandbox account with demo data")
  .option("--host <host>", "address to listen on (HOST, 127.0.0.1)")
  .option("--port <port>", "port to listen on, 0 for any free one (PORT, 4000)")
  .option(...AMO_URL)
  .option("--data <file>", "data file of the embedded sandbox, :memory: for none (SANDBOX_DATA, .amoql/sandbox.db)")
  .addHelpText(
    "after",
    `
The other settings are environment variables: see docs/configuration.md.
SIGTERM and SIGINT let the requests under way finish, for 10 seconds at most; a second signal ends the process at once.

Examples:
  amoql serve --port 0 --data :memory:
  AMO_URL=https://company.amocrm.com AMO_LOGIN=me@company.com AMO_API_KEY=... amoql serve`,
  )
  .action(async (flags: ServeFlags) => (await import("./cli/serve.js")).runServe(flags));

program
  .command("sandbox")
  .description("Run the sandbox account alone: an amoCRM-compatible server that keeps its data in a file")
  .option("--host <host>", "address to listen on (HOST, 127.0.0.1)")
  .option("--port <port>", "port to listen on, 0 for any free one (SANDBOX_PORT, 4010)")
  .option("--data <file>", "data file, :memory: for none (SANDBOX_DATA, .amoql/sandbox.db)")
  .option("--empty", "start a new data file without the demo data")
  .option("--option <name=value...>", "set a switch (SANDBOX_OPTIONS, separated by commas)")
  .addHelpText(
    "after",
    () => `
Switches:
${switchHelp()}

Examples:
  amoql sandbox --data :memory:
  amoql sandbox --empty --option latencyMs=200 requestsPerSecond=7`,
  )
  .action(async (flags: SandboxFlags) => (await import("./cli/sandbox.js")).runSandbox(flags));

program
  .command("schema")
  .description("Print the schema with its directives, or compare it")
  .option("--check [old]", "compare with schema/schema.graphql, or report what breaks clients of an older schema file")
  .addHelpText(
    "after",
    `
--check ends with 1 when the schema differs; --check OLD only when a client of OLD would break.

Examples:
  amoql schema > schema.graphql
  amoql schema --check schema.graphql`,
  )
  .action(async (flags: SchemaFlags) => (await import("./cli/schema.js")).runSchema(flags));

program
  .command("login")
  .description("Have a user of the account allow the integration of AMO_CLIENT_ID to act for them, over OAuth 2.0")
  .option("--code <code>", "a code that the account has shown, on a machine without a browser")
  .option(...AMO_URL)
  .addHelpText(
    "after",
    `
Prints the address of the page where access is allowed, and waits for the browser on AMO_REDIRECT_URI, http://127.0.0.1:4020/oauth
if it is not set, which the integration has to name as well. What was granted is kept sealed in AMO_GRANT_FILE, .amoql/grant, and with
REDIS_URL in Redis. Needs AMO_API=v4, AMO_URL, AMO_CLIENT_ID, AMO_CLIENT_SECRET and SESSION_SECRET. docs/oauth.md says more.

Examples:
  amoql login
  amoql login --code def50200...`,
  )
  .action(async (flags: LoginFlags) => (await import("./cli/login.js")).runLogin(flags));

program
  .command("ping")
  .description("Check that the account can be reached and the service user may use it")
  .option(...AMO_URL)
  .addHelpText(
    "after",
    `
Checks in turn: address, certificate, clock, sign-in, time zone, the legacy XML API and the v2 JSON API. Each line says ok,
warning or failed, and what to do. Ends with 1 when a check failed. Takes about five calls to the account and changes nothing.

Examples:
  AMO_LOGIN=me@company.com AMO_API_KEY=... amoql ping --amo-url https://company.amocrm.com
  node --env-file=.env dist/cli.js ping`,
  )
  .action(async (flags: PingFlags) => (await import("./cli/ping.js")).runPing(flags));

program
  .command("export")
  .description("Write all contacts, deals or catalogs to a file, within the account's budget")
  .addArgument(
    new Argument("<kind>", "what to export").choices(["contacts", "deals", "catalogs"] satisfies ExportKind[]),
  )
  .addOption(
    new Option("--format <format>", "JSON, one record a line, or comma-separated values")
      .choices(["jsonl", "csv"] satisfies ExportFormat[])
      .default("jsonl"),
  )
  .option("--output <file>", "where to write, - for standard output (KIND.FORMAT, such as contacts.jsonl)")
  .option("--details", "notes and tasks too: a call for each record, over API v4 a few for each page")
  .option("--spreadsheet", "csv for Excel and the like: a byte order mark, and no text that runs as a formula")
  .option("--restart", "begin anew, dropping what an interrupted export left")
  .option("--rate <calls>", "calls a second, to leave some of the budget to others (AMO_RATE, 6)")
  .option(...AMO_URL)
  .addHelpText(
    "after",
    `
The file appears once it is complete, in place of an earlier one. Until then FILE.partial holds the records and FILE.progress how
far the export came: after an interruption of any kind the same command goes on there. Ctrl-C ends it after the page under way.
Progress goes to standard error.

Exit codes: 0 complete, 1 cannot work as it is, 75 the account fails (try again later), 130 and 143 interrupted.

Examples:
  amoql export contacts
  amoql export deals --format csv --spreadsheet --output deals.csv
  amoql export contacts --details --rate 2
  amoql export catalogs --output - | jq .name`,
  )
  .action(async (kind: ExportKind, flags: ExportFlags, command: Command) => {
    if (flags.spreadsheet === true && flags.format !== "csv") {
      command.error("error: --spreadsheet is for csv, for example --format csv --spreadsheet");
    }
    await (await import("./cli/export.js")).runExport(kind, flags);
  });

program
  .command("compare")
  .description("Send queries to two gateways, and tell where their answers differ")
  .argument("<documents...>", "files of GraphQL; values of variables are taken from the .json file beside each")
  .requiredOption("--from <url>", "the gateway whose answers are right")
  .requiredOption("--to <url>", "the gateway that is to answer the same")
  .option("--ignore <path...>", "what may differ, such as deals.nodes.*.version or **.totalCount")
  .addHelpText(
    "after",
    `
For moving from one API of an account to another: run a gateway on each. Queries alone are sent, never a change. What differs
is asked for again, and told if it still does. FROM_TOKEN and TO_TOKEN are the tokens that the gateways ask for, if they do.

Exit codes: 0 all answers are equal, 1 some differ, 2 something could not be compared.

Examples:
  amoql compare deals.graphql --from http://127.0.0.1:4001 --to http://127.0.0.1:4002
  amoql compare queries/*.graphql --from http://127.0.0.1:4001 --to http://127.0.0.1:4002 --ignore '**.totalCount'`,
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT.notCompared))
  .action(async (documents: string[], flags: CompareFlags) =>
    (await import("./cli/compare.js")).runCompare(documents, flags),
  );

program
  .command("webhooks")
  .description("Have the account tell the gateway of what is changed in it")
  .addArgument(
    new Argument("<action>", "what to do").choices(["list", "register", "remove"] satisfies WebhooksAction[]),
  )
  .option("--public-url <url>", "where the account reaches the gateway, such as https://amoql.example.com (PUBLIC_URL)")
  .option(...AMO_URL)
  .addHelpText(
    "after",
    `
Needs AMO_API=v4, a service user who is an administrator of the account, and the gateway's WEBHOOK_SECRET. register makes the
account tell PUBLIC_URL/webhooks/<first secret> of contacts, deals, tasks and notes, and removes what is registered there with
another secret; remove removes them all. Secrets are shown by their first characters.

Examples:
  amoql webhooks register --public-url https://amoql.example.com
  amoql webhooks list`,
  )
  .action(async (action: WebhooksAction, flags: WebhooksFlags) =>
    (await import("./cli/webhooks.js")).runWebhooks(action, flags),
  );

for (const command of [program, ...program.commands]) {
  const name = command === program ? "amoql" : `amoql ${command.name()}`;
  command.showHelpAfterError(`Usage: ${name} ${command.usage()}; ${name} --help says more`);
}

program.parseAsync().catch(fail);
