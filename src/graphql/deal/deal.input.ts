import { Field, ID, InputType } from "type-graphql";
import { CreateInput } from "../createInput.js";
import { Decimal } from "../scalars.js";

@InputType({ description: "A new deal." })
export class DealCreateInput extends CreateInput {
  @Field(() => String, { description: "Name of the deal. May not be blank." })
  readonly name!: string;

  @Field(() => ID, {
    nullable: true,
    description: "Number in amoCRM of the stage to start at. The CRM chooses when absent.",
  })
  readonly statusCrmId?: string | null;

  @Field(() => Decimal, { nullable: true, description: "Price in the account's currency." })
  readonly price?: string | null;

  @Field(() => ID, { nullable: true, description: "Number in amoCRM of the user in charge." })
  readonly responsibleUserCrmId?: string | null;

  @Field(() => [String], { nullable: true, description: "Tags. A tag may not contain a comma." })
  readonly tags?: readonly string[] | null;

  @Field(() => ID, { nullable: true, description: "Global `id` of the contact to link." })
  readonly contactId?: string | null;
}

@InputType({
  description:
    "Changes to a deal. An absent field is left as it is, null clears it, and a list replaces the whole list.",
})
export class DealPatchInput {
  @Field(() => String, { nullable: true, description: "Name of the deal. May not be null or blank." })
  readonly name?: string | null;

  @Field(() => ID, { nullable: true, description: "Number in amoCRM of the stage. May not be null." })
  readonly statusCrmId?: string | null;

  @Field(() => Decimal, { nullable: true, description: "Price in the account's currency." })
  readonly price?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "Number in amoCRM of the user in charge. May not be null.",
  })
  readonly responsibleUserCrmId?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: "Tags, replacing all stored ones. A tag may not contain a comma.",
  })
  readonly tags?: readonly string[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "Global `id` of the contact to link. Refused with `NOT_SUPPORTED` when the deal has several contacts and the CRM takes one.",
  })
  readonly contactId?: string | null;
}

@InputType({ description: "One row of `dealBulkUpdate`." })
export class DealBulkUpdateInput {
  @Field(() => ID, { description: "Global `id` of the deal." })
  readonly id!: string;

  @Field(() => DealPatchInput, { description: "The changes." })
  readonly patch!: DealPatchInput;

  @Field(() => String, {
    nullable: true,
    description: "Refuse the row with `CONFLICT` unless the deal is still at this version.",
  })
  readonly ifVersion?: string | null;
}
