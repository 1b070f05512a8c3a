// Sends the first ```graphql block of README.md to the gateway at argv[2] and compares the answer with the ```json block
// that follows it.
import { deepStrictEqual } from "node:assert";
import { readFile } from "node:fs/promises";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
const [, query] = readme.match(/```graphql\n(.*?)```/s) ?? [];
const [, answer] = readme.match(/```json\n(.*?)```/s) ?? [];
if (query === undefined || answer === undefined) throw new Error("README.md has no first query with its answer");

const response = await fetch(`${process.argv[2]}/graphql`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ query }),
});
deepStrictEqual(await response.json(), JSON.parse(answer));
