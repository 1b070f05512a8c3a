import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { requireId } from "../argumentId.js";
import { PolicyArg, writeRows, type BulkPolicy } from "../bulk.js";
import type { GraphQLContext } from "../context.js";
import { DealConnection } from "../deal/deal.connection.js";
import { readKeyword } from "../keywordArgument.js";
import { ListArgs } from "../listArgs.js";
import { recordConnection } from "../recordConnection.js";
import { ActivityFields } from "../subject/activityFields.js";
import { writeOne } from "../write.js";
import { ContactConnection } from "./contact.connection.js";
import { contactDeals } from "./contact.deals.js";
import { ContactBulkUpdateInput, ContactCreateInput, ContactPatchInput } from "./contact.input.js";
import {
  ContactBulkCreatePayload,
  ContactBulkDeletePayload,
  ContactBulkUpdatePayload,
  ContactCreatePayload,
  ContactDeletePayload,
  ContactUpdatePayload,
} from "./contact.payload.js";
import { Contact } from "./contact.type.js";
import { contactWrites } from "./contact.writes.js";

@Resolver(() => Contact)
export class ContactResolver extends ActivityFields(Contact, "contact") {
  @Query(() => Contact, {
    nullable: true,
    description: "Fetches one contact with everything the CRM knows about it. Null when it does not exist.",
  })
  contact(
    @Arg("id", () => ID, { description: "Global `id` of the contact." }) id: string,
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<Contact | null> {
    return loaders.contacts.find(requireId("Contact", id, ["id"]));
  }

  @Query(() => ContactConnection, {
    nullable: true,
    description: "Lists contacts in the CRM's own order, or those matching `search`.",
  })
  @Directive("@semanticNonNull")
  contacts(
    @Arg("search", () => String, {
      nullable: true,
      description: "Keyword to look for in e-mail, name, company name and so on. Absent or blank lists everything.",
    })
    search: string | null | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<ContactConnection> {
    return recordConnection("contacts", loaders.contacts, readKeyword("search", search), args);
  }

  @FieldResolver(() => DealConnection, {
    nullable: true,
    description:
      "Deals the contact is linked to and the viewer may see, in the CRM's order. `totalCount` counts the others, too.\n" +
      "Fails with `BAD_USER_INPUT` where the CRM's API does not tell them: see `backend`.",
  })
  @Directive("@semanticNonNull")
  deals(
    @Root() contact: Contact,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<DealConnection> {
    return contactDeals(contact, args, loaders);
  }

  @Mutation(() => ContactCreatePayload, { nullable: true, description: "Adds a contact." })
  @Directive("@semanticNonNull")
  async contactCreate(
    @Arg("input", () => ContactCreateInput, { description: "The contact to add." }) input: ContactCreateInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ContactCreatePayload> {
    const { value, userErrors } = await writeOne(contactWrites(context).create, input, ["input"], context.whyOver);
    return { contact: value, userErrors };
  }

  @Mutation(() => ContactUpdatePayload, {
    nullable: true,
    description: "Changes some fields of a contact and keeps the others.",
  })
  @Directive("@semanticNonNull")
  async contactUpdate(
    @Arg("id", () => ID, { description: "Global `id` of the contact." }) id: string,
    @Arg("patch", () => ContactPatchInput, { description: "The changes." }) patch: ContactPatchInput,
    @Arg("ifVersion", () => String, {
      nullable: true,
      description:
        "Refuse with `CONFLICT` unless the contact is still at this version. Absent overwrites whatever is there.",
    })
    ifVersion: string | null | undefined,
    @Ctx() context: GraphQLContext,
  ): Promise<ContactUpdatePayload> {
    const { value, userErrors } = await writeOne(
      contactWrites(context).update,
      { id, patch, ifVersion },
      [],
      context.whyOver,
    );
    return { contact: value, userErrors };
  }

  @Mutation(() => ContactDeletePayload, { nullable: true, description: "Deletes a contact." })
  @Directive("@semanticNonNull")
  async contactDelete(
    @Arg("id", () => ID, { description: "Global `id` of the contact." }) id: string,
    @Ctx() context: GraphQLContext,
  ): Promise<ContactDeletePayload> {
    const { value, userErrors } = await writeOne(contactWrites(context).delete, id, ["id"], context.whyOver);
    return { deletedContactId: value, userErrors };
  }

  @Mutation(() => ContactBulkCreatePayload, {
    nullable: true,
    description: "Adds several contacts. Rows are sent one by one, so some may succeed and others fail.",
  })
  @Directive("@semanticNonNull")
  async contactBulkCreate(
    @Arg("input", () => [ContactCreateInput], { description: "The contacts to add, at most 50." })
    input: ContactCreateInput[],
    @PolicyArg() policy: BulkPolicy,
    @Ctx() context: GraphQLContext,
  ): Promise<ContactBulkCreatePayload> {
    const request = { rows: input, argument: "input", policy } as const;
    const { rows, userErrors } = await writeRows(contactWrites(context).create, request, context);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, contact: value })), userErrors };
  }

  @Mutation(() => ContactBulkUpdatePayload, {
    nullable: true,
    description: "Changes several contacts. Rows are sent one by one, so some may succeed and others fail.",
  })
  @Directive("@semanticNonNull")
  async contactBulkUpdate(
    @Arg("input", () => [ContactBulkUpdateInput], { description: "The changes, at most 50 rows." })
    input: ContactBulkUpdateInput[],
    @PolicyArg() policy: BulkPolicy,
    @Ctx() context: GraphQLContext,
  ): Promise<ContactBulkUpdatePayload> {
    const request = { rows: input, argument: "input", policy } as const;
    const { rows, userErrors } = await writeRows(contactWrites(context).update, request, context);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, contact: value })), userErrors };
  }

  @Mutation(() => ContactBulkDeletePayload, {
    nullable: true,
    description: "Deletes several contacts. Rows are sent one by one, so some may succeed and others fail.",
  })
  @Directive("@semanticNonNull")
  async contactBulkDelete(
    @Arg("ids", () => [ID], { description: "Global `id`s of the contacts, at most 50." }) ids: string[],
    @Ctx() context: GraphQLContext,
  ): Promise<ContactBulkDeletePayload> {
    const request = { rows: ids, argument: "ids", policy: "SKIP_INVALID" } as const;
    const { rows, userErrors } = await writeRows(contactWrites(context).delete, request, context);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, deletedId: value })), userErrors };
  }
}
