import { getDocumentNodeFromSchema } from "@graphql-tools/utils";
import { Kind, print, type DefinitionNode, type GraphQLSchema } from "graphql";

/**
 * The schema as text with its directives, which graphql's own printer leaves out. The roots come first, the other types by
 * name, so that the text does not depend on the order in which modules are loaded. Ends with a line feed.
 */
export function printGatewaySchema(schema: GraphQLSchema): string {
  const document = getDocumentNodeFromSchema(schema);
  const definitions = document.definitions.toSorted((one, other) => compare(rank(one), rank(other)));
  return `${print({ ...document, definitions })}\n`;
}

const FIRST = ["Query", "Mutation", "Subscription"];

/** A text by which definitions sort into their places. */
function rank(definition: DefinitionNode): string {
  if (definition.kind === Kind.SCHEMA_DEFINITION) return "0";
  if (definition.kind === Kind.DIRECTIVE_DEFINITION) return `1 ${definition.name.value}`;
  const name = "name" in definition ? definition.name.value : "";
  return FIRST.includes(name) ? `2 ${String(FIRST.indexOf(name))}` : `3 ${name}`;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
