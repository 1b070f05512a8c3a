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
import { BackendResolver } from "./backend/backend.resolver.js";
import { NodeResolver } from "./node/node.resolver.js";
import { ContactResolver } from "./contact/contact.resolver.js";
import { DealResolver } from "./deal/deal.resolver.js";
import { CatalogResolver } from "./catalog/catalog.resolver.js";
import { SearchResolver } from "./search/search.resolver.js";
import { NoteResolver } from "./note/note.resolver.js";
import { TaskResolver } from "./task/task.resolver.js";
import { ActivitySubjectResolver } from "./subject/activitySubject.resolver.js";
import { SubscriptionResolver } from "./subscription/subscription.resolver.js";

const semanticNonNull = new GraphQLDirective({
  name: "semanticNonNull",
  description:
    "Marks a nullable field that is null only when resolving it failed, so clients that handle errors may treat it as\n" +
    "non-null. `levels` names the list depths it applies to: 0 is the field itself, 1 its items.",
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: { levels: { type: new GraphQLList(GraphQLInt), defaultValue: [0] } },
});

function noTopics(): never {
  throw new TypeError("Subscriptions listen to the changes of their context, not to topics.");
}

/** type-graphql asks for one wherever there are subscriptions, also where none of them has a topic. */
const NO_TOPICS = { publish: noTopics, subscribe: noTopics };

/** The schema that the gateway serves, with its resolvers. They work on a GraphQLContext: see createContext. */
export async function buildGatewaySchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      SessionResolver,
      BackendResolver,
      NodeResolver,
      ContactResolver,
      DealResolver,
      CatalogResolver,
      SearchResolver,
      NoteResolver,
      TaskResolver,
      ActivitySubjectResolver,
      SubscriptionResolver,
    ],
    pubSub: NO_TOPICS,
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
  const { query, mutation, subscription } = schema.toConfig();
  if (query) query.description = "Everything that can be read.";
  if (mutation) {
    mutation.description =
      "Everything that can be changed. A field is null only when it failed for a reason given in top-level `errors`.";
  }
  if (subscription) {
    subscription.description =
      "Changes as they happen, one root field a subscription. Ask for them with `Accept: text/event-stream` or over a WebSocket.\n" +
      "An event comes after a change made through this gateway and, where the account sends webhooks to it, after any other. An\n" +
      "event can be late or come twice, and changes can be missed: after a subscription ended, subscribe again, then read anew.";
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
