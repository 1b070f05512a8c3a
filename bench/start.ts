import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CASES } from "./cases.js";
import { Load, type Requests } from "./load.js";
import { table } from "./page.js";
import { PROGRAM, startServer, type Server } from "./server.js";
import { startAccount, startGateway } from "./stand.js";
import { spread } from "./statistics.js";

/** Milliseconds from the start of the process to its first answer in GraphQL. */
async function timeToAnswer(start: () => Promise<Server>, requests: Requests): Promise<number> {
  const startedAt = performance.now();
  const server = await start();
  const load = new Load(server.url, requests);
  try {
    await load.send();
    return performance.now() - startedAt;
  } finally {
    await load.close();
    await server.stop();
  }
}

/** How long the gateway takes from nothing to its first answer, as Markdown. */
export async function measureStart(starts: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "amoql-start-"));
  const account = await startAccount();
  const requests = { path: "/graphql", bodies: CASES.find(({ name }) => name === "xml-list")?.bodies ?? [] };
  const embedded = (data: string) => () =>
    startServer([PROGRAM, "serve"], { PORT: "0", LOG_LEVEL: "silent", SANDBOX_DATA: join(directory, data) });
  try {
    const times: Record<"account" | "fresh" | "filled", number[]> = { account: [], fresh: [], filled: [] };
    for (let turn = 0; turn < starts; turn += 1) {
      console.error(`start: ${turn + 1} of ${starts}`);
      times.account.push(await timeToAnswer(() => startGateway(account.url), requests));
      times.fresh.push(await timeToAnswer(embedded(`${turn}.db`), requests));
      times.filled.push(await timeToAnswer(embedded(`${turn}.db`), requests));
    }
    return table(
      ["start", "ms to the first answer: least – median – greatest"],
      [
        ["in front of an account", spread(times.account, 0)],
        ["on the embedded sandbox, whose data file is made", spread(times.fresh, 0)],
        ["on the embedded sandbox, whose data file is there", spread(times.filled, 0)],
      ],
    );
  } finally {
    await account.stop();
    await rm(directory, { recursive: true });
  }
}
