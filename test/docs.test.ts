import { expect, it } from "@jest/globals";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buildSchema, isEnumType } from "graphql";
import { switchHelp } from "../src/sandbox/switches.js";

it("docs/sandbox.md lists the switches as the code has them", async () => {
  const [, block] = /## Switches.*?```\n(.*?)```/s.exec(await readFile("docs/sandbox.md", "utf8")) ?? [];
  expect(block?.trimEnd()).toBe(switchHelp().replace(/^ {2}/gm, ""));
});

it("docs/errors.md lists the codes as the code has them", async () => {
  const errors = await readFile("docs/errors.md", "utf8");
  const [top = "", user = ""] = errors.split("## Codes of user errors");
  const codesOf = (text: string) => Array.from(text.matchAll(/^\| `([A-Z_]+)`/gm), ([, code]) => code);
  const source = await readFile("src/graphql/errors.ts", "utf8");
  const closedList = Array.from(
    /const CODES = \[(.*?)\]/s.exec(source)?.[1]?.matchAll(/"([A-Z_]+)"/g) ?? [],
    ([, code]) => code,
  );
  expect(closedList.length).toBeGreaterThan(10);
  expect(codesOf(top)).toEqual(closedList);
  const userErrorCode = buildSchema(await readFile("schema/schema.graphql", "utf8")).getType("UserErrorCode");
  expect(codesOf(user)).toEqual(isEnumType(userErrorCode) && userErrorCode.getValues().map(({ name }) => name));
});

it("every link between the documents leads somewhere", async () => {
  const files = [
    "README.md",
    ...(await readdir("docs")).filter((name) => name.endsWith(".md")).map((name) => join("docs", name)),
  ];
  for (const file of files) {
    const text = await readFile(file, "utf8");
    for (const [, target = ""] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      expect({ file, target, exists: existsSync(join(dirname(file), target)) }).toEqual({ file, target, exists: true });
    }
  }
});
