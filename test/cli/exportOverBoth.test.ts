import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { DEMO_TOKEN } from "../../src/sandbox/account.js";
import { status } from "../faults/faults.js";
import { APIS, type Api } from "../gateway.js";
import { flattened, readCsv } from "./csv.js";
import { queried, type Kind, type Node, type Value } from "./queries.js";
import { openStage, serviceUser, type Stage } from "./stage.js";

// An export over either API: what it writes, and what it calls for.

const SECONDS = 60_000;
const DETAILS = "--details";
const CASES: readonly (readonly [Kind, boolean])[] = [
  ["contacts", false],
  ["contacts", true],
  ["deals", false],
  ["deals", true],
  ["catalogs", false],
];

type Counts = Readonly<Record<string, number>>;

const read = (stage: Stage, name: string): Promise<string> => readFile(join(stage.folder, name), "utf8");

async function nodesIn(stage: Stage, name: string): Promise<readonly Node[]> {
  const lines = (await read(stage, name)).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Node);
}

/** The calls that reached the account since they were asked for, and how many of each. */
function callsTo({ gateway }: Stage): Counts {
  const counts: Record<string, number> = {};
  for (const { path } of gateway.requests()) {
    const name = path.replace(/^\/(?:api\/v4|private\/api|api)\//, "").replaceAll(/\/\d+/g, "/id");
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** What one export of a kind called for, and what it said. */
async function exported(stage: Stage, ...args: readonly string[]): Promise<{ calls: Counts; stderr: string }> {
  callsTo(stage);
  const { stderr } = await stage.exported(args);
  return { calls: callsTo(stage), stderr };
}

/** A stage for each API, all on accounts that are alike. */
function stagesOf(open: (api: Api) => Promise<Stage>): Readonly<Record<Api, () => Stage>> {
  const stages = new Map<Api, Stage>();
  beforeAll(async () => {
    for (const api of APIS) stages.set(api, await open(api));
  }, SECONDS);
  afterAll(async () => {
    for (const stage of stages.values()) await stage.close();
  });
  beforeEach(async () => {
    for (const stage of stages.values()) {
      stage.proxy.clear();
      for (const name of await stage.files()) await rm(join(stage.folder, name), { recursive: true });
    }
  });
  const stageOf = (api: Api) => () => {
    const stage = stages.get(api);
    if (stage === undefined) throw new Error(`no stage for ${api}`);
    return stage;
  };
  return { legacy: stageOf("legacy"), v4: stageOf("v4") };
}

describe("the demo account", () => {
  const stages = stagesOf((api) => openStage({ empty: false }, api));
  const ONE_BY_ONE = "amoql: lists do not carry all of it: reads records one by one too, a call for each\n";

  describe.each(APIS)("over %s", (api) => {
    it.each(CASES)(
      "%s are what a query gives, in both formats (details: %p)",
      async (kind, withDetails) => {
        const stage = stages[api]();
        const nodes = await queried(stage.gateway, kind, withDetails);
        expect(nodes.length).toBeGreaterThan(3);
        const details = withDetails ? [DETAILS] : [];
        await stage.exported([kind, ...details]);
        expect(await read(stage, `${kind}.jsonl`)).toBe(nodes.map((node) => `${JSON.stringify(node)}\n`).join(""));
        await stage.exported([kind, "--format", "csv", ...details]);
        const [header = [], ...rows] = readCsv(await read(stage, `${kind}.csv`));
        expect(rows).toEqual(nodes.map((node) => flattened(node, header)));
        expect(await stage.files()).toEqual([`${kind}.csv`, `${kind}.jsonl`]);
      },
      SECONDS,
    );
  });

  it.each<readonly [Api, Kind, boolean, Counts]>([
    ["legacy", "contacts", false, { "contacts.php": 2 + 2 }],
    ["legacy", "contacts", true, { "contacts.php": 2 + 2, "contact_detail.php": 200 }],
    ["legacy", "deals", false, { "deals.php": 2 + 2 }],
    ["legacy", "deals", true, { "deals.php": 2 + 2, "deal_detail.php": 120 }],
    ["legacy", "catalogs", false, { "v2/catalogs": 1 }],
    ["v4", "contacts", false, { contacts: 1, users: 1, companies: 1 }],
    // Of the 160 people among the contacts.
    ["v4", "contacts", true, { contacts: 1, users: 1, companies: 1, "contacts/notes": 2, tasks: 2, account: 1 }],
    ["v4", "deals", false, { leads: 1, users: 1, "leads/pipelines": 1, contacts: 1 }],
    [
      "v4",
      "deals",
      true,
      { leads: 1, users: 1, "leads/pipelines": 1, contacts: 1, "leads/notes": 1, tasks: 1, account: 1 },
    ],
    ["v4", "catalogs", false, { catalogs: 1 }],
  ])(
    "over %s takes no more calls than %s need (details: %p), and says when it is one for each",
    async (api, kind, withDetails, calls) => {
      const stage = stages[api]();
      const made = await exported(stage, kind, ...(withDetails ? [DETAILS] : []));
      const { length } = await nodesIn(stage, `${kind}.jsonl`);
      const warning = api === "legacy" && withDetails ? ONE_BY_ONE : "";
      expect(made).toEqual({
        calls,
        stderr: `${warning}amoql: ${String(length)} ${kind} in ${kind}.jsonl\n`,
      });
    },
    SECONDS,
  );

  it.each(CASES)(
    "%s are the same over both but for what docs/migrating.md tells (details: %p)",
    async (kind, withDetails) => {
      const [legacy, v4] = await Promise.all(
        APIS.map(async (api) => {
          await stages[api]().exported([kind, ...(withDetails ? [DETAILS] : [])]);
          return nodesIn(stages[api](), `${kind}.jsonl`);
        }),
      );
      if (legacy === undefined || v4 === undefined) throw new Error("no export");
      await stages.v4().exported(["contacts", "--output", "people"]);
      const people = new Set((await nodesIn(stages.v4(), "people")).map(({ id }) => id));
      const expected = legacy.filter(({ id }) => kind !== "contacts" || people.has(id));
      expect(expected.length).toBeGreaterThan(3);
      expect(v4.map((node) => undisputed(node, people))).toEqual(expected.map((node) => undisputed(node, people)));
    },
    SECONDS,
  );

  it(
    "over v4 names every contact of every deal",
    async () => {
      await stages.v4().exported(["deals"]);
      const named = (await nodesIn(stages.v4(), "deals.jsonl")).flatMap(({ contacts }) => contacts as Node[]);
      expect(named.length).toBeGreaterThan(50);
      expect(named.filter(({ name }) => typeof name !== "string" || name === "")).toEqual([]);
    },
    SECONDS,
  );

  it(
    "over the legacy API reads the names of contacts that a list of deals lacks, each once",
    async () => {
      const stage = stages.legacy();
      await stage.exported(["deals", "--output", "whole"]);
      stage.proxy.add({
        page: "deals",
        fault: async ({ forward, deliver }) => {
          const answer = await forward();
          const text = answer.body.toString().replaceAll(/(<contact>\s*<id>\d+<\/id>\s*)<name>.*?<\/name>/gs, "$1");
          deliver({ ...answer, body: Buffer.from(text) });
        },
      });
      const { calls, stderr } = await exported(stage, "deals");
      expect(await read(stage, "deals.jsonl")).toBe(await read(stage, "whole"));
      const linked = (await nodesIn(stage, "whole")).flatMap(({ contacts }) => contacts as Node[]);
      expect(calls).toEqual({ "deals.php": 4, "contact_detail.php": new Set(linked.map(({ id }) => id)).size });
      expect(stderr).toBe(`${ONE_BY_ONE}amoql: 120 deals in deals.jsonl\n`);
    },
    SECONDS,
  );
});

/** A record without what the APIs tell otherwise: companies among contacts, labels, how prices are written, and versions of all that. */
function undisputed({ version, price, contacts, ...node }: Node, people: ReadonlySet<string>): object {
  const without = (key: string, list: Value | undefined) =>
    (list as Node[] | undefined)?.map((item) => ({ ...item, [key]: undefined }));
  return {
    ...node,
    ...(price !== undefined && { price: Number(price) }),
    contacts: (contacts as Node[] | undefined)?.filter(({ id }) => people.has(id)),
    phoneNumbers: without("label", node["phoneNumbers"]),
    webAddresses: without("label", node["webAddresses"]),
    instantMessengers: without("protocol", node["instantMessengers"]),
  };
}

describe("an account of 600 contacts and 300 deals", () => {
  const stages = stagesOf(async (api) => {
    const stage = await openStage({ empty: true }, api);
    const numbers = Array.from({ length: 600 }, (_, index) => index);
    const ids = await added(
      stage,
      "contacts",
      numbers.map((number) => ({ name: `Contact ${String(number)}` })),
    );
    // Each of the first 200 contacts has one deal or two.
    const deal = (number: number) => ({
      name: `Deal ${String(number)}`,
      _embedded: { contacts: [{ id: ids[number % 200] }] },
    });
    await added(stage, "leads", numbers.slice(0, 300).map(deal));
    return stage;
  });
  // Over v4 250 to a page, of which each is read twice since nothing else tells whether the list stood still.
  const DEALS = { leads: 2 * 2, users: 1, "leads/pipelines": 1, contacts: 2 };
  const DETAILED = { contacts: 2 * 3, users: 1, "contacts/notes": 2 + 2 + 1, tasks: 2 + 2 + 1 };

  it.each<readonly [Api, Kind, Counts]>([
    ["legacy", "contacts", { "contacts.php": 6 + 2 }],
    ["legacy", "deals", { "deals.php": 3 + 2 }],
    ["v4", "contacts", { contacts: 2 * 3, users: 1 }],
    ["v4", "deals", DEALS],
  ])(
    "over %s reads no page of its %s past the end, and no name twice",
    async (api, kind, calls) => {
      const stage = stages[api]();
      expect((await exported(stage, kind)).calls).toEqual(calls);
      const nodes = await nodesIn(stage, `${kind}.jsonl`);
      const name = kind === "contacts" ? "Contact" : "Deal";
      expect(nodes.map((node) => node["name"])).toEqual(nodes.map((_, index) => `${name} ${String(index)}`));
      for (const [index, { contacts }] of nodes.entries()) {
        if (kind === "deals") expect(contacts).toMatchObject([{ name: `Contact ${String(index % 200)}` }]);
      }
    },
    SECONDS,
  );

  it(
    "over v4 with --details reads notes and tasks of many contacts at once, and none of them again",
    async () => {
      const { calls } = await exported(stages.v4(), "contacts", DETAILS);
      expect(calls).toEqual(DETAILED);
    },
    SECONDS,
  );

  it(
    "over v4 goes on after an interruption, and reads again what was under way and nothing else",
    async () => {
      const stage = stages.v4();
      await stage.exported(["deals", "--output", "whole"]);
      stage.proxy.clear();
      stage.proxy.add({ page: "leads", nth: 2, fault: status(503, { "retry-after": "3600" }) });
      callsTo(stage);
      expect((await stage.export(["deals"]).ended).code).toBe(75);
      expect(callsTo(stage)).toEqual({ ...DEALS, leads: 1 });
      stage.proxy.clear();
      const { calls, stderr } = await exported(stage, "deals");
      expect(stderr).toMatch(/goes on with deals\.jsonl/);
      // The names of the contacts that the rest has were known to the process that ended.
      expect(calls).toEqual({ ...DEALS, leads: 3, contacts: 1 });
      expect(await read(stage, "deals.jsonl")).toBe(await read(stage, "whole"));
    },
    SECONDS,
  );

  it(
    "that was interrupted over v4 is not gone on with over the legacy API",
    async () => {
      const stage = stages.v4();
      stage.proxy.add({ page: "leads", nth: 2, fault: status(503, { "retry-after": "3600" }) });
      expect((await stage.export(["deals"]).ended).code).toBe(75);
      const { code, stderr } = await stage.export(["deals"], {
        ...serviceUser(stage.proxy.url),
        AMO_API: "legacy",
        AMO_TOKEN: "",
      }).ended;
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/with account .* over API v4.*--restart/),
      });
    },
    SECONDS,
  );

  it.each<readonly [string, Kind, string | null, Counts]>([
    ["contacts", "deals", null, DEALS],
    ["tasks", "contacts", DETAILS, DETAILED],
  ])(
    "over v4 asks again for %s that could not be read, and for nothing else",
    async (page, kind, details, expected) => {
      const stage = stages.v4();
      const args = details === null ? [kind] : [kind, details];
      await stage.exported([...args, "--output", "whole"]);
      stage.proxy.clear();
      // It does not reach the account, so that it is not counted there.
      stage.proxy.add({ page, nth: 1, fault: status(400) });
      const { calls, stderr } = await exported(stage, ...args);
      expect(stderr).toMatch(/the account fails; tries again in \d+ s/);
      expect(calls).toEqual(expected);
      expect(await read(stage, `${kind}.jsonl`)).toBe(await read(stage, "whole"));
    },
    SECONDS,
  );

  it(
    "over v4 has no name for a contact that the user does not see, and the deal all the same",
    async () => {
      const stage = stages.v4();
      stage.proxy.add({ page: "contacts", fault: status(204) });
      await stage.exported(["deals"]);
      const nodes = await nodesIn(stage, "deals.jsonl");
      expect(nodes).toHaveLength(300);
      expect(nodes.flatMap(({ contacts }) => contacts as Node[]).filter(({ name }) => name !== null)).toEqual([]);
    },
    SECONDS,
  );
});

/** Adds records past the gateway, and gives their numbers. */
async function added(stage: Stage, path: string, rows: readonly object[]): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let from = 0; from < rows.length; from += 250) {
    const response = await fetch(`${stage.gateway.sandboxUrl}/api/v4/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${DEMO_TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify(rows.slice(from, from + 250)),
    });
    const { _embedded } = (await response.json()) as { _embedded: Record<string, { id: number }[]> };
    ids.push(...(_embedded[path] ?? []).map(({ id }) => id));
  }
  expect(ids).toHaveLength(rows.length);
  return ids;
}
