import { decodeContactPage } from "../../src/codec/contactXml.js";
import { zonedDates } from "../../src/codec/date.js";
import type { Server } from "../server.js";
import { contactPage, SEARCHES } from "../wirePages.js";
import { costOf } from "./meter.js";
import type { Point, Series } from "./series.js";

const ROWS = [10, 20, 50, 100, 200, 500] as const;
/** As much as a list field of the API gives at once. More rows are several lists in one operation. */
const MOST_ROWS = 100;

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

/** CPU microseconds that reading one page of this many rows takes. */
function decoding(rows: number, seconds: number): number {
  const page = contactPage(0, rows);
  const dates = zonedDates("Europe/Moscow");
  const until = performance.now() + seconds * 1000;
  const before = process.cpuUsage();
  let pages = 0;
  for (; performance.now() < until; pages += 1) decodeContactPage(page, dates);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / pages;
}

/** What a query and the reading of a page cost by the number of rows, in CPU microseconds. */
export async function growthWithRows(gateway: Server, seconds: number): Promise<readonly Series[]> {
  const whole: Point[] = [];
  for (const work of ROWS) {
    const requests = { path: "/graphql", bodies: queries(work) };
    const { cpuMicroseconds } = await costOf({ to: gateway, requests, connections: 32, seconds, watched: [gateway] });
    whole.push({ work, cost: cpuMicroseconds[0] ?? NaN });
  }
  decoding(ROWS[0], seconds / 4);
  const reading = ROWS.map((work) => ({ work, cost: decoding(work, seconds / 2) }));
  return [
    { name: "query", points: whole },
    { name: "reading one page", points: reading },
  ];
}
