import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { isCrmId } from "../../domain/crmId.js";
import type { GraphQLContext } from "../context.js";
import { badUserInput } from "../errors.js";
import { findByKey, findNode } from "./findNode.js";
import { MAX_IDS } from "./maxIds.js";
import { CrmNodeType, Node } from "./node.type.js";

@Resolver(() => Node)
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: "Fetches any object by its global `id`. Null when it does not exist or the viewer may not see it.",
  })
  node(
    @Arg("id", () => ID, { description: "Global `id` of the object." }) id: string,
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<Node | null> {
    return findNode(loaders, id);
  }

  @Query(() => [Node], {
    nullable: "items",
    description: "Fetches several objects at once, in the order asked for. Items that do not exist are null.",
  })
  nodes(
    @Arg("ids", () => [ID], { description: "Global `id`s, at most 100." }) ids: string[],
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<Node | null>[] {
    if (ids.length > MAX_IDS) throw badUserInput(`\`ids\` may hold at most ${MAX_IDS} ids.`);
    return ids.map((id) => findNode(loaders, id));
  }

  @Query(() => Node, {
    nullable: true,
    description: "Finds an object by the number amoCRM shows in its own links. Null when there is none.",
  })
  nodeByCrmId(
    @Arg("type", () => CrmNodeType, { description: "Kind of object to look for." }) type: CrmNodeType,
    @Arg("crmId", () => ID, { description: "Number of the object in amoCRM." }) crmId: string,
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<Node | null> {
    if (!isCrmId(crmId)) throw badUserInput("`crmId` is not a number as amoCRM gives them.");
    return findByKey(loaders, type, crmId);
  }
}
