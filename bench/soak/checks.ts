import { fullestSecond } from "./callRate.js";
import type { Client } from "./client.js";
import type { StoredRecord } from "./contents.js";
import { KINDS } from "./kinds.js";
import type { Ledger } from "./ledger.js";

/** Whether something held that has to. */
export interface Check {
  readonly name: string;
  /** Figures for the table. */
  readonly figures: string;
  /** What contradicts it, a line each. */
  readonly broken: readonly string[];
}

/** Share of the limit that the fullest second has to come to. */
const TRIED = 0.9;

function byMark(contents: readonly StoredRecord[]): ReadonlyMap<string, readonly StoredRecord[]> {
  const groups = new Map<string, StoredRecord[]>();
  for (const record of contents) {
    const title = KINDS.find(({ name }) => name === record.kind)?.title ?? "";
    const mark = record.values[title]?.split(" ")[0] ?? "";
    groups.set(mark, [...(groups.get(mark) ?? []), record]);
  }
  return groups;
}

/** Every acknowledged create is there once, every acknowledged delete is not, and nothing is there that nobody sent. */
export function checkRecords(ledger: Ledger, contents: readonly StoredRecord[]): Check {
  const stored = byMark(contents);
  const allowed = { present: [1], absent: [0], unknown: [0, 1] };
  const wrong = ledger.records.flatMap(({ mark, presence }) => {
    const count = stored.get(mark)?.length ?? 0;
    return allowed[presence].includes(count) ? [] : [`${mark} should be ${presence} and is there ${count} times`];
  });
  const sent = new Set(ledger.records.map(({ mark }) => mark));
  const strange = [...stored.keys()].filter((mark) => !sent.has(mark)).map((mark) => `nobody sent ${mark}`);
  const present = ledger.records.filter(({ presence }) => presence === "present").length;
  return {
    name: "creates and deletes",
    figures: `${ledger.records.length} created, ${present} of them left, ${contents.length} in the account`,
    broken: [...wrong, ...strange],
  };
}

/** Every field holds the value of its last acknowledged write, or of one after it whose outcome is unknown. */
export function checkValues(ledger: Ledger, contents: readonly StoredRecord[]): Check {
  const stored = byMark(contents);
  let compared = 0;
  const broken = ledger.records.flatMap(({ mark, values }) => {
    const [record] = stored.get(mark) ?? [];
    if (record === undefined) return [];
    return [...values].flatMap(([field, possible]) => {
      compared += 1;
      const value = record.values[field] ?? "";
      if (possible.has(value)) return [];
      return [`${mark} ${field} is "${value}", acknowledged was "${[...possible].join('" or "')}"`];
    });
  });
  const { acknowledged, refused, unknown } = ledger.counts;
  return {
    name: "acknowledged values",
    figures: `${acknowledged} writes acknowledged, ${refused} refused, ${unknown} unknown; ${compared} fields compared`,
    broken,
  };
}

/** Every answer is GraphQL, with error codes of the closed list, and none is a bug of the gateway. */
export function checkAnswers(client: Client): Check {
  const codes = [...client.codes].map(([code, count]) => `${count} ${code}`);
  const { total, unanswered, left } = client.answers;
  return {
    name: "answers",
    figures: [`${total} requests, ${unanswered} unanswered, ${left} hung up`, ...codes].join(", "),
    broken: [...client.malformed, ...(unanswered > 0 ? [`${unanswered} requests got no answer`] : [])],
  };
}

/** No second, wherever it begins, had more calls than the account allows; and some came close, or the limit was never tried. */
export function checkRate(arrivals: readonly number[], limit: number): Check {
  const most = fullestSecond(arrivals);
  return {
    name: "calls in any second",
    figures: `at most ${most} of ${limit} allowed, ${arrivals.length} calls in all`,
    broken: [
      ...(most > limit ? [`${most} calls in one second`] : []),
      ...(most < limit * TRIED ? [`no second had more than ${most} calls: the limit was not tried`] : []),
    ],
  };
}

/** The faults that the run had to bear. */
export function checkFaults(counts: ReadonlyMap<string, number>): Check {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return {
    name: "faults",
    figures: [`${total} in all`, ...[...counts].map(([name, count]) => `${count} ${name}`)].join(", "),
    broken: total > 0 ? [] : ["no fault befell a call"],
  };
}

/** What a process holds, in mebibytes. */
export interface MemorySample {
  /** Heap in use, garbage included. */
  readonly heap: number;
  /** Resident memory of the whole process. */
  readonly resident: number;
}

/**
 * What is left of the heap after a collection is hardly more in the last quarter of a run than in the second, when everything is
 * warm. Resident memory tells that only together with the collector's moods, so it has a bound and no more.
 */
export function checkMemory(samples: readonly MemorySample[], growthLimit: number, residentLimit: number): Check {
  const quarter = Math.floor(samples.length / 4);
  const live = (some: readonly MemorySample[]): number => Math.min(...some.map(({ heap }) => heap));
  const warm = live(samples.slice(quarter, 2 * quarter));
  const end = live(samples.slice(-quarter));
  const resident = Math.max(...samples.map((sample) => sample.resident));
  const growth = end - warm;
  return {
    name: "memory of the gateway",
    figures: `${warm.toFixed(0)} MiB of live heap warm, ${end.toFixed(0)} at the end: ${growth.toFixed(0)} MiB more, ${growthLimit} allowed; resident at most ${resident.toFixed(0)} MiB, ${residentLimit} allowed`,
    broken: [
      // A run too short for samples has shown nothing.
      ...(growth <= growthLimit ? [] : [`the live heap grew by ${growth.toFixed(0)} MiB`]),
      ...(resident <= residentLimit ? [] : [`${resident.toFixed(0)} MiB were resident`]),
    ],
  };
}
