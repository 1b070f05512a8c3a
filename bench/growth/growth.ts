import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Effort } from "../comparison.js";
import { startAccount, startGateway } from "../stand.js";
import { growthWithContacts } from "./accounts.js";
import { growthWithConnections } from "./connections.js";
import { growthWithRows } from "./pages.js";
import { writeChart } from "./plot.js";
import { seriesTable } from "./series.js";

/** How the cost of queries grows with rows, connections and the size of the account, as Markdown; the charts are files beside it. */
export async function measureGrowth(effort: Effort): Promise<string> {
  const account = await startAccount();
  const gateway = await startGateway(account.url);
  const directory = await mkdtemp(join(tmpdir(), "amoql-growth-"));
  try {
    console.error("growth: rows");
    const rows = await growthWithRows(gateway, effort);
    console.error("growth: connections");
    const connections = await growthWithConnections(gateway, effort);
    const accounts = await growthWithContacts(directory, effort);
    return [
      "### Rows",
      await writeChart({ file: "rows.svg", work: "rows", cost: "CPU µs", series: rows }),
      seriesTable("rows", rows),
      "### Connections",
      await writeChart({ file: "connections.svg", work: "connections", cost: "ms", series: connections.series }),
      connections.table,
      "### Contacts in the account",
      "CPU of the gateway, ms a query:",
      await writeChart({ file: "gateway.svg", work: "contacts", cost: "CPU ms a query", series: accounts.gateway }),
      seriesTable("contacts", accounts.gateway),
      "CPU of the sandbox, ms a query:",
      await writeChart({ file: "sandbox.svg", work: "contacts", cost: "CPU ms a query", series: accounts.sandbox }),
      seriesTable("contacts", accounts.sandbox),
      "### A walk through the whole account",
      "By cursor, 100 contacts at a time, CPU seconds of the two processes for the whole walk:",
      await writeChart({ file: "walk.svg", work: "contacts", cost: "CPU s a walk", series: accounts.walks }),
      seriesTable("contacts", accounts.walks),
      "The longest walk, from one line to the next:",
      accounts.longestWalk,
    ].join("\n\n");
  } finally {
    await gateway.stop();
    await account.stop();
    await rm(directory, { recursive: true });
  }
}
