import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSandbox, DEMO_CREDENTIALS, type Sandbox } from "../../src/sandbox/sandbox.js";
import { DEFAULT_SWITCHES } from "../../src/sandbox/switches.js";
import { run } from "./command.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SECONDS = 30_000;

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
      for (const command of ["serve", "sandbox", "schema", "ping"]) expect(stdout).toContain(`  ${command}`);
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
    "comes up at %j, with 1",
    async (args) => {
      const { code, stderr } = await run(args);
      expect(code).toBe(1);
      expect(stderr).toMatch(/Usage: amoql/);
    },
    SECONDS,
  );
});

describe("amoql ping", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await createSandbox({ data: ":memory:", empty: true });
  });
  afterAll(() => sandbox.close());

  const user = { AMO_LOGIN: DEMO_CREDENTIALS.login, AMO_API_KEY: DEMO_CREDENTIALS.key };

  it(
    "goes through the sign-in and both APIs",
    async () => {
      expect(await run(["ping", "--amo-url", sandbox.url], { env: user })).toEqual({
        code: 0,
        stdout: "ok      sign-in: account demo\nok      legacy XML API: 0 contacts\nok      v2 JSON API: 0 catalogs\n",
        stderr: "",
      });
    },
    SECONDS,
  );

  it(
    "names the variables behind a refused sign-in, and repeats no secret",
    async () => {
      const env = { ...user, AMO_URL: sandbox.url, AMO_API_KEY: "secret-9931" };
      const { code, stdout, stderr } = await run(["ping"], { env });
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      expect(stdout).toMatch(/^failed {2}sign-in: [^\n]*AMO_LOGIN[^\n]*AMO_API_KEY[^\n]*\n$/);
      expect(stdout).not.toContain("9931");
    },
    SECONDS,
  );

  it(
    "tells an account that is down from one that is none",
    async () => {
      const web = createServer(
        (_request, response) => void response.setHeader("content-type", "text/html").end("<html>Hi</html>"),
      );
      await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
      const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
      const none = await run(["ping", "--amo-url", url], { env: user });
      expect(none).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/not that of an amoCRM account: check that AMO_URL/),
      });
      web.closeAllConnections();
      await new Promise((resolve) => web.close(resolve));
      const down = await run(["ping", "--amo-url", url], { env: user });
      expect(down).toMatchObject({ code: 1, stdout: expect.stringMatching(/cannot be reached: check AMO_URL/) });
    },
    SECONDS,
  );

  it(
    "asks for a service user where there is none",
    async () => {
      const { code, stdout } = await run(["ping", "--amo-url", sandbox.url]);
      expect({ code, stdout }).toEqual({
        code: 1,
        stdout: expect.stringMatching(/^failed {2}service user: none: set AMO_LOGIN/),
      });
    },
    SECONDS,
  );
});
