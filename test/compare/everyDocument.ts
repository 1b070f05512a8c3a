import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isRequiredArgument,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionNode,
} from "graphql";
import type { DocumentFile } from "../../src/compare/questions.js";
import { allPages } from "../docs/pages.js";

const FOLDERS = ["src/playground/queries", "schema/operations", "examples/react/operations"];

/** What the queries of the files are asked with, where nothing beside them says so: by the name of the operation. */
export type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Every document that the repository has: of the playground, the operations, the examples and the pages. Each query is a file. */
export function everyDocument(schema: GraphQLSchema, values: Values): readonly DocumentFile[] {
  return [...files(), ...blocks()].flatMap(({ path, text, variables }) => {
    const document = withIds(schema, parse(text));
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    const queries = document.definitions
      .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
      .filter(({ operation }) => operation === OperationTypeNode.QUERY);
    return [
      ...queries.map((query) => ({
        path,
        text: [query, ...fragments].map(print).join("\n"),
        variables: { ...values[query.name?.value ?? ""], ...variables },
      })),
      { path, text: fragments.map(print).join("\n"), variables: {} },
    ].filter((file) => file.text !== "");
  });
}

function files(): readonly DocumentFile[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".graphql"))
      .map((name) => {
        const path = join(folder, name);
        const beside = path.replace(/graphql$/, "json");
        const variables = existsSync(beside) ? (JSON.parse(readFileSync(beside, "utf8")) as object) : {};
        return { path, text: readFileSync(path, "utf8"), variables: { ...variables } };
      }),
  );
}

/** The GraphQL of the pages, but for what is shown as a mistake. A JSON block right behind one that is no answer has its variables. */
function blocks(): readonly DocumentFile[] {
  return allPages().flatMap(({ path, blocks: all }) =>
    all.flatMap(({ language, text, line, notes }, index) => {
      if (language !== "graphql" || notes.get("graphql")?.includes("error") === true) return [];
      const next = all[index + 1];
      const value = next?.language === "json" ? (JSON.parse(next.text) as object) : {};
      const variables = "data" in value || "errors" in value ? {} : { ...value };
      return [{ path: `${path}:${line}`, text, variables }];
    }),
  );
}

/** Selects the id of all that has one, so that items are told apart also where windows begin elsewhere. */
function withIds(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const types = new TypeInfo(schema);
  const id: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "id" } };
  return visit(
    document,
    visitWithTypeInfo(types, {
      SelectionSet(node) {
        const parent = types.getParentType();
        const hasId = (isObjectType(parent) || isInterfaceType(parent)) && parent.getFields()["id"] !== undefined;
        return hasId ? { ...node, selections: [id, ...node.selections] } : undefined;
      },
    }),
  );
}

/**
 * A selection of every field that needs no argument, down to a depth.
 *
 * @param leftOut names of fields to leave out
 */
export function everyField(type: GraphQLNamedType | undefined, depth: number, leftOut: readonly string[] = []): string {
  if (!isObjectType(type) && !isInterfaceType(type)) return "";
  const selections = Object.values(type.getFields()).flatMap((field) => {
    if (leftOut.includes(field.name) || field.args.some(isRequiredArgument)) return [];
    const inner = getNamedType(field.type);
    if (!isCompositeType(inner)) return [field.name];
    return depth === 0 ? [] : [`${field.name} ${everyField(inner, depth - 1, leftOut)}`];
  });
  return `{ ${selections.join(" ")} }`;
}
