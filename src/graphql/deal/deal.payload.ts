import { Field, ID, ObjectType } from "type-graphql";
import { BulkDeleteRow, BulkPayload, BulkRow, Payload, type Shown } from "../payload.js";
import { Deal } from "./deal.type.js";

@ObjectType({ simpleResolvers: true, description: "Result of `dealCreate`." })
export class DealCreatePayload extends Payload {
  @Field(() => Deal, { nullable: true, description: "The new deal. Null when `userErrors` is not empty." })
  readonly deal!: Shown<Deal>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `dealUpdate`." })
export class DealUpdatePayload extends Payload {
  @Field(() => Deal, {
    nullable: true,
    description: "The deal after the change. Null when `userErrors` is not empty.",
  })
  readonly deal!: Shown<Deal>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `dealDelete`." })
export class DealDeletePayload extends Payload {
  @Field(() => ID, {
    nullable: true,
    description:
      "The `id` of the deleted deal, for removing it from client caches. Null when `userErrors` is not empty.",
  })
  readonly deletedDealId!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Outcome of one row of a bulk mutation on deals." })
class DealBulkRow extends BulkRow {
  @Field(() => Deal, { nullable: true, description: "The deal after the change. Null when the row failed." })
  readonly deal!: Shown<Deal>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `dealBulkCreate`." })
export class DealBulkCreatePayload extends BulkPayload(DealBulkRow) {}

@ObjectType({ simpleResolvers: true, description: "Result of `dealBulkUpdate`." })
export class DealBulkUpdatePayload extends BulkPayload(DealBulkRow) {}

@ObjectType({ simpleResolvers: true, description: "Result of `dealBulkDelete`." })
export class DealBulkDeletePayload extends BulkPayload(BulkDeleteRow) {}
