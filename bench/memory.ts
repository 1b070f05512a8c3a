import { CASES } from "./cases.js";
import { Load } from "./load.js";
import { table } from "./page.js";
import { startAccount, startGateway } from "./stand.js";

/** Times that the memory is looked at on the way. */
const LOOKS = 10;

/** Resident memory of the gateway while it answers a number of queries, every other one a list and the name of one contact, as Markdown. */
export async function measureMemory(queries: number): Promise<string> {
  const bodies = ["xml-list", "trivial"].map((wanted) => CASES.find(({ name }) => name === wanted)?.bodies ?? []);
  const [lists = [], names = []] = bodies;
  const account = await startAccount();
  const gateway = await startGateway(account.url);
  const load = new Load(gateway.url, {
    path: "/graphql",
    bodies: lists.flatMap((list, at) => [list, names[at] ?? ""]),
  });
  try {
    const rows = [["0", gateway.residentMebibytes().toFixed(0)]];
    for (let look = 1; look <= LOOKS; look += 1) {
      await load.runQueries(Math.ceil(queries / LOOKS));
      rows.push([String(look * Math.ceil(queries / LOOKS)), gateway.residentMebibytes().toFixed(0)]);
      console.error(`memory: ${rows.at(-1)?.join(" queries, ") ?? ""} MiB`);
    }
    return table(["queries answered", "RSS MiB"], rows);
  } finally {
    await load.close();
    await gateway.stop();
    await account.stop();
  }
}
