import { join } from "node:path";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { encodeCursor, scopeOf } from "../../src/graphql/cursor.js";
import { toGlobalId } from "../../src/domain/globalId.js";
import { Load } from "../load.js";
import { PROGRAM, startServer, type Server } from "../server.js";
import { startGateway } from "../stand.js";
import { emailOf, RARE, writeBigAccount } from "./bigAccount.js";
import { costOf } from "./meter.js";
import type { Series } from "./series.js";
import { walkSeries, walkTable, walkThrough, type Look } from "./walk.js";

const SIZES = [1_000, 3_000, 10_000, 30_000, 100_000] as const;
const ROWS = 50;
const WARM_UP = 400;
const SCOPE = scopeOf("contacts", "");
const FIELDS = "nodes { crmId name phoneNumbers { number } company { name } }";

/** A sandbox account of some size, and a gateway in front of it. */
interface BigStand {
  readonly sandbox: Server;
  readonly gateway: Server;
}

async function withAccount<Result>(directory: string, size: number, use: (stand: BigStand) => Promise<Result>) {
  const data = join(directory, `${size}.db`);
  await writeBigAccount(data, size);
  const sandbox = await startServer([PROGRAM, "sandbox", "--port", "0", "--data", data]);
  const gateway = await startGateway(sandbox.url, {
    AMO_LOGIN: DEMO_CREDENTIALS.login,
    AMO_API_KEY: DEMO_CREDENTIALS.key,
  });
  try {
    return await use({ sandbox, gateway });
  } finally {
    await gateway.stop();
    await sandbox.stop();
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
async function warmUp(gateway: Server, bodies: readonly string[]): Promise<void> {
  const load = new Load(gateway.url, { path: "/graphql", bodies }, 4);
  await load.runQueries(WARM_UP);
  await load.close();
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
export async function growthWithContacts(directory: string, seconds: number): Promise<AccountGrowth> {
  const points = new Map<string, { sandbox: Series["points"]; gateway: Series["points"] }>();
  const walks: (readonly Look[])[] = [];
  for (const size of SIZES) {
    console.error(`growth: ${size} contacts`);
    await withAccount(directory, size, async ({ sandbox, gateway }) => {
      const asked = questions(size);
      await warmUp(gateway, Object.values(asked).flat());
      for (const [name, bodies] of Object.entries(asked)) {
        const requests = { path: "/graphql", bodies };
        const cost = await costOf({ to: gateway, requests, connections: 1, seconds, watched: [sandbox, gateway] });
        const [inSandbox = NaN, inGateway = NaN] = cost.cpuMicroseconds.map((one) => one / 1000);
        const before = points.get(name) ?? { sandbox: [], gateway: [] };
        points.set(name, {
          sandbox: [...before.sandbox, { work: size, cost: inSandbox }],
          gateway: [...before.gateway, { work: size, cost: inGateway }],
        });
      }
      walks.push(await walkThrough(gateway, sandbox, size));
    });
  }
  const seriesOf = (side: "sandbox" | "gateway") =>
    [...points].map(([name, sides]): Series => ({ name, points: sides[side] }));
  return {
    sandbox: seriesOf("sandbox"),
    gateway: seriesOf("gateway"),
    walks: walkSeries(walks),
    longestWalk: walkTable(walks.at(-1) ?? []),
  };
}
