import { describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { run } from "../server/command.js";

const DOCUMENT = fileURLToPath(new URL("../../docs/command-line.md", import.meta.url));
const SECONDS = 30_000;

/** The blocks of the document that begin like a help, by their headings. */
async function documented(): Promise<Map<string, string>> {
  const text = await readFile(DOCUMENT, "utf8");
  return new Map(
    Array.from(text.matchAll(/^## (amoql.*)\n\n```text\n(Usage: [^]*?)```$/gm), ([, command = "", block = ""]) => [
      command,
      block,
    ]),
  );
}

describe("docs/command-line.md", () => {
  it(
    "has every command",
    async () => {
      const { stdout } = await run(["--help"]);
      const commands = Array.from(stdout.matchAll(/^ {2}(\w+) \[options\]/gm), ([, name = ""]) => `amoql ${name}`);
      expect(commands.length).toBeGreaterThan(3);
      expect([...(await documented()).keys()]).toEqual(["amoql", ...commands]);
    },
    SECONDS,
  );

  it.each([
    "amoql",
    "amoql serve",
    "amoql sandbox",
    "amoql schema",
    "amoql login",
    "amoql ping",
    "amoql export",
    "amoql compare",
    "amoql webhooks",
  ])(
    "shows the help of %s as it is, with examples",
    async (command) => {
      const { code, stdout, stderr } = await run([...command.split(" ").slice(1), "--help"]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect((await documented()).get(command)).toBe(stdout);
      expect(stdout).toMatch(/\nExamples:\n {2}\S/);
    },
    SECONDS,
  );
});

it(
  "--version is that of the package",
  async () => {
    const { version } = JSON.parse(
      await readFile(fileURLToPath(new URL("../../package.json", import.meta.url)), "utf8"),
    ) as { version: string };
    expect(await run(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  },
  SECONDS,
);
