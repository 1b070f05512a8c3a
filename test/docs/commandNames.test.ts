import { describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { GATEWAY_VARIABLES } from "../../src/config.js";
import { allPages } from "./pages.js";
import { commandsInText, commandsOf, type ShellCommand, type Statement } from "./shell.js";

// What the commands of README and docs name is there: programs, scripts, commands of ours, flags, settings and files. That they
// work is shown by commands.test.ts.

const run = promisify(execFile);

/** What a page may name without being ours: it is enough that the reader has it. */
const KNOWN_PROGRAMS = [
  "cp",
  "curl",
  "docker",
  "echo",
  "git",
  "journalctl",
  "jq",
  "openssl",
  "sed",
  "sleep",
  "systemctl",
  "wait",
];

/** Variables of other programs. */
const KNOWN_VARIABLES = ["TOKEN", "VITE_GATEWAY"];

/** Scripts of package.json that take flags, and what describes them. */
const DESCRIBED: Readonly<Record<string, string>> = { bench: "bench/bench.ts", soak: "bench/soak.ts" };

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

const testFiles = readdirSync("test", { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".test.ts"),
);

/** The help of a program of ours, or of one of its commands. */
const helps = new Map<string, Promise<string>>();
function helpOf(file: string, ...command: readonly string[]): Promise<string> {
  const key = [file, ...command].join(" ");
  const known = helps.get(key);
  if (known !== undefined) return known;
  const loader = file.endsWith(".ts") ? ["--import", "@swc-node/register/esm-register"] : [];
  const help = run(process.execPath, [...loader, file, ...command, "--help"]).then(({ stdout }) => stdout);
  helps.set(key, help);
  return help;
}

/** The first flag that the help does not have; null for none. */
async function unknownFlag(args: readonly string[], help: Promise<string>): Promise<string | null> {
  const described = await help;
  const flags = args.filter((arg) => arg.startsWith("--") && arg !== "--").map((arg) => arg.split("=")[0] ?? "");
  const unknown = flags.find((flag) => flag !== "--help" && !new RegExp(`${flag}\\b`).test(described));
  return unknown === undefined ? null : `there is no flag ${unknown}`;
}

/** What is wrong with the arguments of `amoql`; null for nothing. */
async function faultOfAmoql([name, ...args]: readonly string[]): Promise<string | null> {
  const help = helpOf("dist/cli.js");
  if (name === undefined || name.startsWith("-")) return unknownFlag(name === undefined ? [] : [name], help);
  if (!new RegExp(`^ +${name}\\b`, "m").test(await help)) return `amoql has no command ${name}`;
  return unknownFlag(args, helpOf("dist/cli.js", name));
}

async function faultOfNpm([name = "", ...args]: readonly string[]): Promise<string | null> {
  const further = args.includes("--") ? args.slice(args.indexOf("--") + 1) : [];
  if (name === "start") return faultOfAmoql(["serve", ...further]);
  if (name === "test") {
    const unknown = further.find((word) => !testFiles.some((file) => file.includes(word)));
    return unknown === undefined ? null : `no test file has ${unknown} in its name`;
  }
  if (["install", "pack"].includes(name)) return null;
  const script = name === "run" ? (args[0] ?? "") : name;
  if (!(script in scripts)) return `npm has no script ${script}`;
  const described = DESCRIBED[script];
  return described === undefined || further.length === 0 ? null : unknownFlag(further, helpOf(described));
}

async function faultOfNode(args: readonly string[]): Promise<string | null> {
  const file = args.find((arg, index) => !arg.startsWith("-") && args[index - 1] !== "--import");
  if (file === undefined) return null;
  if (file === "dist/cli.js") return faultOfAmoql(args.slice(args.indexOf(file) + 1));
  return existsSync(file) ? null : `there is no file ${file}`;
}

async function faultOf({ words: [program, ...args] }: Statement): Promise<string | null> {
  switch (program) {
    case undefined:
      return null;
    case "npm":
      return faultOfNpm(args);
    case "amoql":
      return faultOfAmoql(args);
    case "npx":
      if (args[0] === "amoql") return faultOfAmoql(args.slice(1));
      return existsSync(`node_modules/.bin/${args[0] ?? ""}`) ? null : `there is no program ${args[0] ?? ""}`;
    case "node":
      return faultOfNode(args);
    case "bash":
      return existsSync(args[0] ?? "") ? null : `there is no file ${args[0] ?? ""}`;
    default:
      return KNOWN_PROGRAMS.includes(program) ? null : `nothing is known of ${program}`;
  }
}

async function expectFaultless(commands: readonly ShellCommand[]): Promise<void> {
  for (const statement of commands.flatMap(({ statements }) => statements)) {
    const unknown = statement.variables.filter(
      (name) => !GATEWAY_VARIABLES.includes(name) && !KNOWN_VARIABLES.includes(name),
    );
    expect({ statement: statement.text, fault: await faultOf(statement), unknown }).toMatchObject({
      fault: null,
      unknown: [],
    });
  }
}

describe("what commands in README and docs name", () => {
  const pages = allPages();
  const blocks = pages.flatMap(({ path, blocks: all }) =>
    all.filter(({ language }) => language === "sh").map(({ line, text }) => [`${path}:${line}`, text] as const),
  );
  const texts = pages.map((page) => [page.path, commandsInText(page)] as const).filter(([, found]) => found.length > 0);

  it("is looked for", () => {
    expect(blocks.length).toBeGreaterThan(30);
    expect(texts.length).toBeGreaterThan(10);
  });

  it.each(blocks)("is there: the block of %s", (_place, script) => expectFaultless(commandsOf(script)), 60_000);

  it.each(texts)("is there: the text of %s", (_path, commands) => expectFaultless(commands), 60_000);
});
