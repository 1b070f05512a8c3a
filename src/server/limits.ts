import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
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
  depth: number;
  aliases: number;
  directives: number;
  rootFields: number;
  signIns: number;
}

const nothing = (): Size => ({ depth: 0, aliases: 0, directives: 0, rootFields: 0, signIns: 0 });

/**
 * Sizes of a selection with its fragments in place. A fragment is measured once, however often it is spread: the rule on
 * recursive selections, which Apollo Server brings, bounds how often that may be.
 */
class Ruler {
  readonly #fragments = new Map<string, Size>();

  constructor(private readonly context: ValidationContext) {}

  measure(selectionSet: SelectionSetNode): Size {
    const size = nothing();
    for (const selection of selectionSet.selections) {
      size.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) {
        // Introspection is bounded by a rule of its own, and its standard query is deeper than any other has to be.
        const below =
          selection.selectionSet && !selection.name.value.startsWith("__")
            ? this.measure(selection.selectionSet)
            : undefined;
        size.depth = Math.max(size.depth, 1 + (below?.depth ?? 0));
        size.aliases += (selection.alias ? 1 : 0) + (below?.aliases ?? 0);
        size.directives += below?.directives ?? 0;
        size.rootFields += 1;
        size.signIns += selection.name.value === "sessionCreate" ? 1 : 0;
      } else {
        const below =
          selection.kind === Kind.INLINE_FRAGMENT
            ? this.measure(selection.selectionSet)
            : this.#fragment(selection.name.value);
        size.depth = Math.max(size.depth, below.depth);
        size.aliases += below.aliases;
        size.directives += below.directives;
        size.rootFields += below.rootFields;
        size.signIns += below.signIns;
      }
    }
    return size;
  }

  #fragment(name: string): Size {
    const known = this.#fragments.get(name);
    if (known) return known;
    this.#fragments.set(name, nothing()); // a fragment that spreads itself is refused by a rule of the specification
    const fragment: FragmentDefinitionNode | null | undefined = this.context.getFragment(name);
    if (!fragment) return nothing();
    const size = this.measure(fragment.selectionSet);
    size.directives += fragment.directives?.length ?? 0;
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
        size.directives += operation.directives?.length ?? 0;
        const report = (what: string, found: number, most: number): void => {
          if (found <= most) return;
          context.reportError(
            new GraphQLError(`The operation has ${found} ${what}; the limit is ${most}.`, { nodes: operation }),
          );
        };
        report("levels of fields", size.depth, limits.depth);
        report("aliases", size.aliases, limits.aliases);
        report("root fields", size.rootFields, limits.rootFields);
        report("directives", size.directives, limits.directives);
        report("uses of `sessionCreate`", size.signIns, limits.signIns);
      },
    };
  };
}
