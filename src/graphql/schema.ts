import "reflect-metadata";
import {
  DirectiveLocation,
  GraphQLDirective,
  GraphQLInt,
  GraphQLList,
  isInputObjectType,
  isObjectType,
  specifiedDirectives,
  type GraphQLSchema,
} from "graphql";
import { buildSchema, getMetadataStorage } from "type-graphql";
// Fields of the root types come in the order in which these modules are loaded.
import { SessionResolver } from "./session/session.resolver.js";
import { NodeResolver } from "./node/node.resolver.js";
import { ContactResolver } from "./contact/contact.resolver.js";
import { DealResolver } from "./deal/deal.resolver.js";
import { CatalogResolver } from "./catalog/catalog.resolver.js";
import { SearchResolver } from "./search/search.resolver.js";
import { NoteResolver } from "./note/note.resolver.js";
import { TaskResolver } from "./task/task.resolver.js";
import { ActivitySubjectResolver } from "./subject/activitySubject.resolver.js";

const semanticNonNull = new GraphQLDirective({
  name: "semanticNonNull",
  description:
    "Marks a nullable field that is null only when resolving it failed, so clients that handle errors may treat it as\n" +
    "non-null. `levels` names the list depths it applies to: 0 is the field itself, 1 its items.",
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: { levels: { type: new GraphQLList(GraphQLInt), defaultValue: [0] } },
});

/** The schema that the gateway serves, with its resolvers. They work on a GraphQLContext: see createContext. */
export async function buildGatewaySchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      SessionResolver,
      NodeResolver,
      ContactResolver,
      DealResolver,
      CatalogResolver,
      SearchResolver,
      NoteResolver,
      TaskResolver,
      ActivitySubjectResolver,
    ],
    directives: [...specifiedDirectives, semanticNonNull],
    // Rules for inputs are in domain/input: what breaks them comes out as user errors with a path.
    validate: false,
    // It would introspect the whole schema at each start; the tests do.
    skipCheck: true,
  });
  describeRoots(schema);
  enforceOneOf(schema);
  readGettersDirectly(schema);
  return schema;
}

/** type-graphql makes the root types itself and has no place for their descriptions. */
function describeRoots(schema: GraphQLSchema): void {
  const { query, mutation } = schema.toConfig();
  if (query) query.description = "Everything that can be read.";
  if (mutation) {
    mutation.description =
      "Everything that can be changed. A field is null only when it failed for a reason given in top-level `errors`.";
  }
}

/** type-graphql keeps `@oneOf` in the AST alone, where the executor does not look for it. */
function enforceOneOf(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInputObjectType(type)) continue;
    type.isOneOf = type.astNode?.directives?.some((directive) => directive.name.value === "oneOf") ?? false;
  }
}

/** type-graphql wraps each getter in a resolver that costs several times what it costs: they are read as the properties they are. */
function readGettersDirectly(schema: GraphQLSchema): void {
  const { objectTypes, fieldResolvers } = getMetadataStorage();
  const getters = fieldResolvers.filter(({ kind, params }) => kind === "internal" && (params ?? []).length === 0);
  for (const { name, target, fields = [] } of objectTypes) {
    const type = schema.getType(name);
    if (!isObjectType(type)) continue;
    for (const field of fields) {
      const definition = type.getFields()[field.schemaName];
      const isGetter = getters.some(({ methodName, target: owner }) => owner === target && methodName === field.name);
      if (definition !== undefined && isGetter && field.name === field.schemaName) delete definition.resolve;
    }
  }
}
