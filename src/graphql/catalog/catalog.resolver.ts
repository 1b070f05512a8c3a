import { Arg, Args, Ctx, Directive, ID, Mutation, Query, Resolver } from "type-graphql";
import { requireId } from "../argumentId.js";
import { PolicyArg, writeTogether, type BulkPolicy } from "../bulk.js";
import type { GraphQLContext } from "../context.js";
import { ListArgs } from "../listArgs.js";
import { writeOne } from "../write.js";
import { CatalogConnection } from "./catalog.connection.js";
import { CatalogBulkUpdateInput, CatalogCreateInput, CatalogPatchInput } from "./catalog.input.js";
import { catalogConnection } from "./catalog.list.js";
import {
  CatalogBulkCreatePayload,
  CatalogBulkDeletePayload,
  CatalogBulkUpdatePayload,
  CatalogCreatePayload,
  CatalogDeletePayload,
  CatalogUpdatePayload,
} from "./catalog.payload.js";
import { Catalog } from "./catalog.type.js";
import { alone, createCatalogs, deleteCatalogs, updateCatalogs } from "./catalog.writes.js";

@Resolver(() => Catalog)
export class CatalogResolver {
  @Query(() => Catalog, { nullable: true, description: "Fetches one catalog. Null when it does not exist." })
  catalog(
    @Arg("id", () => ID, { description: "Global `id` of the catalog." }) id: string,
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<Catalog | null> {
    return loaders.catalogs.find(requireId("Catalog", id, ["id"]));
  }

  @Query(() => CatalogConnection, {
    nullable: true,
    description: "Lists all catalogs of the account by their sort position.",
  })
  @Directive("@semanticNonNull")
  catalogs(@Args(() => ListArgs) args: ListArgs, @Ctx() { loaders }: GraphQLContext): Promise<CatalogConnection> {
    return catalogConnection(loaders.catalogs, "", args);
  }

  @Mutation(() => CatalogCreatePayload, { nullable: true, description: "Adds a catalog." })
  @Directive("@semanticNonNull")
  async catalogCreate(
    @Arg("input", () => CatalogCreateInput, { description: "The catalog to add." }) input: CatalogCreateInput,
    @Ctx() context: GraphQLContext,
  ): Promise<CatalogCreatePayload> {
    const { value, userErrors } = await writeOne(alone(createCatalogs(context)), input, ["input"], context.whyOver);
    return { catalog: value, userErrors };
  }

  @Mutation(() => CatalogUpdatePayload, {
    nullable: true,
    description: "Changes some fields of a catalog and keeps the others.",
  })
  @Directive("@semanticNonNull")
  async catalogUpdate(
    @Arg("id", () => ID, { description: "Global `id` of the catalog." }) id: string,
    @Arg("patch", () => CatalogPatchInput, { description: "The changes." }) patch: CatalogPatchInput,
    @Ctx() context: GraphQLContext,
  ): Promise<CatalogUpdatePayload> {
    const { value, userErrors } = await writeOne(alone(updateCatalogs(context)), { id, patch }, [], context.whyOver);
    return { catalog: value, userErrors };
  }

  @Mutation(() => CatalogDeletePayload, { nullable: true, description: "Deletes a catalog." })
  @Directive("@semanticNonNull")
  async catalogDelete(
    @Arg("id", () => ID, { description: "Global `id` of the catalog." }) id: string,
    @Ctx() context: GraphQLContext,
  ): Promise<CatalogDeletePayload> {
    const { value, userErrors } = await writeOne(alone(deleteCatalogs(context)), id, ["id"], context.whyOver);
    return { deletedCatalogId: value, userErrors };
  }

  @Mutation(() => CatalogBulkCreatePayload, {
    nullable: true,
    description: "Adds several catalogs in one CRM request.",
  })
  @Directive("@semanticNonNull")
  async catalogBulkCreate(
    @Arg("input", () => [CatalogCreateInput], { description: "The catalogs to add, at most 50." })
    input: CatalogCreateInput[],
    @PolicyArg() policy: BulkPolicy,
    @Ctx() context: GraphQLContext,
  ): Promise<CatalogBulkCreatePayload> {
    const request = { rows: input, argument: "input", policy } as const;
    const { rows, userErrors } = await writeTogether(createCatalogs(context), request, context.whyOver);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, catalog: value })), userErrors };
  }

  @Mutation(() => CatalogBulkUpdatePayload, {
    nullable: true,
    description: "Changes several catalogs in one CRM request.",
  })
  @Directive("@semanticNonNull")
  async catalogBulkUpdate(
    @Arg("input", () => [CatalogBulkUpdateInput], { description: "The changes, at most 50 rows." })
    input: CatalogBulkUpdateInput[],
    @PolicyArg() policy: BulkPolicy,
    @Ctx() context: GraphQLContext,
  ): Promise<CatalogBulkUpdatePayload> {
    const request = { rows: input, argument: "input", policy } as const;
    const { rows, userErrors } = await writeTogether(updateCatalogs(context), request, context.whyOver);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, catalog: value })), userErrors };
  }

  @Mutation(() => CatalogBulkDeletePayload, {
    nullable: true,
    description: "Deletes several catalogs in one CRM request.",
  })
  @Directive("@semanticNonNull")
  async catalogBulkDelete(
    @Arg("ids", () => [ID], { description: "Global `id`s of the catalogs, at most 50." }) ids: string[],
    @Ctx() context: GraphQLContext,
  ): Promise<CatalogBulkDeletePayload> {
    const request = { rows: ids, argument: "ids", policy: "SKIP_INVALID" } as const;
    const { rows, userErrors } = await writeTogether(deleteCatalogs(context), request, context.whyOver);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, deletedId: value })), userErrors };
  }
}
