import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A fenced block of a page. */
export interface Block {
  /** The word behind the fence, such as `graphql`; empty for none. */
  readonly language: string;
  readonly text: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  /** What a comment `<!-- name: … -->` right above the block says to the tests, by name. */
  readonly notes: ReadonlyMap<string, string>;
  /** The text from the block to the next one, where its outcome is told. */
  readonly after: string;
}

/** A page of the documentation, cut into what tests look at. */
export interface Page {
  readonly path: string;
  readonly blocks: readonly Block[];
  /** Everything outside of blocks. */
  readonly prose: string;
  /** Cells of the rows of all tables, without the rows of titles and dashes. */
  readonly rows: readonly (readonly string[])[];
  /** What `#…` may name: the headings as GitHub writes them. */
  readonly anchors: ReadonlySet<string>;
}

/** README.md and all pages in docs/. */
export function allPages(): readonly Page[] {
  const names = readdirSync("docs").filter((name) => name.endsWith(".md"));
  return ["README.md", ...names.map((name) => join("docs", name))].map(readPage);
}

export function readPage(path: string): Page {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { indent: string; language: string; line: number; notes: Block["notes"]; lines: string[] } | null = null;
  let after: string[] = [];
  const close = (block: Omit<Block, "after">) => {
    after = [];
    const following = after;
    blocks.push({
      ...block,
      get after() {
        return following.join("\n");
      },
    });
  };
  for (const [index, line] of readFileSync(path, "utf8").split("\n").entries()) {
    const fence = /^( *)```(\w*)/.exec(line);
    if (open === null && fence) {
      const [, indent = "", language = ""] = fence;
      open = { indent, language, line: index + 1, notes: notesIn(prose), lines: [] };
    } else if (open !== null && fence) {
      const { indent, lines, ...rest } = open;
      close({ ...rest, text: lines.map((each) => each.slice(indent.length)).join("\n") });
      open = null;
    } else if (open !== null) {
      open.lines.push(line);
    } else {
      prose.push(line);
      after.push(line);
    }
  }
  if (open !== null) throw new Error(`${path}:${open.line}: the block has no end`);
  return { path, blocks, prose: prose.join("\n"), rows: rowsOf(prose), anchors: anchorsOf(prose) };
}

/** The comments for tests that end the text so far. */
function notesIn(prose: readonly string[]): ReadonlyMap<string, string> {
  const last = prose.findLast((line) => line.trim() !== "") ?? "";
  return new Map(
    Array.from(last.matchAll(/<!-- (\w+)(?:: (.*?))? -->/g), ([, name = "", value = ""]) => [name, value] as const),
  );
}

function rowsOf(prose: readonly string[]): readonly (readonly string[])[] {
  const isRow = (line: string | undefined) => line?.startsWith("|") ?? false;
  const isDashes = (line: string | undefined) => /^\|[\s|:-]+\|$/.test(line ?? "");
  return prose
    .filter((line, index) => isRow(line) && !isDashes(line) && !isDashes(prose[index + 1]))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

function anchorsOf(prose: readonly string[]): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const line of prose) {
    const title = /^#+ +(.*?)\s*$/.exec(line)?.[1];
    if (title === undefined) continue;
    const slug = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/ /g, "-");
    let anchor = slug;
    for (let number = 1; anchors.has(anchor); number += 1) anchor = `${slug}-${number}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** What stands between backticks. */
export function codeIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/`([^`]+)`/g), ([, code = ""]) => code);
}
