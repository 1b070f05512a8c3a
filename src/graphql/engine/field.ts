import {
  getArgumentValues,
  isNonNullType,
  locatedError,
  responsePathAsArray,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLObjectType,
  type ResponsePath,
} from "graphql";
import { compileCompletion, type Complete } from "./completion.js";
import { infoOf, isPromise, type Place, type Query, type Run } from "./run.js";

/** One field of a selection. */
export interface CompiledField {
  /** Its name in the response. */
  readonly key: string;
  /** Its value in the response, or a promise of it. Throws a located error when the field failed and may not be null. */
  execute(run: Run, source: unknown, parentPath: ResponsePath | undefined): unknown;
}

/** The field, or null when the type has none of that name. */
export function compileField(
  query: Query,
  parentType: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
): CompiledField | null {
  const name = nodes[0]?.name.value ?? "";
  if (name === TypeNameMetaFieldDef.name) return { key, execute: () => parentType.name };
  const definition = parentType.getFields()[name];
  return definition === undefined ? null : new ResolvedField({ query, parentType, definition, key, nodes });
}

class ResolvedField implements CompiledField {
  readonly key: string;
  readonly #number: number;
  readonly #complete: Complete;
  readonly #isNonNull: boolean;

  constructor(private readonly place: Place) {
    const { query, definition, key } = place;
    this.key = key;
    this.#number = query.nextFieldNumber();
    this.#complete = compileCompletion(place, definition.type);
    this.#isNonNull = isNonNullType(definition.type);
  }

  execute(run: Run, source: unknown, parentPath: ResponsePath | undefined): unknown {
    try {
      const value = this.#resolve(run, source, parentPath);
      const completed = isPromise(value)
        ? value.then((settled) => this.#complete(run, settled, parentPath, this.key))
        : this.#complete(run, value, parentPath, this.key);
      if (!isPromise(completed)) return completed;
      return completed.then(undefined, (error: unknown) => this.#fail(run, error, parentPath));
    } catch (error) {
      return this.#fail(run, error, parentPath);
    }
  }

  /** What the field's resolver gives; without one, the property of its name, called if it is a function. */
  #resolve(run: Run, source: unknown, parentPath: ResponsePath | undefined): unknown {
    const { resolve, name } = this.place.definition;
    if (resolve !== undefined)
      return resolve(source, this.#args(run), run.context, infoOf(this.place, run, parentPath));
    if (!isObject(source)) return undefined;
    const property = source[name];
    if (typeof property !== "function") return property;
    return Reflect.apply(property, source, [this.#args(run), run.context, infoOf(this.place, run, parentPath)]);
  }

  #args(run: Run): Readonly<Record<string, unknown>> {
    const { definition, nodes } = this.place;
    const [node] = nodes;
    if (node === undefined) throw new Error("A field has a node that selects it.");
    return (run.args[this.#number] ??= getArgumentValues(definition, node, run.variables));
  }

  #fail(run: Run, error: unknown, parentPath: ResponsePath | undefined): null {
    const { nodes, parentType, key } = this.place;
    const path = responsePathAsArray({ prev: parentPath, key, typename: parentType.name });
    const located = locatedError(error, nodes, path);
    if (this.#isNonNull) throw located;
    run.errors.push(located);
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
