import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLError,
  GraphQLField,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
  ResponsePath,
} from "graphql";

/** One execution of a compiled query. */
export interface Run {
  readonly context: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Errors of fields that are null for it, in the order in which they happened. */
  readonly errors: GraphQLError[];
  /** Arguments of fields that were read already, by the number of the field: they are the same for all items of a list. */
  readonly args: (Readonly<Record<string, unknown>> | undefined)[];
}

/** What all parts of a compiled query are made of. */
export interface Query {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Values of the variables that `@skip` and `@include` depend on: the same in every run. */
  readonly conditions: Readonly<Record<string, unknown>>;
  /** Gives each field a number of its own. */
  nextFieldNumber(): number;
  /** What fields of one name, taken together, select of a type of theirs. */
  select(type: GraphQLObjectType, nodes: readonly FieldNode[]): ExecutableSelection;
}

/** The fields that are selected of an object type. */
export interface ExecutableSelection {
  /**
   * The response object, or a promise of it when something in it is on its way.
   * Throws the located error of a field that may not be null.
   */
  execute(run: Run, source: unknown, path: ResponsePath | undefined): unknown;
}

/** Where a field stands in a query. */
export interface Place {
  readonly query: Query;
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Name of the field in the response. */
  readonly key: string;
  readonly nodes: readonly FieldNode[];
}

/** What resolvers are told of the field they resolve. */
export function infoOf(place: Place, run: Run, parentPath: ResponsePath | undefined): GraphQLResolveInfo {
  const { query, parentType, definition, nodes, key } = place;
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path: { prev: parentPath, key, typename: parentType.name },
    schema: query.schema,
    fragments: query.fragments,
    rootValue: undefined,
    operation: query.operation,
    variableValues: run.variables,
  };
}

/** Whether a value is on its way. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
