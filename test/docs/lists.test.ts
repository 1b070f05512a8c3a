import "reflect-metadata";
import { expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { buildSchema, isEnumType } from "graphql";
import { MAX_ROWS } from "../../src/graphql/bulk.js";
import { MAX_IDS } from "../../src/graphql/node/maxIds.js";
import { MAX_WINDOW } from "../../src/domain/window.js";
import { DOCUMENT_LIMITS } from "../../src/server/limits.js";
import { switchHelp } from "../../src/sandbox/switches.js";
import { codeIn, readPage } from "./pages.js";

// Lists that stand in the code and in a page must be the same.

const read = (path: string) => readFileSync(path, "utf8");

it("docs/sandbox.md lists the switches as the code has them", () => {
  const [, block] = /## Switches.*?```\n(.*?)```/s.exec(read("docs/sandbox.md")) ?? [];
  expect(block?.trimEnd()).toBe(switchHelp().replace(/^ {2}/gm, ""));
});

it("docs/errors.md lists the codes as the code has them", () => {
  const [top = "", user = ""] = read("docs/errors.md").split("## Codes of user errors");
  const codesOf = (text: string) => Array.from(text.matchAll(/^\| `([A-Z_]+)`/gm), ([, code]) => code);
  const closedList = Array.from(
    /const CODES = \[(.*?)\]/s.exec(read("src/graphql/errors.ts"))?.[1]?.matchAll(/"([A-Z_]+)"/g) ?? [],
    ([, code]) => code,
  );
  expect(closedList.length).toBeGreaterThan(10);
  expect(codesOf(top)).toEqual(closedList);
  const userErrorCode = buildSchema(read("schema/schema.graphql")).getType("UserErrorCode");
  expect(codesOf(user)).toEqual(isEnumType(userErrorCode) && userErrorCode.getValues().map(({ name }) => name));
});

it("docs/errors.md says of each code when it comes and what to do", () => {
  const { rows } = readPage("docs/errors.md");
  const codes = rows.filter(([first = ""]) => /^`[A-Z_]+`$/.test(first));
  expect(codes.length).toBeGreaterThan(20);
  for (const row of codes) {
    expect(row).toHaveLength(3);
    for (const cell of row) expect(cell).not.toBe("");
  }
});

it("docs/errors.md tells the limits as the code has them", () => {
  const limits = new Map(readPage("docs/errors.md").rows.map(([what = "", most = ""]) => [what, most]));
  const most = (what: string) => Number(limits.get(what)?.replace(/\D/g, ""));
  expect({
    tokens: most("tokens of a document"),
    depth: most("depth"),
    aliases: most("aliases"),
    rootFields: most("root fields"),
    directives: most("directives"),
    recursiveSelections: most("selections, fragments spread out"),
    signIns: most("uses of `sessionCreate`"),
  }).toEqual(DOCUMENT_LIMITS);
  expect(most("`first`, `last`, `ids`")).toBe(MAX_WINDOW);
  expect(most("`first`, `last`, `ids`")).toBe(MAX_IDS);
  expect(most("rows of a bulk mutation")).toBe(MAX_ROWS);
});

it("every cost in docs/budget.md names the test that measures it", () => {
  const costs = readPage("docs/budget.md").rows.filter((row) => row.length === 3 && row[2]?.includes(".test.ts"));
  expect(costs.length).toBeGreaterThan(15);
  for (const [operation, , measured = ""] of costs) {
    const [file = "", title = ""] = codeIn(measured);
    const isThere = title !== "" && read(`test/e2e/${file}`).includes(`it("${title}"`);
    expect({ operation, title, isThere }).toEqual({ operation, title, isThere: true });
  }
});
