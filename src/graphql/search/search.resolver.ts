import { Arg, Args, Ctx, Directive, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { CatalogConnection } from "../catalog/catalog.connection.js";
import { catalogConnection } from "../catalog/catalog.list.js";
import { ContactConnection } from "../contact/contact.connection.js";
import type { GraphQLContext } from "../context.js";
import { DealConnection } from "../deal/deal.connection.js";
import { badUserInput } from "../errors.js";
import { readKeyword } from "../keywordArgument.js";
import { ForwardArgs } from "../listArgs.js";
import { recordConnection } from "../recordConnection.js";
import { SearchResults } from "./search.type.js";

@Resolver(() => SearchResults)
export class SearchResolver {
  @Query(() => SearchResults, {
    nullable: true,
    description:
      "Searches contacts, deals and catalogs for one keyword. Ask only for the kinds you show: each is its own CRM request.",
  })
  search(
    @Arg("query", () => String, { description: "Keyword to look for. May not be blank." }) query: string,
  ): SearchResults {
    const keyword = readKeyword("query", query);
    if (keyword === "") throw badUserInput("`query` may not be blank.");
    return new SearchResults(keyword);
  }

  @FieldResolver(() => ContactConnection, { nullable: true, description: "Contacts matching the keyword." })
  @Directive("@semanticNonNull")
  contacts(
    @Root() { query }: SearchResults,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<ContactConnection> {
    return recordConnection("contacts", loaders.contacts, query, args);
  }

  @FieldResolver(() => DealConnection, { nullable: true, description: "Deals matching the keyword." })
  @Directive("@semanticNonNull")
  deals(
    @Root() { query }: SearchResults,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<DealConnection> {
    return recordConnection("deals", loaders.deals, query, args);
  }

  @FieldResolver(() => CatalogConnection, {
    nullable: true,
    description: "Catalogs whose name contains the keyword, ignoring case.",
  })
  @Directive("@semanticNonNull")
  catalogs(
    @Root() { query }: SearchResults,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<CatalogConnection> {
    return catalogConnection(loaders.catalogs, query, args);
  }
}
