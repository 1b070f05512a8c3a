import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { GATEWAY_VARIABLES } from "../../src/config.js";
import { startGateway, type TestGateway } from "../gateway.js";
import { allPages, type Block } from "./pages.js";

// Of each ```sh block: the scripts, commands, flags, settings and files that it names are there; calls of the gateway and of
// openssl are made, and print what a comment `<!-- sh: … -->` above the block says. The gateway of the page is at http://127.0.0.1:4000, its account at :4010, and $TOKEN is a user's token.

const run = promisify(execFile);

/** What a page may name without being ours: it is enough that the reader has it. */
const KNOWN_PROGRAMS = [
  "cd",
  "docker",
  "git",
  "kill",
  "mkdir",
  "rm",
  "cp",
  "tar",
  "jq",
  "head",
  "grep",
  "echo",
  "cat",
  "systemctl",
  "journalctl",
];

/** Variables of other programs. */
const KNOWN_VARIABLES = [
  "TOKEN",
  "NO_COLOR",
  "CHROMIUM",
  "NODE_ENV",
  "NODE_EXTRA_CA_CERTS",
  "SANDBOX_PORT",
  "VITE_GATEWAY",
];

interface Statement {
  readonly text: string;
  readonly variables: readonly string[];
  readonly words: readonly string[];
}

/** The commands of a block: one a line, or joined by `&&`, `;` and `|`. */
function statementsOf({ text }: Block): readonly Statement[] {
  return text
    .replace(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => !/^\s*(?:#|$)/.test(line))
    .flatMap((line) => partsOf(line))
    .map((part) => {
      const words = wordsOf(part);
      const isAssignment = (word: string) => /^[A-Z_]+=/.test(word);
      const rest = words[0] === "export" ? words.slice(1) : words;
      const start = rest.findIndex((word) => !isAssignment(word));
      const assigned = start === -1 ? rest : rest.slice(0, start);
      return {
        text: part,
        variables: assigned.map((word) => word.split("=")[0] ?? ""),
        words: start === -1 ? [] : rest.slice(start),
      };
    });
}

/** Cuts a line where a command ends; quoted text and `$(…)` stay whole, comments are left out. */
function partsOf(line: string): readonly string[] {
  const parts = [""];
  for (const [token] of line.matchAll(/'[^']*'|"(?:[^"\\]|\\.)*"|\$\([^)]*\)|&&|\|\||[|;]|(?<=\s)#.*|./g)) {
    if (token.startsWith("#")) break;
    if (/^(?:&&|\|\|?|;)$/.test(token)) parts.push("");
    else parts.push((parts.pop() ?? "") + token);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function wordsOf(part: string): readonly string[] {
  const words = part.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\$\([^)]*\)|[^\s'"])+/g) ?? [];
  const end = words.findIndex((word) => /^\d?[<>]/.test(word));
  return end === -1 ? words : words.slice(0, end);
}

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

/** The help of the program, or of one of its commands. */
const helps = new Map<string, Promise<string>>();
function helpOf(...command: readonly string[]): Promise<string> {
  const key = command.join(" ");
  const known = helps.get(key);
  if (known !== undefined) return known;
  const args = ["--import", "@swc-node/register/esm-register", "src/cli.ts", ...command, "--help"];
  const help = run(process.execPath, args, { env: { ...process.env, NODE_ENV: "development", NO_COLOR: "1" } }).then(
    ({ stdout }) => stdout,
  );
  helps.set(key, help);
  return help;
}

/** What is wrong with the arguments of `amoql`; null for nothing. */
async function faultOfAmoql([name = "", ...args]: readonly string[]): Promise<string | null> {
  if (name.startsWith("-")) return (await helpOf()).includes(name) ? null : `amoql has no flag ${name}`;
  if (!new RegExp(`^ +${name}\\b`, "m").test(await helpOf())) return `amoql has no command ${name}`;
  const help = await helpOf(name);
  const unknown = args
    .filter((arg) => arg.startsWith("--"))
    .map((arg) => arg.split("=")[0] ?? "")
    .find((flag) => flag !== "--help" && !new RegExp(`${flag}\\b`).test(help));
  return unknown === undefined ? null : `amoql ${name} has no flag ${unknown}`;
}

function faultOfNpm([name = "", ...args]: readonly string[]): string | null {
  if (["install", "ci", "pack", "link"].includes(name)) return null;
  const script = name === "run" ? (args[0] ?? "") : name;
  return script in scripts ? null : `npm has no script ${script}`;
}

async function faultOfNode(args: readonly string[]): Promise<string | null> {
  const file = args.find((arg, index) => !arg.startsWith("-") && args[index - 1] !== "--import");
  if (file === undefined) return null;
  if (file === "dist/cli.js") return faultOfAmoql(args.slice(args.indexOf(file) + 1));
  return existsSync(file) ? null : `there is no file ${file}`;
}

async function faultOf({ words: [program = "", ...args] }: Statement): Promise<string | null> {
  switch (program) {
    case "":
    case "curl":
    case "openssl":
      return null;
    case "npm":
      return args[0] === "start" && args.includes("--")
        ? faultOfAmoql(["serve", ...args.slice(args.indexOf("--") + 1)])
        : faultOfNpm(args);
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

const blocks = allPages().flatMap(({ path, blocks: all }) =>
  all.filter(({ language }) => language === "sh").map((block) => [`${path}:${block.line}`, block] as const),
);

describe("commands in README and docs", () => {
  let gateway: TestGateway;
  let token: string;

  beforeAll(async () => {
    gateway = await startGateway({ sandbox: { empty: false } });
    const answer = await gateway.query<{ sessionCreate: { session: { token: string } } }>(
      `mutation { sessionCreate(credentials: { password: { login: "john@amoql.dev", password: "john-password" } }) { session { token } } }`,
    );
    token = answer.data?.sessionCreate.session.token ?? "";
  });
  afterAll(() => gateway.close());

  it("are there", () => {
    expect(blocks.length).toBeGreaterThan(10);
  });

  it.each(blocks)(
    "%s",
    async (_place, block) => {
      for (const statement of statementsOf(block)) {
        expect({ statement: statement.text, fault: await faultOf(statement) }).toMatchObject({ fault: null });
        const unknown = statement.variables.filter(
          (name) => !GATEWAY_VARIABLES.includes(name) && !KNOWN_VARIABLES.includes(name),
        );
        expect({ statement: statement.text, unknown }).toMatchObject({ unknown: [] });
        if (!/\bcurl\b.*(?:127\.0\.0\.1|localhost):40[01]0|^openssl /.test(statement.text)) continue;
        const command = statement.text
          .replace(/http:\/\/(?:127\.0\.0\.1|localhost):4000/g, gateway.url)
          .replace(/http:\/\/(?:127\.0\.0\.1|localhost):4010/g, gateway.sandboxUrl);
        const { stdout } = await run("bash", ["-c", command], { env: { ...process.env, TOKEN: token } });
        const promised = block.notes.get("sh");
        if (promised !== undefined) expect(stdout).toContain(promised);
        else if (command.includes("/graphql")) expect(JSON.parse(stdout)).not.toHaveProperty("errors");
      }
    },
    120_000,
  );
});
