import { codeIn, type Page } from "./pages.js";

/** One program with its arguments. */
export interface Statement {
  readonly text: string;
  /** Names of the variables that are set in front of it. */
  readonly variables: readonly string[];
  readonly words: readonly string[];
}

/** What a shell runs as one: a statement, several with `|` between them, or a loop. */
export interface ShellCommand {
  /** Its first line. */
  readonly name: string;
  readonly text: string;
  readonly statements: readonly Statement[];
}

/** The commands of a script: one a line, or joined by `&&` and `;`. A loop is one command, with the statements within it. */
export function commandsOf(script: string): readonly ShellCommand[] {
  return script.split(/^(for .*?\ndone)$/ms).flatMap((part) => {
    const [, name, body] = /^(for .*?; do)\n(.*)\ndone$/s.exec(part) ?? [];
    if (name === undefined || body === undefined) return linesOf(part);
    return [{ name, text: part, statements: linesOf(body).flatMap(({ statements }) => statements) }];
  });
}

function linesOf(script: string): readonly ShellCommand[] {
  return script
    .replace(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => !/^\s*(?:#|$)/.test(line))
    .flatMap((line) => partsOf(line, /^(?:&&|\|\||;)$/))
    .map((text) => ({ name: text, text, statements: partsOf(text, /^\|$/).map(statementOf) }));
}

/** The commands that the text of a page names between backticks. */
export function commandsInText({ prose }: Page): readonly ShellCommand[] {
  return codeIn(prose.replace(/\n/g, " "))
    .filter((code) => /^(?:amoql|bash|curl|docker|git|node|npm|npx|openssl) /.test(code))
    .flatMap(commandsOf);
}

/** Cuts a line where a command ends; quoted text and `$(…)` stay whole, comments are left out. */
function partsOf(line: string, isEnd: RegExp): readonly string[] {
  const parts = [""];
  for (const [token] of line.matchAll(/'[^']*'|"(?:[^"\\]|\\.)*"|\$\([^)]*\)|&&|\|\||[|;]|(?<=\s)#.*|./g)) {
    if (token.startsWith("#")) break;
    if (isEnd.test(token)) parts.push("");
    else parts.push((parts.pop() ?? "") + token);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function statementOf(text: string): Statement {
  const words = wordsOf(text);
  const isAssignment = (word: string) => /^[A-Z_]+=/.test(word);
  const rest = words[0] === "export" ? words.slice(1) : words;
  const start = rest.findIndex((word) => !isAssignment(word));
  const assigned = start === -1 ? rest : rest.slice(0, start);
  return {
    text,
    variables: assigned.map((word) => word.split("=")[0] ?? ""),
    words: start === -1 ? [] : rest.slice(start),
  };
}

function wordsOf(text: string): readonly string[] {
  const words = text.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\$\([^)]*\)|[^\s'"])+/g) ?? [];
  const end = words.findIndex((word) => /^\d?[<>]/.test(word));
  return end === -1 ? words : words.slice(0, end);
}
