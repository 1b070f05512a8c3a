import { join } from "node:path";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { encodeCursor, scopeOf } from "../../src/graphql/cursor.js";
import { toGlobalId } from "../../src/domain/globalId.js";
import type { Effort } from "../comparison.js";
import { Load } from "../load.js";
import { PROGRAM, startServer, type Server } from "../server.js";
import { startGateway } from "../stand.js";
import { emailOf, RARE, writeBigAccount } from "./bigAccount.js";
import { inTurns, type Samples } from "./inTurns.js";
import { costOf } from "./meter.js";
import { medians, type Series } from "./series.js";
import { walkTable, walkThrough } from "./walk.js";

const SIZES = [1_000, 3_000, 10_000, 30_000, 100_000] as const;
const ROWS = 50;
const WARM_UP = 400;
const SCOPE = scopeOf("contacts", "");
const FIELDS = "nodes { crmId name phoneNumbers { number } company { name } }";

/** A sandbox account of some size, and a gateway in front of it. */
interface BigStand {
  readonly size: number;
  readonly sandbox: Server;
  readonly gateway: Server;
}

async function startBigStand(directory: string, size: number): Promise<BigStand> {
  console.error(`growth: an account of ${size} contacts`);
  const data = join(directory, `${size}.db`);
  await writeBigAccount(data, size);
  const sandbox = await startServer([PROGRAM, "sandbox", "--port", "0", "--data", data]);
  try {
    const { login, key } = DEMO_CREDENTIALS;
    return { size, sandbox, gateway: await startGateway(sandbox.url, { AMO_LOGIN: login, AMO_API_KEY: key }) };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

/** A page that begins after this many contacts. */
function listAfter(offset: number): string {
  const query = `query ($after: String) { contacts(first: ${ROWS}, after: $after) { ${FIELDS} } }`;
  const after = offset === 0 ? null : encodeCursor({ offset: offset - 1, id: String(offset) }, SCOPE);
  return JSON.stringify({ query, variables: { after } });
}

function search(keyword: string): string {
  const query = `query ($keyword: String!) { contacts(first: ${ROWS}, search: $keyword) { ${FIELDS} } }`;
  return JSON.stringify({ query, variables: { keyword } });
}

function detail(id: number): string {
  const query = "query ($id: ID!) { contact(id: $id) { crmId name notes(first: 5) { nodes { body } } } }";
  return JSON.stringify({ query, variables: { id: toGlobalId("Contact", String(id)) } });
}

/** Ten numbers spread over an account. */
function spreadOver(size: number): readonly number[] {
  return Array.from({ length: 10 }, (_, at) => Math.floor((size * (at + 0.5)) / 10));
}

/** What is asked of an account of some size, by name. */
function questions(size: number): Readonly<Record<string, readonly string[]>> {
  return {
    "list, first page": [listAfter(0)],
    "list, middle": [listAfter(size / 2)],
    "list, last page": [listAfter(size - ROWS)],
    "search that finds one": spreadOver(size).map((id) => search(emailOf(id))),
    [`search that finds ${RARE.contacts}`]: [search(RARE.word)],
    "one contact": spreadOver(size).map(detail),
  };
}

/** The same number of queries whatever they cost: what is compared is a gateway as warm as the one before. */
async function warmUp({ gateway, size }: BigStand): Promise<void> {
  const load = new Load(gateway.url, { path: "/graphql", bodies: Object.values(questions(size)).flat() }, 4);
  await load.runQueries(WARM_UP);
  await load.close();
}

/** CPU milliseconds of one query. */
interface QueryCost {
  readonly sandbox: number;
  readonly gateway: number;
}

/** What each question costs, by its name. */
async function askAll({ size, sandbox, gateway }: BigStand, seconds: number): Promise<ReadonlyMap<string, QueryCost>> {
  const costs = new Map<string, QueryCost>();
  for (const [name, bodies] of Object.entries(questions(size))) {
    const requests = { path: "/graphql", bodies };
    const cost = await costOf({ to: gateway, requests, connections: 1, seconds, watched: [sandbox, gateway] });
    const [inSandbox = NaN, inGateway = NaN] = cost.cpuMicroseconds.map((one) => one / 1000);
    costs.set(name, { sandbox: inSandbox, gateway: inGateway });
  }
  return costs;
}

export interface AccountGrowth {
  /** CPU milliseconds a query in the sandbox and in the gateway, by contacts of the account. */
  readonly sandbox: readonly Series[];
  readonly gateway: readonly Series[];
  /** CPU seconds of a walk through the whole account, by contacts of the account. */
  readonly walks: readonly Series[];
  /** The walk through the largest account, as Markdown. */
  readonly longestWalk: string;
}

/** What reads cost by the size of the account, asked one after another. */
export async function growthWithContacts(directory: string, effort: Effort): Promise<AccountGrowth> {
  const stands: BigStand[] = [];
  try {
    for (const size of SIZES) stands.push(await startBigStand(directory, size));
    return await compareStands(stands, effort);
  } finally {
    for (const { gateway, sandbox } of stands) {
      await gateway.stop();
      await sandbox.stop();
    }
  }
}

async function compareStands(stands: readonly BigStand[], { seconds, rounds }: Effort): Promise<AccountGrowth> {
  console.error("growth: lists, searches and single contacts");
  for (const stand of stands) await warmUp(stand);
  const asked = bySize(await inTurns(rounds, stands, (stand) => askAll(stand, seconds)));
  console.error("growth: walks");
  const walked = bySize(await inTurns(rounds, stands, walkThrough));
  const names = Object.keys(questions(SIZES[0]));
  const askedOf = (side: keyof QueryCost) =>
    names.map((name) => medians(name, asked, (costs) => costs.get(name)?.[side] ?? NaN));
  return {
    sandbox: askedOf("sandbox"),
    gateway: askedOf("gateway"),
    walks: [
      medians("gateway", walked, ({ gatewaySeconds }) => gatewaySeconds),
      medians("sandbox", walked, ({ sandboxSeconds }) => sandboxSeconds),
    ],
    longestWalk: walkTable(walked.at(-1)?.samples.at(-1)?.looks ?? []),
  };
}

function bySize<Sample>(measured: readonly Samples<BigStand, Sample>[]): readonly Samples<number, Sample>[] {
  return measured.map(({ work, samples }) => ({ work: work.size, samples }));
}
