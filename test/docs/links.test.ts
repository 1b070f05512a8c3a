import { expect, it } from "@jest/globals";
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { allPages, codeIn, readPage } from "./pages.js";

const PAGES = allPages();

it("every link leads to a file that is there, and to a heading that it has", () => {
  const broken = PAGES.flatMap(({ path, prose }) => {
    const targets = prose.replace(/`[^`]*`/g, "").matchAll(/\]\((?!https?:|mailto:)([^)\s]+)[^)]*\)/g);
    return Array.from(targets, ([, target = ""]) => ({ path, target })).filter(({ target }) => !leads(path, target));
  });
  expect(broken).toEqual([]);
});

function leads(from: string, target: string): boolean {
  const [file = "", anchor] = target.split("#");
  const full = file === "" ? from : normalize(join(dirname(from), file));
  if (!existsSync(full)) return false;
  return anchor === undefined || (full.endsWith(".md") && readPage(full).anchors.has(anchor));
}

it("docs/README.md has a line for each page", () => {
  const { prose } = readPage("docs/README.md");
  const linked = Array.from(prose.matchAll(/^- \[[^\]]+\]\(([\w-]+\.md)\): \S/gm), ([, page]) => `docs/${page ?? ""}`);
  const pages = PAGES.map(({ path }) => path).filter((path) => !path.endsWith("README.md"));
  expect(linked.toSorted()).toEqual(pages.toSorted());
});

it("every file that a page names is there, unless it says that the file is a new one", () => {
  const missing = PAGES.flatMap(({ path, prose }) =>
    codeIn(prose.replace(/`[^`]+` \(new\)/g, ""))
      .filter((code) => /^(?:src|test|schema|docs|examples|bench)\/[\w./-]*$/.test(code) && !existsSync(code))
      .map((file) => ({ path, file })),
  );
  expect(missing).toEqual([]);
});
