// What the gateway's CPU time goes to, by layer.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { CASES, type Case } from "./cases.js";
import { CONNECTIONS, Load } from "./load.js";
import { table } from "./page.js";
import { PROGRAM } from "./server.js";
import { startAccount, startGateway } from "./stand.js";

const WARM_UP_SECONDS = 3;

/** Layers by the packages and folders of their code; what belongs to several counts for the first. */
const LAYERS: readonly (readonly [name: string, code: RegExp])[] = [
  ["collecting garbage", /^\(garbage collector\)$/],
  ["HTTP in and out", /^(?:@?fastify|avvio|find-my-way|secure-json-parse|dist\/server\/(?:graphqlRoute|origin|drain))/],
  ["metrics and log", /^(?:prom-client|pino|dist\/server\/(?:metrics|operationReport|operationCalls))/],
  ["Apollo Server and plug-ins", /^(?:@apollo|@as-integrations|negotiator|whatwg-mimetype|dist\/server)/],
  ["executing GraphQL", /^(?:graphql|type-graphql|dataloader|dist\/graphql)/],
  ["calling the account", /^(?:undici|dist\/transport)/],
  ["reading answers", /^(?:saxes|dist\/(?:codec|crm|domain))/],
];
/** Where Node.js runs on its own: promises, sockets and timers that no code of a layer is below. */
const OTHER = "Node.js, not told apart";

const PROFILE = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.number()).optional(),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
type Profile = z.output<typeof PROFILE>;

/** The package or folder that a function is of; its name where it is V8's own. Undefined for Node.js. */
function codeOf({ url, functionName }: Profile["nodes"][number]["callFrame"]): string | undefined {
  if (url === "") return functionName;
  return /.*node_modules\/(.*)/.exec(url)?.[1] ?? /.*\/(dist\/.*)/.exec(url)?.[1];
}

/** Each function's layer: its own, or that of the code that called it. */
function layersOf({ nodes }: Profile): ReadonlyMap<number, string> {
  const layers = new Map<number, string>();
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  for (const { id, callFrame } of nodes) {
    const code = codeOf(callFrame);
    const own = code === undefined ? undefined : LAYERS.find(([, pattern]) => pattern.test(code))?.[0];
    layers.set(id, own ?? layers.get(parents.get(id) ?? -1) ?? OTHER);
  }
  return layers;
}

/** Microseconds of each layer in the last seconds of a profile, idle time left out. */
function timesOf(profile: Profile, seconds: number): ReadonlyMap<string, number> {
  const layers = layersOf(profile);
  const idle = new Set(
    profile.nodes.filter(({ callFrame }) => callFrame.functionName === "(idle)").map(({ id }) => id),
  );
  const times = new Map<string, number>();
  let left = seconds * 1e6;
  for (let sample = profile.samples.length - 1; sample >= 0 && left > 0; sample -= 1) {
    const [id = 0, took = 0] = [profile.samples[sample], profile.timeDeltas[sample]];
    left -= took;
    const layer = layers.get(id) ?? OTHER;
    if (!idle.has(id)) times.set(layer, (times.get(layer) ?? 0) + took);
  }
  return times;
}

/** Profiles the gateway under one case. */
async function profile(measured: Case, seconds: number): Promise<ReadonlyMap<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), "amoql-profile-"));
  const account = await startAccount();
  try {
    const gateway = await startGateway(account.url, {}, ["--cpu-prof", `--cpu-prof-dir=${folder}`, PROGRAM]);
    const load = new Load(gateway.url, { path: "/graphql", bodies: measured.bodies });
    await load.run(WARM_UP_SECONDS);
    await load.run(seconds);
    await load.close();
    await gateway.stop();
    const files = await readdir(folder);
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
    // Threads have profiles of their own, shorter ones.
    const longest = texts.toSorted((one, other) => other.length - one.length)[0] ?? "";
    return timesOf(PROFILE.parse(JSON.parse(longest)), seconds);
  } finally {
    await account.stop();
    await rm(folder, { recursive: true });
  }
}

/** The share of each layer in each case, as Markdown. */
export async function profileCases(seconds: number): Promise<string> {
  const cases = CASES.filter(({ isFromManyUsers }) => !isFromManyUsers);
  const columns: (readonly number[])[] = [];
  const layers = [...LAYERS.map(([name]) => name), OTHER];
  for (const measured of cases) {
    console.error(`profile: ${measured.name}`);
    const times = await profile(measured, seconds);
    const total = [...times.values()].reduce((sum, time) => sum + time, 0);
    columns.push(layers.map((layer) => ((times.get(layer) ?? 0) / total) * 100));
  }
  const rows = layers.map((layer, row) => [layer, ...columns.map((column) => `${(column[row] ?? 0).toFixed(0)} %`)]);
  const headings = ["layer", ...cases.map(({ name }) => `\`${name}\``)];
  return `${CONNECTIONS} connections, the last ${seconds} s of each profile.\n\n${table(headings, rows)}`;
}
