import { Arg, Args, Ctx, Directive, ID, Mutation, Query, Resolver } from "type-graphql";
import { requireId } from "../argumentId.js";
import { PolicyArg, writeRows, type BulkPolicy } from "../bulk.js";
import type { GraphQLContext } from "../context.js";
import { readKeyword } from "../keywordArgument.js";
import { ListArgs } from "../listArgs.js";
import { recordConnection } from "../recordConnection.js";
import { ActivityFields } from "../subject/activityFields.js";
import { writeOne } from "../write.js";
import { DealConnection } from "./deal.connection.js";
import { DealBulkUpdateInput, DealCreateInput, DealPatchInput } from "./deal.input.js";
import {
  DealBulkCreatePayload,
  DealBulkDeletePayload,
  DealBulkUpdatePayload,
  DealCreatePayload,
  DealDeletePayload,
  DealUpdatePayload,
} from "./deal.payload.js";
import { Deal } from "./deal.type.js";
import { dealWrites } from "./deal.writes.js";

@Resolver(() => Deal)
export class DealResolver extends ActivityFields(Deal, "deal") {
  @Query(() => Deal, {
    nullable: true,
    description: "Fetches one deal with everything the CRM knows about it. Null when it does not exist.",
  })
  deal(
    @Arg("id", () => ID, { description: "Global `id` of the deal." }) id: string,
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<Deal | null> {
    return loaders.deals.find(requireId("Deal", id, ["id"]));
  }

  @Query(() => DealConnection, {
    nullable: true,
    description: "Lists deals in the CRM's own order, or those matching `search`.",
  })
  @Directive("@semanticNonNull")
  deals(
    @Arg("search", () => String, {
      nullable: true,
      description: "Keyword to look for in the deal's name, its contact's e-mail, company name and so on.",
    })
    search: string | null | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<DealConnection> {
    return recordConnection("deals", loaders.deals, readKeyword("search", search), args);
  }

  @Mutation(() => DealCreatePayload, { nullable: true, description: "Adds a deal." })
  @Directive("@semanticNonNull")
  async dealCreate(
    @Arg("input", () => DealCreateInput, { description: "The deal to add." }) input: DealCreateInput,
    @Ctx() context: GraphQLContext,
  ): Promise<DealCreatePayload> {
    const { value, userErrors } = await writeOne(dealWrites(context).create, input, ["input"], context.whyOver);
    return { deal: value, userErrors };
  }

  @Mutation(() => DealUpdatePayload, {
    nullable: true,
    description: "Changes some fields of a deal and keeps the others.",
  })
  @Directive("@semanticNonNull")
  async dealUpdate(
    @Arg("id", () => ID, { description: "Global `id` of the deal." }) id: string,
    @Arg("patch", () => DealPatchInput, { description: "The changes." }) patch: DealPatchInput,
    @Arg("ifVersion", () => String, {
      nullable: true,
      description:
        "Refuse with `CONFLICT` unless the deal is still at this version. Absent overwrites whatever is there.",
    })
    ifVersion: string | null | undefined,
    @Ctx() context: GraphQLContext,
  ): Promise<DealUpdatePayload> {
    const { value, userErrors } = await writeOne(
      dealWrites(context).update,
      { id, patch, ifVersion },
      [],
      context.whyOver,
    );
    return { deal: value, userErrors };
  }

  @Mutation(() => DealDeletePayload, { nullable: true, description: "Deletes a deal." })
  @Directive("@semanticNonNull")
  async dealDelete(
    @Arg("id", () => ID, { description: "Global `id` of the deal." }) id: string,
    @Ctx() context: GraphQLContext,
  ): Promise<DealDeletePayload> {
    const { value, userErrors } = await writeOne(dealWrites(context).delete, id, ["id"], context.whyOver);
    return { deletedDealId: value, userErrors };
  }

  @Mutation(() => DealBulkCreatePayload, {
    nullable: true,
    description: "Adds several deals. Rows are sent one by one, so some may succeed and others fail.",
  })
  @Directive("@semanticNonNull")
  async dealBulkCreate(
    @Arg("input", () => [DealCreateInput], { description: "The deals to add, at most 50." })
    input: DealCreateInput[],
    @PolicyArg() policy: BulkPolicy,
    @Ctx() context: GraphQLContext,
  ): Promise<DealBulkCreatePayload> {
    const request = { rows: input, argument: "input", policy } as const;
    const { rows, userErrors } = await writeRows(dealWrites(context).create, request, context);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, deal: value })), userErrors };
  }

  @Mutation(() => DealBulkUpdatePayload, {
    nullable: true,
    description: "Changes several deals. Rows are sent one by one, so some may succeed and others fail.",
  })
  @Directive("@semanticNonNull")
  async dealBulkUpdate(
    @Arg("input", () => [DealBulkUpdateInput], { description: "The changes, at most 50 rows." })
    input: DealBulkUpdateInput[],
    @PolicyArg() policy: BulkPolicy,
    @Ctx() context: GraphQLContext,
  ): Promise<DealBulkUpdatePayload> {
    const request = { rows: input, argument: "input", policy } as const;
    const { rows, userErrors } = await writeRows(dealWrites(context).update, request, context);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, deal: value })), userErrors };
  }

  @Mutation(() => DealBulkDeletePayload, {
    nullable: true,
    description: "Deletes several deals. Rows are sent one by one, so some may succeed and others fail.",
  })
  @Directive("@semanticNonNull")
  async dealBulkDelete(
    @Arg("ids", () => [ID], { description: "Global `id`s of the deals, at most 50." }) ids: string[],
    @Ctx() context: GraphQLContext,
  ): Promise<DealBulkDeletePayload> {
    const request = { rows: ids, argument: "ids", policy: "SKIP_INVALID" } as const;
    const { rows, userErrors } = await writeRows(dealWrites(context).delete, request, context);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, deletedId: value })), userErrors };
  }
}
