import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_SWITCHES } from "../../src/sandbox/switches.js";
import { run } from "./command.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SECONDS = 120_000;

let directory: string;
let committed: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "amoql-cli-"));
  committed = await readFile(join(ROOT, "schema/schema.graphql"), "utf8");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

describe("amoql schema", () => {
  it(
    "prints the schema with its directives",
    async () => {
      expect(await run(["schema"])).toEqual({ code: 0, stdout: committed, stderr: "" });
      expect(committed).toMatch(/@semanticNonNull/);
      expect(committed).toMatch(/@oneOf/);
    },
    SECONDS,
  );

  it(
    "--check says nothing when the committed schema is that of the code",
    async () => {
      expect(await run(["schema", "--check"], { cwd: ROOT })).toEqual({ code: 0, stdout: "", stderr: "" });
    },
    SECONDS,
  );

  it(
    "--check tells how to write the schema when it is another",
    async () => {
      await rm(join(directory, "schema"), { recursive: true, force: true });
      const { code, stderr } = await run(["schema", "--check"], { cwd: directory });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^amoql: ENOENT[^\n]*\n$/);
    },
    SECONDS,
  );

  it(
    "--check OLD is content with the same schema",
    async () => {
      const same = await file("same.graphql", committed);
      expect(await run(["schema", "--check", same])).toEqual({ code: 0, stdout: "", stderr: "" });
    },
    SECONDS,
  );

  it(
    "--check OLD names what breaks clients, and ends with 1",
    async () => {
      const old = await file("old.graphql", committed.replace("type Viewer {", "type Viewer {\n  nickname: String"));
      const { code, stdout } = await run(["schema", "--check", old]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "breaking   Viewer.nickname was removed.\n" });
    },
    SECONDS,
  );

  it(
    "--check OLD names what may surprise clients, and ends with 0",
    async () => {
      const old = await file("dangerous.graphql", committed.replace(/ {2}"""[^"]*"""\n {2}NOT_FOUND\n/, ""));
      const { code, stdout } = await run(["schema", "--check", old]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^dangerous {2}NOT_FOUND was added/) });
    },
    SECONDS,
  );

  it.each([
    ["a file that is not there", "nothing.graphql", null],
    ["a file that is no schema", "broken.graphql", "type {"],
  ])(
    "--check says in one line what is wrong with %s",
    async (_what, name, text) => {
      const path = text === null ? join(directory, name) : await file(name, text);
      const { code, stdout, stderr } = await run(["schema", "--check", path]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^amoql: [^\n]+\n$/);
    },
    SECONDS,
  );
});

describe("the help", () => {
  it(
    "names all commands",
    async () => {
      const { code, stdout } = await run(["--help"]);
      expect(code).toBe(0);
      for (const command of ["serve", "sandbox", "schema", "ping", "export"]) expect(stdout).toContain(`  ${command}`);
    },
    SECONDS,
  );

  it(
    "lists every switch of the sandbox with its default",
    async () => {
      const { code, stdout } = await run(["sandbox", "--help"]);
      expect(code).toBe(0);
      for (const [name, value] of Object.entries(DEFAULT_SWITCHES))
        expect(stdout).toContain(`  ${name}=${String(value)} `);
    },
    SECONDS,
  );

  it.each([[["nonsense"]], [["serve", "--nonsense"]]])(
    "is pointed to in one line at %j, with 1",
    async (args) => {
      const { code, stderr } = await run(args);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: [^\n]+nonsense[^\n]+\nUsage: amoql [^\n]+ --help says more\n$/);
    },
    SECONDS,
  );
});
