// Measures how fast the pages of wirePages.ts become domain objects, beside what one general parser takes for the bare parse of the
// same text. What counts is CPU time; the ratio holds on a machine that is shared as well.
import { Command } from "commander";
import { XMLParser } from "fast-xml-parser";
import { decodeContactDetail, decodeContactPage } from "../src/codec/contactXml.js";
import { zonedDates } from "../src/codec/date.js";
import { decodeDealPage } from "../src/codec/dealXml.js";
import { positiveNumber } from "./positiveNumber.js";
import { contactDetail, contactPage, dealPage, recordId } from "./wirePages.js";

const { seconds, rounds } = new Command("xml")
  .description("Measure reading XML, from text to domain objects")
  .option("--seconds <number>", "seconds of each round, for each reader", positiveNumber, 0.5)
  .option("--rounds <number>", "rounds of each page", positiveNumber, 5)
  .parse()
  .opts<{ seconds: number; rounds: number }>();

const dates = zonedDates("Europe/Moscow");
const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: false });

/** A page as it comes from the network: one text, where the templates' pieces would be put together by whoever reads it first. */
function received(page: string): string {
  return Buffer.from(page).toString();
}

interface Reading {
  readonly page: string;
  readonly text: string;
  readonly decode: (text: string) => unknown;
}

const READINGS: readonly Reading[] = [
  { page: "50 deals", text: received(dealPage(0, 50)), decode: (text) => decodeDealPage(text, dates) },
  { page: "50 contacts", text: received(contactPage(0, 50)), decode: (text) => decodeContactPage(text, dates) },
  {
    page: "contact detail",
    text: received(contactDetail(recordId(0, 0))),
    decode: (text) => decodeContactDetail(text, String(recordId(0, 0)), dates),
  },
];

/** The CPU time of one call, in microseconds. */
function cpuMicroseconds(read: () => unknown): number {
  const before = process.cpuUsage();
  const end = performance.now() + seconds * 1000;
  let calls = 0;
  for (; performance.now() < end; calls += 1) read();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;
}

const HEADINGS = ["page", "kB", "amoql µs", "amoql MB/s", "fast-xml-parser µs", "MB/s", "times as fast"];

function printRow(cells: readonly string[]): void {
  console.log(`| ${cells.map((cell, column) => cell.padStart(HEADINGS[column]?.length ?? 0)).join(" | ")} |`);
}

console.log(`${rounds} rounds of ${seconds} s in turns, medians of CPU time. amoql: text to domain objects, checked.`);
console.log("fast-xml-parser: parse() alone, without its validator and without reading values into records.");
printRow(HEADINGS);
printRow(HEADINGS.map((heading) => "-".repeat(heading.length)));
for (const { page, text, decode } of READINGS) {
  const readers = [() => decode(text), () => parser.parse(text) as unknown];
  for (const read of readers) cpuMicroseconds(read);
  const samples = Array.from({ length: rounds }, () => readers.map(cpuMicroseconds));
  const [own, general] = readers.map((_, reader) => median(samples.map((sample) => sample[reader] ?? NaN)));
  if (own === undefined || general === undefined) throw new Error("Nothing was measured");
  const bytes = Buffer.byteLength(text);
  printRow([
    page,
    (bytes / 1000).toFixed(1),
    own.toFixed(0),
    (bytes / own).toFixed(1),
    general.toFixed(0),
    (bytes / general).toFixed(1),
    (general / own).toFixed(2),
  ]);
}
