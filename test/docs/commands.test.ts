import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DEMO_CREDENTIALS, DEMO_TOKEN } from "../../src/sandbox/account.js";
import { newCatalog, newContact, newDeal } from "../e2e/account.js";
import { startGateway, type TestGateway } from "../gateway.js";
import { Checkout } from "./checkout.js";
import { allPages, readPage } from "./pages.js";
import { commandsInText, commandsOf } from "./shell.js";

// Each command of README and docs is run: the ```sh blocks as they stand, and the examples of the helps. A server is started, asked
// and ended. What a comment `<!-- sh: … -->` above a block says has to be printed. The gateway of the pages is at
// http://127.0.0.1:4000, or :4001 beside one on API v4 at :4002, its account at :4010 or https://company.amocrm.com, and $TOKEN is a
// user's token. The account of the pages tells nobody but loopback of changes.

/** Commands that something else runs: the file that does so, and what stands there. */
const RUN_ELSEWHERE: readonly (readonly [command: string, file: string, there: string])[] = [
  ["npm install", ".ci/run", "npm install"],
  ["npm run lint", ".ci/run", "npm run lint"],
  ["npm run typecheck", ".ci/run", "npm run typecheck"],
  ["npm run build", ".ci/run", "npm run build"],
  ["npm run codegen", ".ci/run", "npm run codegen"],
  ["npm test", ".ci/run", "npm test"],
  ["npm test -- notes", ".ci/run", "npm test"],
  ["npm test -- answers fixtures legacyV2 tasks docs", ".ci/run", "npm test"],
  ["npm test -- notes schema callEstimate docs", ".ci/run", "npm test"],
  ["npm run test:browser", ".ci/run", "npm run test:browser"],
  ["npm run test:readme", ".ci/run", "npm run test:readme"],
  ["npm run test:redis", ".ci/run", "npm run test:redis"],
  ["npm run dev", "test/deployment/development.test.ts", 'npm("dev", folder)'],
  ["amoql login", "test/cli/login.test.ts", 'start(["login"]'],
  ["node --env-file=.env dist/cli.js login", "test/cli/login.test.ts", 'start(["login"]'],
  ["amoql login --code def50200...", "test/cli/login.test.ts", 'login(["--code", code])'],
  ["npm pack", "test/package/packedPackage.ts", '["pack", '],
  [
    "node --import @swc-node/register/esm-register examples/node/listDeals.ts",
    "test/e2e/examples.test.ts",
    'run("examples/node/listDeals.ts")',
  ],
  [
    "node --import @swc-node/register/esm-register examples/node/importDeals.ts examples/node/deals.json",
    "test/e2e/examples.test.ts",
    'run("examples/node/importDeals.ts", "examples/node/deals.json")',
  ],
];

/** Commands that no test runs, and why. commandNames.test.ts still looks at what they name. */
const NOT_RUN: Readonly<Record<string, readonly string[]>> = {
  "needs a Docker daemon: test/deployment/docker.test.ts carries the Dockerfile out without one": [
    "docker build -t amoql .",
    "docker run --rm -p 127.0.0.1:4000:4000 -v amoql:/home/node/.amoql -e ACCESS_TOKENS amoql",
    "docker run --rm --env-file .env amoql node /app/dist/cli.js ping",
    "docker run --rm -p 127.0.0.1:4000:4000 --env-file .env amoql",
    "docker compose up --build",
    "docker compose up",
    "docker stop --time 15",
  ],
  "needs systemd, and changes the machine": [
    "systemctl enable --now amoql",
    "journalctl -u amoql -f",
    "systemctl enable --now amoql@4001 amoql@4002",
    "for port in 4001 4002; do",
  ],
  "measures for minutes, on a machine that has nothing else to do": [
    "npm run bench",
    "npm run bench -- comparison --seconds 3 --rounds 7",
    "npm run bench -- memory growth",
    "npm run bench -- profile",
    "npm run bench -- growth --write",
    "npm run bench -- builds --build before=../amoql-before/dist/cli.js",
    'npm run bench -- builds --build "young=--min-semi-space-size=64 --max-semi-space-size=64 dist/cli.js"',
    "node --import @swc-node/register/esm-register bench/xml.ts",
    "npm run soak",
    "npm run soak -- --minutes 30 --seed 2",
  ],
  "needs the history of the repository, which a copy of it may not have": ["git worktree add ../amoql-before 5a2bbf3"],
  "writes every file of the repository: `npm run lint` has the same check": ["npm run format"],
  "runs all of these tests": ["bash .ci/run"],
};

const WEBHOOK_SECRET = "a-secret-of-forty-letters-for-webhooks-x";

const elsewhere = new Set(RUN_ELSEWHERE.map(([command]) => command));
const notRun = new Set(Object.values(NOT_RUN).flat());

const pages = allPages();
const blocks = pages.flatMap(({ path, blocks: all }) =>
  all
    .filter(({ language }) => language === "sh")
    .map((block) => ({
      place: `${path}:${block.line}`,
      block,
      commands: commandsOf(block.text),
    })),
);
/** Those with anything left to run. */
const scripts = blocks
  .map(({ commands, ...rest }) => ({
    ...rest,
    script: commands
      .filter(({ name }) => !elsewhere.has(name) && !notRun.has(name))
      .map(({ text }) => text)
      .join("\n"),
  }))
  .filter(({ script }) => script !== "");
const inBlocks = blocks.flatMap(({ commands }) => commands.map(({ name }) => name));
const inText = pages.flatMap(commandsInText).map(({ name }) => name);
/** The examples at the end of each help. What explains them stands behind two spaces. */
const examples = readPage("docs/command-line.md")
  .blocks.flatMap(({ text }) => /^Examples:\n((?: {2}.*\n?)+)/m.exec(text)?.[1]?.trimEnd().split("\n") ?? [])
  .map((line) => line.trim().split(/ {2,}/)[0] ?? "");

