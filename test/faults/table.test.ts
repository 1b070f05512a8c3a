import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { expect, it } from "@jest/globals";

// docs/faults.md and the tests are about the same cases.

const DOCUMENT = "docs/faults.md";
const CASES = Array.from({ length: 63 }, (_, index) => index + 1);

/** The rows of the table: their number, and the file they name. */
async function rows(): Promise<{ number: number; file: string; texts: string[] }[]> {
  const lines = (await readFile(DOCUMENT, "utf8")).split("\n").filter((line) => /^\| *\d/.test(line));
  return lines.map((line) => {
    const [, number = "", ...texts] = line.split("|").map((cell) => cell.trim());
    const target = /\]\(([^)]+)\)/.exec(texts[2] ?? "")?.[1] ?? "";
    return { number: Number(number), file: join(dirname(DOCUMENT), target), texts: texts.slice(0, 2) };
  });
}

/** The numbers in the titles of a file's tests: as they stand there, or in the rows of a `case %i:`. */
function numbersIn(source: string): Set<number> {
  const titles = Array.from(source.matchAll(/["'`]case (\d+):/g), ([, number]) => Number(number));
  const tables = source
    .split(/\.each\b/)
    .flatMap((each) => each.split("case %i:").slice(0, -1))
    .flatMap((table) => Array.from(table.matchAll(/\[(\d+), /g), ([, number]) => Number(number)));
  return new Set([...titles, ...tables]);
}

it("every case has one row, which says what goes wrong and what comes of it", async () => {
  const table = await rows();
  expect(table.map(({ number }) => number)).toEqual(CASES);
  for (const { number, texts } of table) {
    expect({ number, texts }).toEqual({ number, texts: [expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)] });
  }
});

it("every row names a file that tests its case, and every case that is tested has a row for that file", async () => {
  const tested: string[] = [];
  for (const name of (await readdir("test/faults")).filter((file) => file.endsWith(".test.ts"))) {
    if (name === basename(import.meta.filename)) continue;
    const file = join("test/faults", name);
    for (const number of numbersIn(await readFile(file, "utf8"))) tested.push(`${number} ${file}`);
  }
  const promised = (await rows()).map(({ number, file }) => `${number} ${file}`);
  expect(tested.toSorted()).toEqual(promised.toSorted());
});
