import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBoth, type BothGateways } from "../bothGateways.js";
import { startGateway } from "../gateway.js";
import { run, type Ended } from "../server/command.js";

const SECONDS = 60_000;

let both: BothGateways;
let folder: string;

beforeAll(async () => {
  both = await startBoth();
  folder = await mkdtemp(join(tmpdir(), "amoql-compare-"));
}, SECONDS);
afterAll(async () => {
  await both.close();
  await rm(folder, { recursive: true, force: true });
});

/** Compares documents, which are written down by their names, with a gateway on each API. */
async function compared(
  documents: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  for (const [name, text] of Object.entries(documents)) await writeFile(join(folder, name), text);
  const names = Object.keys(documents).filter((name) => name.endsWith(".graphql"));
  const gateways = flags.includes("--to") ? [] : ["--from", both.legacy.url, "--to", `${both.v4.url}/graphql`];
  return run(["compare", ...names, ...gateways, ...flags], { cwd: folder, env });
}

describe("amoql compare", () => {
  it(
    "ends with 0 when both gateways answer the same, and says what each answer took",
    async () => {
      const ended = await compared({ "catalogs.graphql": "query All { catalogs { nodes { id name type } } }" });
      expect(ended).toEqual({
        code: 0,
        stdout: "equal     catalogs.graphql All  (calls 1 → 1)\n1 equal, 0 different, 0 failed, 0 skipped\n",
        stderr: "",
      });
    },
    SECONDS,
  );

  it(
    "ends with 1 and tells each difference by its place, those of one field together",
    async () => {
      const { code, stdout } = await compared({
        "deals.graphql": "query List($n: Int!) { deals(first: $n) { totalCount nodes { id price } } }",
        "deals.json": '{ "n": 20 }',
      });
      expect(code).toBe(1);
      expect(stdout).toBe(
        `different deals.graphql List  (calls 2 → 1)
  deals.totalCount
      120 → null
  deals.nodes.*.price  (3 of them, the first at deals.nodes.5.price)
      "11300.90" → "11300.9"
0 equal, 1 different, 0 failed, 0 skipped
`,
      );
    },
    SECONDS,
  );

  it(
    "--ignore leaves differences out, and says how many",
    async () => {
      const document = { "count.graphql": "{ deals { totalCount nodes { id price } } }" };
      const some = await compared(document, ["--ignore", "**.totalCount"]);
      expect({ code: some.code, lines: some.stdout.split("\n") }).toMatchObject({
        code: 1,
        lines: expect.arrayContaining(["different count.graphql  (calls 2 → 1, 1 ignored)"]),
      });
      const all = await compared(document, ["--ignore", "**.totalCount", "deals.nodes.*.price"]);
      expect(all).toMatchObject({ code: 0, stdout: expect.stringContaining("(calls 2 → 1, 4 ignored)") });
    },
    SECONDS,
  );

  it(
    "a field that only one of them can answer is a difference, and so is a refused query",
    async () => {
      const { code, stdout } = await compared({
        "last.graphql": "{ contacts(last: 5) { nodes { id } } viewer { account } }",
        "large.graphql":
          "{ contacts(first: 100) { nodes { notes { totalCount } } } deals(first: 70) { nodes { notes { totalCount } } } }",
      });
      expect(code).toBe(1);
      expect(stdout).toMatch(/different last\.graphql .*\n {2}contacts\n {6}\{"nodes":.* → error BAD_USER_INPUT\n/);
      expect(stdout).toMatch(/different large\.graphql .*\n {2}the whole answer\n {6}error QUERY_TOO_COMPLEX → \{/);
    },
    SECONDS,
  );

  it(
    "sends no change, and ends with 2 when nothing was compared",
    async () => {
      both.calls();
      const { code, stdout } = await compared({
        "edit.graphql": 'mutation { contactCreate(input: { name: "Ada" }) { contact { id } } }',
      });
      expect({ code, calls: both.calls() }).toEqual({ code: 2, calls: [] });
      expect(stdout).toBe(
        "skipped   edit.graphql: an operation that is no query\n0 equal, 0 different, 0 failed, 1 skipped\n",
      );
    },
    SECONDS,
  );

  it(
    "ends with 2 when something fails, and goes on with the rest",
    async () => {
      const { code, stdout } = await compared({
        "a.graphql": "{ deals { nodes { colour } } }",
        "b.graphql": "query ($id: ID!) { deal(id: $id) { name } }",
        "c.graphql": "{ catalogs(first: 101) { totalCount } }",
        "d.graphql": "{ viewer { account } }",
      });
      expect(code).toBe(2);
      const lines = stdout.split("\n");
      expect(lines[0]).toMatch(/^failed {4}a\.graphql: http.*: GRAPHQL_VALIDATION_FAILED: Cannot query field "colour"/);
      expect(lines[1]).toBe("failed    b.graphql: no value for $id");
      expect(lines.slice(3)).toEqual([
        "equal     d.graphql  (calls 0 → 0)",
        expect.stringMatching(/^\d equal, 0 different, \d failed, 0 skipped$/),
        "",
      ]);
    },
    SECONDS,
  );

  it(
    "ends with 2 for addresses, files and variables that are not what they should be",
    async () => {
      const good = { "v.graphql": "{ viewer { account } }" };
      const here = ["--from", both.legacy.url, "--to"];
      expect(await compared(good, [...here, "there"])).toEqual({
        code: 2,
        stdout: "",
        stderr: "amoql: --to: must be the address of a gateway, for example http://127.0.0.1:4000\n",
      });
      expect(await run(["compare", "none.graphql", ...here, both.v4.url], { cwd: folder })).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^amoql: ENOENT[^\n]*none\.graphql'\n$/),
      });
      expect(await run(["compare", "v.graphql", "--from", both.legacy.url], { cwd: folder })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("'--to <url>' not specified"),
      });
      for (const text of ["[1]", "{", "null"]) {
        expect(await compared({ "w.graphql": "{ viewer { account } }", "w.json": text })).toEqual({
          code: 2,
          stdout: "",
          stderr: 'amoql: w.json: must be a JSON object of variables, for example {"first": 20}\n',
        });
      }
    },
    SECONDS,
  );

  it(
    "lets itself in with a token for each gateway, and does not take two refusals for the same answer",
    async () => {
      const [fromToken, toToken] = ["token-of-the-first-gateway", "token-of-the-second-gateway"];
      const closed = { AMO_URL: both.legacy.sandboxUrl };
      const first = await startGateway({ env: { ...closed, ACCESS_TOKENS: fromToken } });
      const second = await startGateway({ api: "v4", env: { ...closed, ACCESS_TOKENS: toToken } });
      const gateways = ["--from", first.url, "--to", second.url];
      const document = { "t.graphql": "{ catalogs { nodes { id name } } }" };
      try {
        const without = await compared(document, gateways, { FROM_TOKEN: fromToken });
        expect(without).toMatchObject({
          code: 2,
          stdout: expect.stringContaining(`${second.url}/graphql: UNAUTHENTICATED`),
        });
        const given = await compared(document, gateways, { FROM_TOKEN: fromToken, TO_TOKEN: toToken });
        expect(given).toMatchObject({ code: 0 });
        expect(given.stdout + without.stdout).not.toMatch(/token-of/);
      } finally {
        await first.close();
        await second.close();
      }
    },
    SECONDS,
  );

  it(
    "what is no gateway gives no answer",
    async () => {
      const server = await page("<p>hello</p>");
      const { port } = server.address() as AddressInfo;
      const document = { "v.graphql": "{ viewer { account } }" };
      const web = await compared(document, ["--from", both.legacy.url, "--to", `http://127.0.0.1:${port}`]);
      expect(web).toMatchObject({ code: 2, stdout: expect.stringMatching(/^failed .*did not answer with GraphQL: /) });
      server.close();
      await once(server, "close");
      const gone = await compared(document, ["--from", both.legacy.url, "--to", `http://127.0.0.1:${port}`]);
      expect(gone).toMatchObject({ code: 2, stdout: expect.stringContaining("ECONNREFUSED") });
    },
    SECONDS,
  );

  it(
    "does not tell what changed between its two questions",
    async () => {
      // Somebody edits the record between the first two answers.
      let asked = 0;
      const server = await page(() => JSON.stringify({ data: { edited: ++asked === 1 ? "new" : "old", lost: null } }));
      const { port } = server.address() as AddressInfo;
      const steady = await page(JSON.stringify({ data: { edited: "old", lost: "kept" } }));
      const { port: steadyPort } = steady.address() as AddressInfo;
      const changed = await compared({ "x.graphql": "{ edited lost }" }, [
        "--from",
        `http://127.0.0.1:${steadyPort}`,
        "--to",
        `http://127.0.0.1:${port}`,
      ]);
      expect({ asked, lines: changed.stdout.split("\n") }).toEqual({
        asked: 2,
        lines: [
          "different x.graphql",
          "  lost",
          '      "kept" → null',
          "0 equal, 1 different, 0 failed, 0 skipped",
          "",
        ],
      });
      server.close();
      steady.close();
    },
    SECONDS,
  );
});

/** A web server that always answers the same, or what a function makes up each time. */
async function page(body: string | (() => string)): Promise<Server> {
  const server = createServer((_request, response) => {
    response.end(typeof body === "string" ? body : body());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}