/** Begins the name of an own command, which a page may name without what has to follow. */
const OWN = /^(?:npx )?(?:amoql|node dist\/cli\.js)\b/;

describe("commands in README and docs", () => {
  /** A demo account, for whoever reads the pages. */
  let gateway: TestGateway;
  /** In front of the same account, over API v4. */
  let onV4: TestGateway;
  /** An account of a few records, which an export reads in no time. */
  let small: TestGateway;
  let token: string;
  let checkout: Checkout;

  beforeAll(async () => {
    gateway = await startGateway({ sandbox: { empty: false } });
    onV4 = await startGateway({ api: "v4", env: { AMO_URL: gateway.sandboxUrl } });
    small = await startGateway();
    await newContact(small, { name: "Ada" });
    await newDeal(small, { name: "An engine" });
    await newCatalog(small, { name: "Spare parts" });
    const answer = await gateway.query<{ sessionCreate: { session: { token: string } } }>(
      `mutation { sessionCreate(credentials: { password: { login: "john@amoql.dev", password: "john-password" } }) { session { token } } }`,
    );
    token = answer.data?.sessionCreate.session.token ?? "";
  });
  afterAll(async () => {
    await onV4.close();
    await gateway.close();
    await small.close();
  });
  beforeEach(async () => {
    checkout = await Checkout.create();
  });
  afterEach(() => checkout.remove());

  /** The script with what it names by example as it is here. */
  function here(script: string, account: TestGateway): string {
    return script
      .replace(/http:\/\/127\.0\.0\.1:400[01]/g, account.url)
      .replace(/http:\/\/127\.0\.0\.1:4002/g, onV4.url)
      .replace(/(?:http:\/\/127\.0\.0\.1:4010|https:\/\/company\.amocrm\.com)/g, account.sandboxUrl)
      .replace(/https:\/\/amoql\.example\.com/g, account.url)
      .replace(/\bme@company\.com\b/g, DEMO_CREDENTIALS.login)
      .replace(/\bAMO_API_KEY=\.\.\./g, `AMO_API_KEY=${DEMO_CREDENTIALS.key}`)
      .replace(/\bAMO_TOKEN=\.\.\./g, `AMO_TOKEN=${DEMO_TOKEN}`)
      .replace(/\bWEBHOOK_SECRET=\.\.\./g, `WEBHOOK_SECRET=${WEBHOOK_SECRET}`)
      .replace(/\bTOKEN=\.\.\./g, `TOKEN=${token}`)
      .replace(/--port 40[01]\d\b/g, "--port 0");
  }

  it.each(scripts)(
    "$place",
    async ({ block, script }) => {
      const { stdout, url } = await checkout.run(here(script, gateway));
      const isServer = /npm start|example:react|cli\.js sandbox|amoql serve/.test(script);
      expect(url).toEqual(isServer ? expect.any(String) : null);
      const promised = block.notes.get("sh");
      if (promised !== undefined) expect(stdout).toContain(promised);
      else if (/^curl .*\/graphql/m.test(script)) expect(JSON.parse(stdout)).not.toHaveProperty("errors");
    },
    120_000,
  );

  it.each([...new Set(examples)].filter((example) => !elsewhere.has(example)))(
    "the help's example %s",
    async (example) => {
      const user = {
        AMO_URL: small.sandboxUrl,
        ...(example.startsWith("amoql webhooks")
          ? { AMO_API: "v4", AMO_TOKEN: DEMO_TOKEN, WEBHOOK_SECRET }
          : { AMO_LOGIN: DEMO_CREDENTIALS.login, AMO_API_KEY: DEMO_CREDENTIALS.key }),
      };
      const file = Object.entries(user).map(([name, value]) => `${name}=${value}`);
      await writeFile(join(checkout.folder, ".env"), file.join("\n"));
      await writeFile(join(checkout.folder, "schema.graphql"), readFileSync("schema/schema.graphql"));
      // What the APIs tell alike.
      const account = example.startsWith("amoql compare") ? gateway : small;
      await mkdir(join(checkout.folder, "queries"));
      for (const name of ["deals.graphql", "queries/deals.graphql"]) {
        await writeFile(join(checkout.folder, name), '{ deals(search: "decaf") { nodes { id name } } }');
      }
      const { stdout, url } = await checkout.run(
        here(example, account),
        example.includes("--env-file=.env") ? {} : user,
      );
      const isServer = /\b(?:serve|sandbox)\b/.test(example);
      expect(url).toEqual(isServer ? expect.any(String) : null);
      if (example.includes("ping")) expect(stdout).toContain("1 contact, 1 deal");
      if (example.includes("--output -")) expect(stdout).toContain("Spare parts");
    },
    120_000,
  );

  it("are all run, here or elsewhere, but for a list of those that cannot be", () => {
    expect(blocks.length).toBeGreaterThan(30);
    expect(scripts.length).toBeGreaterThan(15);
    expect(examples.length).toBeGreaterThan(10);
    const run = new Set([...inBlocks, ...elsewhere, ...notRun]);
    expect(inText.filter((command) => !OWN.test(command) && !run.has(command))).toEqual([]);
  });

  it("are still there where the lists here have them", () => {
    const all = new Set([...inBlocks, ...inText]);
    expect([...elsewhere, ...notRun].filter((command) => !all.has(command))).toEqual([]);
  });

  it.each(RUN_ELSEWHERE)("%s is run by %s", (_command, file, there) => {
    expect(readFileSync(file, "utf8")).toContain(there);
  });
});
