import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Series } from "./series.js";

const FOLDER = fileURLToPath(new URL("../../docs/benchmarks/", import.meta.url));

const [WIDTH, HEIGHT] = [640, 400];
const MARGIN = { left: 64, right: 168, top: 16, bottom: 48 };
const COLOURS = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b"];
/** Pixels between two names beside the lines, so that none covers another. */
const LINE_HEIGHT = 15;

/** A logarithmic axis. */
interface Axis {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Whole powers of ten around all values. */
function axis(values: readonly number[], from: number, to: number): Axis {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    place: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
    ticks: Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step)),
  };
}

function text(x: number, y: number, content: string, attributes = ""): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escaped}</text>`;
}

function line(x1: number, y1: number, x2: number, y2: number, attributes: string): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map((value) => value.toFixed(1));
  return `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" ${attributes}/>`;
}

function drawSeries({ points }: Series, colour: string, x: Axis, y: Axis): string {
  const places = points.map(({ work, cost }) => `${x.place(work).toFixed(1)},${y.place(cost).toFixed(1)}`);
  const dots = places.map((place) => {
    const [cx = "", cy = ""] = place.split(",");
    return `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`;
  });
  return `<polyline points="${places.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join("")}`;
}

/** The names beside the ends of their lines, moved apart. */
function drawNames(series: readonly Series[], y: Axis): readonly string[] {
  const names = series.map(({ name, points }, at) => ({
    name,
    colour: COLOURS[at % COLOURS.length] ?? "",
    at: y.place(points.at(-1)?.cost ?? 1),
  }));
  let lowest = -Infinity;
  return names
    .toSorted((one, other) => one.at - other.at)
    .map(({ name, colour, at }) => {
      lowest = Math.max(at, lowest + LINE_HEIGHT);
      return text(WIDTH - MARGIN.right + 8, lowest + 4, name, `fill="${colour}"`);
    });
}

/** A chart of costs against work on logarithmic axes. The slope of the grey lines is that of a cost that grows as the work. */
function draw(work: string, cost: string, series: readonly Series[]): string {
  const points = series.flatMap((one) => one.points);
  const x = axis(
    points.map((point) => point.work),
    MARGIN.left,
    WIDTH - MARGIN.right,
  );
  const y = axis(
    points.map((point) => point.cost),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  const [left, right] = [x.place(x.ticks[0] ?? 1), x.place(x.ticks.at(-1) ?? 1)];
  const [bottom, top] = [y.place(y.ticks[0] ?? 1), y.place(y.ticks.at(-1) ?? 1)];
  const decades = x.ticks.length + y.ticks.length;
  const slopes = Array.from({ length: decades }, (_, step) => {
    const start = (y.ticks[0] ?? 1) * 10 ** (step - x.ticks.length + 1);
    const end = (start * (x.ticks.at(-1) ?? 1)) / (x.ticks[0] ?? 1);
    return line(
      left,
      y.place(start),
      right,
      y.place(end),
      'stroke="#ddd" stroke-dasharray="4 4" clip-path="url(#area)"',
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<clipPath id="area"><rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/></clipPath>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...slopes,
    ...x.ticks.map((tick) => text(x.place(tick), bottom + 18, String(tick), 'text-anchor="middle"')),
    ...y.ticks.map((tick) =>
      text(left - 8, y.place(tick) + 4, String(Number(tick.toPrecision(1))), 'text-anchor="end"'),
    ),
    ...y.ticks.map((tick) => line(left, y.place(tick), right, y.place(tick), 'stroke="#eee"')),
    line(left, bottom, right, bottom, 'stroke="#333"'),
    line(left, bottom, left, top, 'stroke="#333"'),
    text((left + right) / 2, HEIGHT - 10, work, 'text-anchor="middle"'),
    text(0, 0, cost, `text-anchor="middle" transform="translate(14 ${(top + bottom) / 2}) rotate(-90)"`),
    ...series.map((one, at) => drawSeries(one, COLOURS[at % COLOURS.length] ?? "", x, y)),
    ...drawNames(series, y),
    "</svg>\n",
  ].join("\n");
}

/** What a chart shows. */
export interface Chart {
  readonly file: string;
  readonly work: string;
  readonly cost: string;
  readonly series: readonly Series[];
}

/** Writes a chart beside docs/benchmarks.md. Gives the Markdown that shows it. */
export async function writeChart({ file, work, cost, series }: Chart): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(`${FOLDER}${file}`, draw(work, cost, series));
  return `![${cost} by ${work}](benchmarks/${file})`;
}
