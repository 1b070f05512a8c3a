import {
  defaultTypeResolver,
  GraphQLBoolean,
  GraphQLError,
  GraphQLID,
  GraphQLString,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  locatedError,
  responsePathAsArray,
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type ResponsePath,
} from "graphql";
import { infoOf, isPromise, type ExecutableSelection, type Place, type Run } from "./run.js";

/**
 * Turns what a resolver gave into what the response shows, or a promise of it. Throws when it cannot.
 *
 * @param key name of the field, or number of the item in its list
 */
export type Complete = (
  run: Run,
  value: unknown,
  parentPath: ResponsePath | undefined,
  key: string | number,
) => unknown;

/** The way to complete values of one type, as the GraphQL specification says in "Value Completion". */
export function compileCompletion(place: Place, type: GraphQLOutputType): Complete {
  if (isNonNullType(type)) return completeNonNull(place, compileCompletion(place, type.ofType));
  const complete = completePresent(place, type);
  return (run, value, parentPath, key) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return complete(run, value, parentPath, key);
  };
}

function completePresent(place: Place, type: GraphQLOutputType): Complete {
  if (isLeafType(type)) return completeLeaf(type);
  if (isListType(type)) return completeList(place, type.ofType);
  if (isObjectType(type)) return completeObject(place, type);
  if (isAbstractType(type)) return completeAbstract(place, type);
  throw new TypeError(`There is no way to complete a ${String(type)}.`);
}

function completeNonNull({ parentType, definition: { name } }: Place, complete: Complete): Complete {
  const checked = (completed: unknown): unknown => {
    if (completed !== null) return completed;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${name}.`);
  };
  return (run, value, parentPath, key) => {
    const completed = complete(run, value, parentPath, key);
    return isPromise(completed) ? completed.then(checked) : checked(completed);
  };
}

function completeLeaf(type: GraphQLLeafType): Complete {
  // Texts and booleans are what they are.
  if (type === GraphQLString || type === GraphQLID) {
    return (_run, value) => (typeof value === "string" ? value : serialized(type, value));
  }
  if (type === GraphQLBoolean) return (_run, value) => (typeof value === "boolean" ? value : serialized(type, value));
  return (_run, value) => serialized(type, value);
}

function serialized(type: GraphQLLeafType, value: unknown): unknown {
  const text: unknown = type.serialize(value);
  if (text !== null && text !== undefined) return text;
  throw new Error(`Expected \`${type.name}.serialize\` to return a non-nullable value.`);
}

function completeList(place: Place, itemType: GraphQLOutputType): Complete {
  const complete = compileCompletion(place, itemType);
  const isNonNull = isNonNullType(itemType);

  function fail(run: Run, error: unknown, path: ResponsePath): null {
    const located = locatedError(error, place.nodes, responsePathAsArray(path));
    if (isNonNull) throw located;
    run.errors.push(located);
    return null;
  }

  return (run, value, parentPath, key) => {
    const path = { prev: parentPath, key, typename: typeof key === "string" ? place.parentType.name : undefined };
    const items = itemsOf(value, place);
    const results = new Array<unknown>(items.length);
    let hasPromise = false;
    try {
      for (let index = 0; index < items.length; index += 1) {
        const item = items[index];
        const itemPath = (): ResponsePath => ({ prev: path, key: index, typename: undefined });
        try {
          const completed = isPromise(item)
            ? item.then((settled) => complete(run, settled, path, index))
            : complete(run, item, path, index);
          if (isPromise(completed)) {
            hasPromise = true;
            results[index] = completed.then(undefined, (error: unknown) => fail(run, error, itemPath()));
          } else {
            results[index] = completed;
          }
        } catch (error) {
          results[index] = fail(run, error, itemPath());
        }
      }
    } catch (error) {
      // The items before are not awaited, as little as their failures matter any more.
      if (hasPromise) void Promise.allSettled(results);
      throw error;
    }
    return hasPromise ? Promise.all(results) : results;
  };
}

function itemsOf(value: unknown, { parentType, definition: { name } }: Place): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === "object" && value !== null && Symbol.iterator in value)
    return Array.from(value as Iterable<unknown>);
  throw new GraphQLError(`Expected Iterable, but did not find one for field "${parentType.name}.${name}".`);
}

function completeObject(place: Place, type: GraphQLObjectType): Complete {
  let selection: ExecutableSelection | undefined;
  return (run, value, parentPath, key) => {
    const path = pathTo(place, parentPath, key);
    const execute = (): unknown => (selection ??= place.query.select(type, place.nodes)).execute(run, value, path);
    if (type.isTypeOf === undefined || type.isTypeOf === null) return execute();
    const isOfType = type.isTypeOf(value, run.context, infoOf(place, run, parentPath));
    if (!isPromise(isOfType)) return checkedType(type, isOfType, execute);
    return isOfType.then((answer) => checkedType(type, answer, execute));
  };
}

function checkedType(type: GraphQLObjectType, isOfType: unknown, execute: () => unknown): unknown {
  if (isOfType === true) return execute();
  throw new GraphQLError(`Expected a value of type "${type.name}".`);
}

function completeAbstract(place: Place, type: GraphQLAbstractType): Complete {
  const completions = new Map<string, Complete>();
  const { schema } = place.query;

  function completionOf(name: unknown): Complete {
    const known = typeof name === "string" ? completions.get(name) : undefined;
    if (known !== undefined) return known;
    const runtime = typeof name === "string" ? schema.getType(name) : undefined;
    if (!isObjectType(runtime) || !schema.isSubType(type, runtime)) {
      throw new GraphQLError(`Abstract type "${type.name}" must resolve to one of its object types at run time.`);
    }
    const made = completeObject(place, runtime);
    completions.set(runtime.name, made);
    return made;
  }

  const resolveType = type.resolveType ?? defaultTypeResolver;
  return (run, value, parentPath, key) => {
    const name: unknown = resolveType(value, run.context, infoOf(place, run, parentPath), type);
    if (isPromise(name)) return name.then((settled) => completionOf(settled)(run, value, parentPath, key));
    return completionOf(name)(run, value, parentPath, key);
  };
}

function pathTo({ parentType }: Place, prev: ResponsePath | undefined, key: string | number): ResponsePath {
  return { prev, key, typename: typeof key === "string" ? parentType.name : undefined };
}
