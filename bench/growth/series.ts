import { table } from "../page.js";
import { median } from "../statistics.js";
import type { Samples } from "./inTurns.js";

/** The cost of some work. */
interface Point {
  readonly work: number;
  /** In the unit of the chart. */
  readonly cost: number;
}

/** How one cost grows with the work. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

/** The medians of one cost. */
export function medians<Sample>(
  name: string,
  measured: readonly Samples<number, Sample>[],
  cost: (sample: Sample) => number,
): Series {
  return { name, points: measured.map(({ work, samples }) => ({ work, cost: median(samples.map(cost)) })) };
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/**
 * By what factor the cost grew for each factor by which the work did, from the first point to the last: 1 means that the cost grows as
 * the work, less that it grows more slowly.
 */
function growth({ points }: Series): number {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return NaN;
  return last.cost / first.cost / (last.work / first.work);
}

/** The costs, a row for each amount of work and a column for each series, and how each grew, as Markdown. */
export function seriesTable(work: string, series: readonly Series[]): string {
  const amounts = series[0]?.points.map((point) => point.work) ?? [];
  const rows = amounts.map((amount, at) => [
    String(amount),
    ...series.map(({ points }) => figure(points[at]?.cost ?? NaN)),
  ]);
  rows.push(["**growth of the cost ÷ growth of the work**", ...series.map((one) => growth(one).toFixed(2))]);
  return table([work, ...series.map(({ name }) => name)], rows);
}
