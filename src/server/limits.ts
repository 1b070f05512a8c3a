import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";

/** How large a document may be, counted before anything is executed. */
export interface DocumentLimits {
  readonly tokens: number;
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  readonly recursiveSelections: number;
  /** Uses of `sessionCreate`: with aliases, one request could try many passwords. */
  readonly signIns: number;
}

export const DOCUMENT_LIMITS: DocumentLimits = {
  tokens: 2_000,
  depth: 12,
  aliases: 30,
  rootFields: 20,
  directives: 50,
  recursiveSelections: 10_000,
  signIns: 1,
};

interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  readonly signIns: number;
}

const NOTHING: Size = { depth: 0, aliases: 0, directives: 0, rootFields: 0, signIns: 0 };

/** Two selections beside each other. */
function sum(one: Size, other: Size): Size {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: one.aliases + other.aliases,
    directives: one.directives + other.directives,
    rootFields: one.rootFields + other.rootFields,
    signIns: one.signIns + other.signIns,
  };
}

/**
 * Sizes of a selection with its fragments in place. A fragment is measured once, however often it is spread: the rule on
 * recursive selections, which Apollo Server brings, bounds how often that may be.
 */
class Ruler {
  readonly #fragments = new Map<string, Size>();

  constructor(private readonly context: ValidationContext) {}

  measure(selectionSet: SelectionSetNode): Size {
    return selectionSet.selections.map((selection) => this.#selection(selection)).reduce(sum, NOTHING);
  }

  #selection(selection: SelectionNode): Size {
    const size = this.#inPlace(selection);
    return { ...size, directives: size.directives + (selection.directives?.length ?? 0) };
  }

  /** A selection without its own directives. */
  #inPlace(selection: SelectionNode): Size {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.measure(selection.selectionSet);
    const name = selection.name.value;
    // Introspection is bounded by a rule of its own, and its standard query is deeper than any other has to be.
    const isMeasured = selection.selectionSet !== undefined && !name.startsWith("__");
    const below = isMeasured ? this.measure(selection.selectionSet) : NOTHING;
    return {
      depth: below.depth + 1,
      aliases: below.aliases + (selection.alias ? 1 : 0),
      directives: below.directives,
      rootFields: 1,
      signIns: name === "sessionCreate" ? 1 : 0,
    };
  }

  #fragment(name: string): Size {
    const known = this.#fragments.get(name);
    if (known) return known;
    this.#fragments.set(name, NOTHING); // a fragment that spreads itself is refused by a rule of the specification
    const fragment: FragmentDefinitionNode | null | undefined = this.context.getFragment(name);
    if (!fragment) return NOTHING;
    const below = this.measure(fragment.selectionSet);
    const size = { ...below, directives: below.directives + (fragment.directives?.length ?? 0) };
    this.#fragments.set(name, size);
    return size;
  }
}

/** Refuses documents deeper or wider than the limits, naming the limit and what was found. */
export function documentLimitRule(limits: DocumentLimits): ValidationRule {
  return function DocumentLimitRule(context: ValidationContext): ASTVisitor {
    const ruler = new Ruler(context);
    return {
      OperationDefinition(operation: OperationDefinitionNode): void {
        const size = ruler.measure(operation.selectionSet);
        const directives = size.directives + (operation.directives?.length ?? 0);
        const report = (what: string, found: number, most: number): void => {
          if (found <= most) return;
          context.reportError(
            new GraphQLError(`The operation has ${found} ${what}; the limit is ${most}.`, { nodes: operation }),
          );
        };
        report("levels of fields", size.depth, limits.depth);
        report("aliases", size.aliases, limits.aliases);
        report("root fields", size.rootFields, limits.rootFields);
        report("directives", directives, limits.directives);
        report("uses of `sessionCreate`", size.signIns, limits.signIns);
      },
    };
  };
}
