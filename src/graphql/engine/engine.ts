import {
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { isPromise, type ExecutableSelection, type Query, type Run } from "./run.js";
import { compileRoot, compileSelection } from "./selection.js";

/** What is to be executed: a document that was validated, and what its caller gave with it. */
export interface Execution {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly context: unknown;
}

/** As many errors of variables are told as graphql-js tells. */
const MOST_VARIABLE_ERRORS = 50;
/** A document is compiled anew for each combination of the conditions in it. */
const MOST_CONDITIONS = 4;

/** What was found out about a document. */
interface Known {
  /** Variables that `@skip` and `@include` depend on. */
  readonly conditions: readonly string[];
  readonly isSupported: boolean;
  readonly compiled: Map<string, ExecutableSelection>;
}

/**
 * Executes operations as graphql-js does, and repeated queries several times faster: what depends on the document alone is found out
 * once for each document. What it is not made for goes to graphql-js: mutations, introspection, documents with many conditions.
 */
export class Engine {
  /** Documents live as long as Apollo Server's store of parsed documents keeps them. */
  readonly #documents = new WeakMap<DocumentNode, Known>();

  constructor(private readonly schema: GraphQLSchema) {}

  execute(execution: Execution): ExecutionResult | Promise<ExecutionResult> {
    const { document, operationName, variables, context } = execution;
    const operation = getOperationAST(document, operationName);
    const known = this.#know(document);
    if (operation?.operation !== OperationTypeNode.QUERY || !known.isSupported)
      return this.#executeByGraphql(execution);
    const { coerced, errors } = getVariableValues(this.schema, operation.variableDefinitions ?? [], variables ?? {}, {
      maxErrors: MOST_VARIABLE_ERRORS,
    });
    if (errors !== undefined) return { errors };
    const root = this.#compile(document, operation, known, coerced);
    const run: Run = { context, variables: coerced, errors: [], args: [] };
    try {
      const data = root.execute(run, undefined, undefined);
      if (!isPromise(data)) return answer(data, run.errors);
      return data.then(
        (settled) => answer(settled, run.errors),
        (error: unknown) => refusal(error, run.errors),
      );
    } catch (error) {
      return refusal(error, run.errors);
    }
  }

  #executeByGraphql({ document, operationName, variables, context }: Execution) {
    return execute({
      schema: this.schema,
      document,
      contextValue: context,
      variableValues: variables ?? {},
      operationName: operationName ?? null,
    });
  }

  #know(document: DocumentNode): Known {
    const known = this.#documents.get(document) ?? examine(document);
    this.#documents.set(document, known);
    return known;
  }

  #compile(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    { conditions, compiled }: Known,
    variables: Readonly<Record<string, unknown>>,
  ): ExecutableSelection {
    const values = Object.fromEntries(conditions.map((name) => [name, variables[name]]));
    const key = JSON.stringify([operation.name?.value, values]);
    const known = compiled.get(key);
    if (known !== undefined) return known;
    let fields = 0;
    const query: Query = {
      schema: this.schema,
      operation,
      fragments: fragmentsOf(document),
      conditions: values,
      nextFieldNumber: () => fields++,
      select: (type, nodes) => compileSelection(query, type, nodes),
    };
    const type = this.schema.getQueryType();
    if (!type) throw new TypeError("A schema has a query type.");
    const made = compileRoot(query, type);
    compiled.set(key, made);
    return made;
  }
}

function answer(data: unknown, errors: readonly GraphQLError[]): ExecutionResult {
  const result = { data: data as Record<string, unknown> };
  return errors.length === 0 ? result : { errors: [...errors], ...result };
}

/** A root field that may not be null has failed. */
function refusal(error: unknown, errors: readonly GraphQLError[]): ExecutionResult {
  if (error instanceof GraphQLError) return { errors: [...errors, error], data: null };
  throw error;
}

function examine(document: DocumentNode): Known {
  const conditions = new Set<string>();
  const unsupported: FieldNode[] = [];
  visit(document, {
    Directive(node) {
      if (node.name.value !== "skip" && node.name.value !== "include") return;
      for (const { value } of node.arguments ?? []) if (value.kind === Kind.VARIABLE) conditions.add(value.name.value);
    },
    Field(node) {
      // Introspection is rare; and `__proto__` is no name for a property of an ordinary object.
      if (["__schema", "__type"].includes(node.name.value) || node.alias?.value === "__proto__") unsupported.push(node);
    },
  });
  return {
    conditions: [...conditions],
    isSupported: unsupported.length === 0 && conditions.size <= MOST_CONDITIONS,
    compiled: new Map(),
  };
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  return Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
}
