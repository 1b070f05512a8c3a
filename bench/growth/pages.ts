import { decodeContactPage } from "../../src/codec/contactXml.js";
import { zonedDates } from "../../src/codec/date.js";
import type { Effort } from "../comparison.js";
import type { Server } from "../server.js";
import { contactPage, SEARCHES } from "../wirePages.js";
import { inTurns } from "./inTurns.js";
import { costOf } from "./meter.js";
import { medians, type Series } from "./series.js";

const ROWS = [10, 20, 50, 100, 200, 500] as const;
/** As much as a list field of the API gives at once. More rows are several lists in one operation. */
const MOST_ROWS = 100;

/** Rows of the pages that are read in turn. */
const ROWS_READ = 1_000;

const FIELDS =
  "nodes { crmId name phoneNumbers { number label } emailAddresses { address label } company { crmId name } tags }";

/** Queries for this many contacts, on different records. */
function queries(rows: number): readonly string[] {
  const lists = Math.ceil(rows / MOST_ROWS);
  return Array.from({ length: SEARCHES }, (_, query) => {
    const fields = Array.from({ length: lists }, (__, list) => {
      const search = (query + list) % SEARCHES;
      return `list${list}: contacts(first: ${Math.min(rows, MOST_ROWS)}, search: "${search}") { ${FIELDS} }`;
    });
    return JSON.stringify({ query: `{ ${fields.join(" ")} }` });
  });
}

/**
 * Pages of this many rows. Together they have as many rows whatever one holds: a small page that is read over and over would stay in the
 * nearest cache of the processor, as the pages of an account do not.
 */
function differentPages(rows: number): readonly string[] {
  return Array.from({ length: ROWS_READ / rows }, (_, search) => contactPage(search, rows));
}

/** CPU microseconds that reading one of these pages takes. */
function decoding(pages: readonly string[], seconds: number): number {
  const dates = zonedDates("Europe/Moscow");
  const until = performance.now() + seconds * 1000;
  const before = process.cpuUsage();
  let read = 0;
  while (performance.now() < until) {
    for (const page of pages) decodeContactPage(page, dates);
    read += pages.length;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / read;
}

/** What a query and the reading of a page cost by the number of rows, in CPU microseconds. */
export async function growthWithRows(gateway: Server, { seconds, rounds }: Effort): Promise<readonly Series[]> {
  const whole = await inTurns(rounds, ROWS, async (rows) => {
    const requests = { path: "/graphql", bodies: queries(rows) };
    const { cpuMicroseconds } = await costOf({ to: gateway, requests, connections: 32, seconds, watched: [gateway] });
    return cpuMicroseconds[0] ?? NaN;
  });
  const pages = new Map<number, readonly string[]>(ROWS.map((rows) => [rows, differentPages(rows)]));
  const read = (rows: number) => decoding(pages.get(rows) ?? [], seconds / 2);
  ROWS.forEach(read);
  const reading = await inTurns(rounds, ROWS, read);
  return [medians("query", whole, (cost) => cost), medians("reading one page", reading, (cost) => cost)];
}
