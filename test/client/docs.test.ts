import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "@jest/globals";

/** What the pages may quote: all of it is run by a test. */
const SOURCES = ["examples/node", "examples/react", "examples/react/operations", "test/client"];

let sources: readonly string[];

beforeAll(async () => {
  const folders = SOURCES.map(async (folder) =>
    (await readdir(folder)).filter((name) => /\.(tsx?|graphql)$/.test(name)).map((name) => join(folder, name)),
  );
  const files = ["codegen.yml", ...(await Promise.all(folders)).flat()];
  sources = await Promise.all(files.map(async (file) => withoutSpace(await readFile(file, "utf8"))));
});

/** Excerpts are indented less than their source, and so their lines may be broken elsewhere. */
function withoutSpace(text: string): string {
  return text.replace(/\s+/g, "");
}

it.each(["docs/clients.md", "docs/documents.md"])(
  "%s shows code that is in the examples or in a test",
  async (page) => {
    const blocks = Array.from((await readFile(page, "utf8")).matchAll(/^```(?:ts|yaml|graphql)\n(.*?)^```/gms));
    expect(blocks.length).toBeGreaterThan(1);
    for (const [, code = ""] of blocks) {
      const isQuoted = sources.some((source) => source.includes(withoutSpace(code)));
      expect(isQuoted ? "" : code).toBe("");
    }
  },
);
