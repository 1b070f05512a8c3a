import { Field, ID, ObjectType } from "type-graphql";
import { BulkDeleteRow, BulkPayload, BulkRow, Payload, type Shown } from "../payload.js";
import { Contact } from "./contact.type.js";

@ObjectType({ simpleResolvers: true, description: "Result of `contactCreate`." })
export class ContactCreatePayload extends Payload {
  @Field(() => Contact, { nullable: true, description: "The new contact. Null when `userErrors` is not empty." })
  readonly contact!: Shown<Contact>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `contactUpdate`." })
export class ContactUpdatePayload extends Payload {
  @Field(() => Contact, {
    nullable: true,
    description: "The contact after the change. Null when `userErrors` is not empty.",
  })
  readonly contact!: Shown<Contact>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `contactDelete`." })
export class ContactDeletePayload extends Payload {
  @Field(() => ID, {
    nullable: true,
    description:
      "The `id` of the deleted contact, for removing it from client caches. Null when `userErrors` is not empty.",
  })
  readonly deletedContactId!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Outcome of one row of a bulk mutation on contacts." })
class ContactBulkRow extends BulkRow {
  @Field(() => Contact, { nullable: true, description: "The contact after the change. Null when the row failed." })
  readonly contact!: Shown<Contact>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `contactBulkCreate`." })
export class ContactBulkCreatePayload extends BulkPayload(ContactBulkRow) {}

@ObjectType({ simpleResolvers: true, description: "Result of `contactBulkUpdate`." })
export class ContactBulkUpdatePayload extends BulkPayload(ContactBulkRow) {}

@ObjectType({ simpleResolvers: true, description: "Result of `contactBulkDelete`." })
export class ContactBulkDeletePayload extends BulkPayload(BulkDeleteRow) {}
