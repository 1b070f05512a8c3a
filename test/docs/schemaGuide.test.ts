import { describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { XMLParser } from "fast-xml-parser";
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  type GraphQLSchema,
} from "graphql";
import { codeIn, readPage } from "./pages.js";

// The tables of the guide are held to the schema, and to the hand-written requests and answers of both APIs.

const WIRE = "test/fixtures/wire";
const GUIDE = readPage("docs/schema-guide.md");
const read = (path: string) => readFileSync(path, "utf8");

/** Fields, arguments, input fields and values, as the GraphQL specification writes their coordinates. */
function coordinatesOf(schema: GraphQLSchema): readonly string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type))
    .flatMap((type) => {
      if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name}.${name}`);
      if (isInputObjectType(type)) return Object.keys(type.getFields()).map((name) => `${type.name}.${name}`);
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      return Object.values(type.getFields()).flatMap(({ name, args }) => [
        `${type.name}.${name}`,
        ...args.map((arg) => `${type.name}.${name}(${arg.name}:)`),
      ]);
    });
}

/** `*` stands for any part of a name. */
function patternOf(coordinate: string): RegExp {
  return new RegExp(`^${coordinate.replace(/[.()]/g, "\\$&").replace(/\*/g, "\\w*")}$`);
}

/** Paths of all elements, from the root. */
function xmlPaths(value: unknown, path: readonly string[] = []): readonly string[] {
  const own = path.length > 0 ? [path.join("/")] : [];
  if (Array.isArray(value)) return value.flatMap((entry) => xmlPaths(entry, path));
  if (typeof value !== "object" || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([key, child]) => xmlPaths(child, [...path, key]))];
}

/** Paths of all keys and list entries, such as `_embedded.items[].id`. */
function jsonPaths(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) return [`${path}[]`, ...value.flatMap((entry) => jsonPaths(entry, `${path}[]`))];
  if (typeof value !== "object" || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, child]) => jsonPaths(child, path === "" ? key : `${path}.${key}`)),
  ];
}

const files = (folder: "answers" | "requests", ending: string) =>
  readdirSync(`${WIRE}/${folder}`)
    .filter((name) => name.endsWith(ending))
    .map((name) => ({ name, text: read(`${WIRE}/${folder}/${name}`) }));

const XML = new XMLParser({ ignoreDeclaration: true, ignorePiTags: true, processEntities: false });
/** Of answers that the sandbox writes: the others show odd accounts. */
const isOfSandbox = ({ name }: { readonly name: string }) => !/spaces|unknown|leads|numeric/.test(name);
const ELEMENTS = new Set(
  files("answers", ".xml")
    .filter(isOfSandbox)
    .flatMap(({ text }) => xmlPaths(XML.parse(text))),
);
const FORM_LINES = files("requests", ".form")
  .filter(({ name }) => !name.includes("unknown"))
  .flatMap(({ text }) => text.trimEnd().split("\n"));
const FORM_FIELDS = new Set(FORM_LINES.map((line) => (line.split("=")[0] ?? "").replace(/\[\d+\]/g, "[]")));
const KEYS = new Set(
  [...files("requests", ".json"), ...files("answers", ".json")]
    .filter(({ name }) => /^(?:catalogs\.|auth\.ok)/.test(name) && !name.includes(".link"))
    .flatMap(({ text }) => jsonPaths(JSON.parse(text)))
    // What follows is named without it; texts of errors are keyed by the number of their row.
    .map((path) => path.replace(/^_embedded\.?/, "").replace(/\.\d+$/, ""))
    .filter((path) => path !== ""),
);

const endsPath = (paths: Iterable<string>, end: string, separator: string) =>
  [...paths].some((path) => path === end || path.endsWith(`${separator}${end}`));

/** Whether a name of the legacy API is one that a request or an answer has. */
function isLegacyName(name: string): boolean {
  if (name.endsWith(".php")) {
    const source = read("src/crm/legacy/endpoints.ts");
    return source.includes(`page: "${name.slice(0, -4)}"`) || source.includes(`/private/api/${name}`);
  }
  if (name.includes("="))
    return FORM_LINES.includes(name) || read("src/crm/legacy/endpoints.ts").includes(name) || isCodecValue(name);
  if (/^(?:contact|deal)\[/.test(name)) return [...FORM_FIELDS].some((field) => field.startsWith(name));
  if (/^[A-Z_1]+$/.test(name)) return FORM_FIELDS.has(name);
  return endsPath(ELEMENTS, name, "/");
}

/** Values and labels that no fixture needs to show: the codec writes them. */
function isCodecValue(name: string): boolean {
  const value = name.split("=")[1] ?? "";
  return ["taskXml", "subjectCode"].some((file) => read(`src/codec/${file}.ts`).includes(`"${value}"`));
}

/** Whether a name of the v2 API is one that a request or an answer has. */
function isV2Name(name: string): boolean {
  const [method, path] = name.split(" ");
  const adapter = read("src/crm/v2/v2Catalogs.ts");
  if (path !== undefined) return adapter.includes(`method: "${method ?? ""}"`) && adapter.includes(`path: "${path}"`);
  // Of its values, not all are in a fixture: the codec and the sandbox know them.
  if (/^".*"$/.test(name)) {
    const sources = ["src/codec/catalogListJson.ts", "src/sandbox/records.ts"];
    return sources.every((source) => read(source).includes(name));
  }
  return endsPath(KEYS, name.replace(/^_embedded\./, ""), ".");
}

const rows = GUIDE.rows.filter((row) => row.length === 4 && codeIn(row[0] ?? "").some((code) => /^[A-Z*]/.test(code)));

describe("docs/schema-guide.md", () => {
  const coordinates = coordinatesOf(buildSchema(read("schema/schema.graphql")));
  const patterns = rows.flatMap(([names = ""]) => codeIn(names)).map((code) => ({ code, pattern: patternOf(code) }));

  it("has a row for each field, argument, input field and value of the schema", () => {
    expect(coordinates.length).toBeGreaterThan(400);
    expect(coordinates.filter((name) => !patterns.some(({ pattern }) => pattern.test(name)))).toEqual([]);
  });

  it("has no row for what the schema does not have", () => {
    expect(patterns.filter(({ pattern }) => !coordinates.some((name) => pattern.test(name)))).toEqual([]);
  });

  it("gives each query and mutation a row of its own", () => {
    const operations = coordinates.filter((name) => /^(?:Query|Mutation)\.\w+$/.test(name) && !name.includes("Bulk"));
    const named = new Set(patterns.map(({ code }) => code));
    expect(operations.filter((name) => !named.has(name))).toEqual([]);
  });

  it("names nothing of the APIs that no request and no answer has", () => {
    const legacy = rows.flatMap(([, cell = ""]) => codeIn(cell));
    const v2 = rows.flatMap(([, , cell = ""]) => codeIn(cell));
    expect(legacy.length).toBeGreaterThan(100);
    expect(v2.length).toBeGreaterThan(20);
    expect(legacy.filter((name) => name !== "contact" && !isLegacyName(name))).toEqual([]);
    expect(v2.filter((name) => name !== "errors" && !isV2Name(name))).toEqual([]);
  });

  it("names everything that the requests and answers have", () => {
    const named = codeIn(GUIDE.prose);
    const isNamed = (path: string, separator: string) =>
      named.some((name) => path === name || (name.includes(separator) && path.endsWith(`${separator}${name}`)));
    const isLeaf = (path: string, all: ReadonlySet<string>, separators: readonly string[]) =>
      ![...all].some((other) => separators.some((separator) => other.startsWith(`${path}${separator}`)));
    const elements = [...ELEMENTS].filter((path) => isLeaf(path, ELEMENTS, ["/"]) && !isNamed(path, "/"));
    const fields = [...FORM_FIELDS].filter(
      (field) => !named.includes(field) && field !== "ACTION" && !named.includes(field.replace(/\[\]$/, "")),
    );
    const keys = [...KEYS].filter((path) => isLeaf(path, KEYS, [".", "["]) && !isNamed(path, "."));
    expect({ elements, fields, keys }).toEqual({ elements: [], fields: [], keys: [] });
  });
});
