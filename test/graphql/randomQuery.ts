import fc from "fast-check";
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";

interface RandomQuery {
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Options {
  /** Levels of selections below the root. */
  readonly depth: number;
  /** A literal for an argument, or undefined to leave it out; absent, required ones get numbers. */
  readonly argument?: (argument: GraphQLArgument, chance: (most: number) => number) => string | undefined;
}

/** Valid queries of a schema, with aliases, fragments, `__typename`, and fields and fragments that depend on variables. */
export function randomQuery(schema: GraphQLSchema, options: Options): fc.Arbitrary<RandomQuery> {
  return fc.gen().map((draw) => {
    const writer = new Writer(schema, options, (most) => draw(fc.integer, { min: 0, max: most }));
    const root = schema.getQueryType();
    if (!root) throw new TypeError("the schema has no query type");
    const selection = writer.selection(root, options.depth);
    return {
      source:
        `query ($yes: Boolean!, $no: Boolean = false) ${selection} ${writer.fragments.join(" ")} ${writer.uses}`.trim(),
      variables: { yes: draw(fc.boolean), no: draw(fc.boolean) },
    };
  });
}

class Writer {
  readonly fragments: string[] = [];
  readonly uses = "";
  #aliases = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly options: Options,
    private readonly chance: (most: number) => number,
  ) {}

  selection(type: GraphQLNamedType, depth: number): string {
    const parts = Array.from({ length: 1 + this.chance(4) }, () => this.#part(type, depth));
    // Both variables are used, whatever else is selected.
    return `{ __typename @include(if: $yes) __typename @skip(if: $no) ${parts.join(" ")} }`;
  }

  #part(type: GraphQLNamedType, depth: number): string {
    const kind = this.chance(9);
    if (kind === 0) return "__typename";
    if (kind === 1 && depth > 0) return `... ${this.#condition()} ${this.selection(type, depth - 1)}`;
    if (kind === 2 && depth > 0) {
      const on = this.#narrower(type);
      return `... on ${on.name} ${this.#condition()} ${this.selection(on, depth - 1)}`;
    }
    if (kind === 3 && depth > 0) {
      const on = this.#narrower(type);
      const name = `F${this.fragments.length}`;
      this.fragments.push("");
      this.fragments[Number(name.slice(1))] = `fragment ${name} on ${on.name} ${this.selection(on, depth - 1)}`;
      return `...${name} ${this.#condition()}`;
    }
    return this.#field(type, depth);
  }

  #narrower(type: GraphQLNamedType): GraphQLNamedType {
    const types = isAbstractType(type) ? [type, ...this.schema.getPossibleTypes(type)] : [type];
    return types[this.chance(types.length - 1)] ?? type;
  }

  #field(type: GraphQLNamedType, depth: number): string {
    if (!("getFields" in type) || (!isObjectType(type) && !isAbstractType(type))) return "__typename";
    const fields = Object.values(type.getFields()).filter(
      (field) => depth > 0 || !isCompositeType(getNamedType(field.type)),
    );
    const field = fields[this.chance(Math.max(0, fields.length - 1))];
    if (field === undefined) return "__typename";
    const inner = getNamedType(field.type);
    const selection = isCompositeType(inner) ? this.selection(inner, depth - 1) : "";
    // Fields of different arguments or types may not share a name.
    const isPlain = field.args.length === 0 && !isCompositeType(inner) && this.#typesOf(field.name).size === 1;
    const alias = isPlain && this.chance(1) === 0 ? "" : `a${this.#aliases++}: `;
    return `${alias}${field.name}${this.#args(field)} ${this.#condition()} ${selection}`;
  }

  /** The types that fields of this name have: where there are several, fragments on different objects would conflict. */
  #typesOf(name: string): ReadonlySet<string> {
    const all = Object.values(this.schema.getTypeMap()).flatMap((type) => {
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
      return field === undefined ? [] : [String(field.type)];
    });
    return new Set(all);
  }

  #args(field: GraphQLField<unknown, unknown>): string {
    const given = field.args.flatMap((argument) => {
      const value = this.options.argument
        ? this.options.argument(argument, this.chance)
        : isNonNullType(argument.type)
          ? String(this.chance(9))
          : undefined;
      return value === undefined ? [] : [`${argument.name}: ${value}`];
    });
    return given.length === 0 ? "" : `(${given.join(", ")})`;
  }

  #condition(): string {
    return (
      ["", "", "", "", "@include(if: $yes)", "@skip(if: $no)", "@skip(if: false)", "@include(if: true)"][
        this.chance(7)
      ] ?? ""
    );
  }
}
