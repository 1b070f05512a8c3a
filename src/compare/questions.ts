import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  print,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from "graphql";

/** A file of GraphQL documents as it was read. */
export interface DocumentFile {
  readonly path: string;
  readonly text: string;
  /** The values of variables for all of its operations. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A query to send, with all that it needs. */
export interface Question {
  readonly kind: "query";
  /** The file, and the operation when it has a name. */
  readonly name: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What is not sent: skipped are operations that are no queries, failed is what cannot be sent as it is. */
export interface Unasked {
  readonly kind: "skipped" | "failed";
  /** As of a question; of a whole file where it is about that. */
  readonly name: string;
  readonly why: string;
}

interface ParsedFile extends DocumentFile {
  readonly document: DocumentNode;
}

/** All operations of the files in their order. A fragment may stand in another of the files than the operation that spreads it. */
export function questionsOf(files: readonly DocumentFile[]): readonly (Question | Unasked)[] {
  const read = files.map(parsed);
  const fragments = read.flatMap((file) => ("document" in file ? fragmentsOf(file.document) : []));
  return read.flatMap((file) => ("document" in file ? questionsOfFile(file, fragments) : [file]));
}

function parsed(file: DocumentFile): ParsedFile | Unasked {
  try {
    return { ...file, document: parse(file.text) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const line = error.locations?.[0]?.line ?? 1;
    return { kind: "failed", name: file.path, why: `line ${line}: ${error.message}` };
  }
}

function fragmentsOf(document: DocumentNode): readonly FragmentDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
}

function questionsOfFile(file: ParsedFile, all: readonly FragmentDefinitionNode[]): readonly (Question | Unasked)[] {
  const { path, document } = file;
  // A file's own fragment is meant before one of the same name elsewhere.
  const fragments = [...fragmentsOf(document), ...all];
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const queries = operations.filter(({ operation }) => operation === OperationTypeNode.QUERY);
  const others = operations.length - queries.length;
  const why = others === 1 ? "an operation that is no query" : `${others} operations that are no queries`;
  return [
    ...queries.map((query) => questionOf(query, file, fragments)),
    ...(others === 0 ? [] : [{ kind: "skipped" as const, name: path, why }]),
  ];
}

function questionOf(
  query: OperationDefinitionNode,
  { path, variables }: DocumentFile,
  fragments: readonly FragmentDefinitionNode[],
): Question | Unasked {
  const name = query.name === undefined ? path : `${path} ${query.name.value}`;
  const missing = missingVariable(query, variables);
  if (missing !== null) return { kind: "failed", name, why: `no value for $${missing}` };
  return { kind: "query", name, document: withFragments(query, fragments), variables };
}

function missingVariable(operation: OperationDefinitionNode, variables: DocumentFile["variables"]): string | null {
  const missing = operation.variableDefinitions?.find(
    ({ variable, type, defaultValue }) =>
      type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined && !(variable.name.value in variables),
  );
  return missing?.variable.name.value ?? null;
}

/** An operation and the fragments that it spreads. Those that are nowhere are left to the gateways to miss. */
function withFragments(operation: OperationDefinitionNode, fragments: readonly FragmentDefinitionNode[]): string {
  const needed = new Set<FragmentDefinitionNode>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread(spread) {
        const fragment = fragments.find(({ name }) => name.value === spread.name.value);
        if (fragment === undefined || needed.has(fragment)) return;
        needed.add(fragment);
        collect(fragment);
      },
    });
  };
  collect(operation);
  return [operation, ...needed].map(print).join("\n\n");
}
