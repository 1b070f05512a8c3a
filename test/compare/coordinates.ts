import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  parse,
  typeFromAST,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";

/** Which field of the schema stands at each shape of a document's answer, such as `Deal.price` at `deals.nodes.*.price`. */
export function coordinatesOf(schema: GraphQLSchema, document: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const fragments = new Map<string, FragmentDefinitionNode>();

  function walk(selections: SelectionSetNode, parent: GraphQLNamedType, place: readonly string[]): void {
    for (const selection of selections.selections) {
      if (selection.kind === Kind.FIELD) {
        const { name, alias = name, selectionSet } = selection;
        const fields = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {};
        const type = fields[name.value]?.type;
        if (type === undefined) continue;
        const here = [...place, alias.value];
        const inside = isListType(getNullableType(type)) ? [...here, "*"] : here;
        for (const each of [here, inside, [...here, "(order)"]]) {
          const shape = each.join(".");
          if (!found.has(shape)) found.set(shape, `${parent.name}.${name.value}`);
        }
        const inner = getNamedType(type);
        if (selectionSet !== undefined && isCompositeType(inner)) walk(selectionSet, inner, inside);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment === undefined) throw new Error(`no fragment in ${document}`);
      const condition = fragment.typeCondition && typeFromAST(schema, fragment.typeCondition);
      walk(fragment.selectionSet, condition ?? parent, place);
    }
  }

  const { definitions } = parse(document);
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const query = schema.getQueryType();
  for (const definition of definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION && query) walk(definition.selectionSet, query, []);
  }
  return found;
}
