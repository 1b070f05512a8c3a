// The servers that are measured side by side, each in a process of its own, in front of one account.
import { fileURLToPath } from "node:url";
import type { Case } from "./cases.js";
import { compileServers } from "./compile.js";
import { Load, type Requests } from "./load.js";
import { PROGRAM, startServer, type Server } from "./server.js";
import { SEARCHES } from "./wirePages.js";

/** As in production, for all servers. */
const PRODUCTION = { NODE_ENV: "production" };

/** As fast as the gateway may be told to call an account. */
const RATE = "100000";

/** A server that is measured. */
export interface Contestant {
  readonly name: string;
  readonly server: Server;
  /** The queries of a case as this server takes them. */
  load(measured: Case): Load;
}

export interface Stand {
  readonly account: Server;
  readonly contestants: readonly Contestant[];
  stop(): Promise<void>;
}

const ACCOUNT = ["--import", "@swc-node/register/esm-register", fileURLToPath(new URL("account.ts", import.meta.url))];

/** Starts the account with ready answers. */
export function startAccount(delayMs = 0): Promise<Server> {
  return startServer(ACCOUNT, { ...PRODUCTION, DELAY_MS: String(delayMs) });
}

/**
 * Starts a gateway in front of an account, with a budget that holds nothing back.
 * @param program what Node.js runs, its flags first; by default the build of this folder
 */
export function startGateway(
  accountUrl: string,
  settings: Readonly<Record<string, string>> = {},
  program: readonly string[] = [PROGRAM],
): Promise<Server> {
  return startServer([...program, "serve"], {
    ...PRODUCTION,
    PORT: "0",
    LOG_LEVEL: "silent",
    AMO_URL: accountUrl,
    AMO_LOGIN: "bench@amoql.dev",
    AMO_API_KEY: "bench",
    AMO_RATE: RATE,
    AMO_CONCURRENCY: "1000",
    QUEUE_LIMIT: "1000000",
    ...settings,
  });
}

/**
 * Starts the account and all servers that are compared, the floor first.
 * @param delayMs how long the account holds each answer back, in milliseconds
 */
export async function startStand(delayMs = 0): Promise<Stand> {
  const account = await startAccount(delayMs);
  const environment = { ...PRODUCTION, AMO_URL: account.url };
  const compiled = await compileServers();
  const floor = await startServer([compiled.file("floor")], environment);
  const apollo = await startServer([compiled.file("peers/apollo")], environment);
  const mercurius = await startServer([compiled.file("peers/mercurius")], environment);
  const gateway = await startGateway(account.url);
  const tokens = await openSessions(gateway, SEARCHES);
  return {
    account,
    contestants: [
      contestant("floor", floor, ({ name, bodies }) => ({ path: `/${name}`, bodies })),
      contestant("apollo", apollo, ({ bodies }) => ({ path: "/", bodies })),
      contestant("mercurius", mercurius, ({ bodies }) => ({ path: "/graphql", bodies })),
      contestant("amoql", gateway, ({ bodies, isFromManyUsers }) => ({
        path: "/graphql",
        bodies,
        ...(isFromManyUsers && { tokens }),
      })),
    ],
    async stop() {
      await Promise.all([floor, apollo, mercurius, gateway, account].map((server) => server.stop()));
      await compiled.remove();
    },
  };
}

/** As fast as earlier builds may be told to call an account. */
const EARLIER_RATE = "1000";

/** Starts the account, the floor, builds of amoql by their name, each as what Node.js runs (flags, `dist/cli.js`), and the build of this folder. */
export async function startBuilds(builds: Readonly<Record<string, string>>): Promise<Stand> {
  const account = await startAccount();
  const compiled = await compileServers();
  const floor = await startServer([compiled.file("floor")], { ...PRODUCTION, AMO_URL: account.url });
  const servers = [contestant("floor", floor, ({ name, bodies }) => ({ path: `/${name}`, bodies }))];
  async function stop(): Promise<void> {
    await Promise.all([...servers.map(({ server }) => server), account].map((server) => server.stop()));
    await compiled.remove();
  }
  try {
    for (const [name, program] of Object.entries({ ...builds, amoql: PROGRAM })) {
      const gateway = await startGateway(account.url, { AMO_RATE: EARLIER_RATE }, program.split(" "));
      servers.push(contestant(name, gateway, ({ bodies }) => ({ path: "/graphql", bodies })));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { account, contestants: servers, stop };
}

function contestant(name: string, server: Server, requests: (measured: Case) => Requests): Contestant {
  return { name, server, load: (measured) => new Load(new URL(server.url).origin, requests(measured)) };
}

/** Signs users in to the gateway, one after another. Gives their tokens. */
async function openSessions(gateway: Server, users: number): Promise<readonly string[]> {
  const query = `mutation ($login: String!) {
    sessionCreate(credentials: { apiKey: { login: $login, key: "bench" } }) { session { token } }
  }`;
  const tokens: string[] = [];
  for (let user = 0; user < users; user += 1) {
    const body = JSON.stringify({ query, variables: { login: `user${user}@amoql.dev` } });
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const { data } = (await response.json()) as { data?: { sessionCreate?: { session?: { token?: string } } } };
    const token = data?.sessionCreate?.session?.token;
    if (token === undefined) throw new Error("The gateway opened no session");
    tokens.push(token);
  }
  return tokens;
}
