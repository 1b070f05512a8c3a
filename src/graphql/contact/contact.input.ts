import { Directive, Field, ID, InputType } from "type-graphql";
import { CreateInput } from "../createInput.js";

@InputType({ description: "A company to link. Give exactly one." })
@Directive("@oneOf")
export class CompanyRefInput {
  @Field(() => ID, { nullable: true, description: "Number of a company in amoCRM." })
  readonly crmId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Name of the company, when its number is not known.",
  })
  readonly name?: string | null;
}

@InputType({ description: "A phone number to store." })
export class ContactPhoneInput {
  @Field(() => String, { description: "The number." })
  readonly number!: string;

  @Field(() => String, {
    nullable: true,
    description: "What the number is for, for example `Work` or `Mobile`.",
  })
  readonly label?: string | null;
}

@InputType({ description: "An e-mail address to store." })
export class ContactEmailInput {
  @Field(() => String, {
    description: "The address, as it is to be stored. May not be blank or hold a line break.",
  })
  readonly address!: string;

  @Field(() => String, { nullable: true, description: "What the address is for, for example `Work`." })
  readonly label?: string | null;
}

@InputType({ description: "A web address to store." })
export class ContactWebsiteInput {
  @Field(() => String, {
    description: "The address, as it is to be stored. May not be blank or hold a line break.",
  })
  readonly url!: string;

  @Field(() => String, { nullable: true, description: "What the address is for." })
  readonly label?: string | null;
}

@InputType({ description: "A postal address to store." })
export class PostalAddressInput {
  @Field(() => String, { description: "Street, house and anything else on one line." })
  readonly street!: string;
}

@InputType({ description: "An instant messenger account to store." })
export class ContactMessengerInput {
  @Field(() => String, { description: "Account name." })
  readonly address!: string;

  @Field(() => String, { nullable: true, description: "Messenger, for example `Skype`." })
  readonly protocol?: string | null;
}

@InputType({ description: "A new contact." })
export class ContactCreateInput extends CreateInput {
  @Field(() => String, { description: "Full name. May not be blank." })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: "Job title." })
  readonly position?: string | null;

  @Field(() => CompanyRefInput, { nullable: true, description: "Company the person works for." })
  readonly company?: CompanyRefInput | null;

  @Field(() => [ContactPhoneInput], { nullable: true, description: "Phone numbers in the order to store them." })
  readonly phoneNumbers?: readonly ContactPhoneInput[] | null;

  @Field(() => [ContactEmailInput], {
    nullable: true,
    description: "E-mail addresses in the order to store them.",
  })
  readonly emailAddresses?: readonly ContactEmailInput[] | null;

  @Field(() => [ContactWebsiteInput], {
    nullable: true,
    description: "Web addresses in the order to store them.",
  })
  readonly webAddresses?: readonly ContactWebsiteInput[] | null;

  @Field(() => PostalAddressInput, { nullable: true, description: "Postal address." })
  readonly address?: PostalAddressInput | null;

  @Field(() => [ContactMessengerInput], {
    nullable: true,
    description: "Instant messenger accounts in the order to store them.",
  })
  readonly instantMessengers?: readonly ContactMessengerInput[] | null;

  @Field(() => ID, { nullable: true, description: "Number in amoCRM of the user in charge." })
  readonly responsibleUserCrmId?: string | null;

  @Field(() => [String], { nullable: true, description: "Tags. A tag may not contain a comma." })
  readonly tags?: readonly string[] | null;
}

@InputType({
  description:
    "Changes to a contact. An absent field is left as it is, null clears it, and a list replaces the whole list.",
})
export class ContactPatchInput {
  @Field(() => String, { nullable: true, description: "Full name. May not be null or blank." })
  readonly name?: string | null;

  @Field(() => String, { nullable: true, description: "Job title." })
  readonly position?: string | null;

  @Field(() => CompanyRefInput, {
    nullable: true,
    description: "Company the person works for. Null removes the link.",
  })
  readonly company?: CompanyRefInput | null;

  @Field(() => [ContactPhoneInput], { nullable: true, description: "Phone numbers, replacing all stored ones." })
  readonly phoneNumbers?: readonly ContactPhoneInput[] | null;

  @Field(() => [ContactEmailInput], { nullable: true, description: "E-mail addresses, replacing all stored ones." })
  readonly emailAddresses?: readonly ContactEmailInput[] | null;

  @Field(() => [ContactWebsiteInput], { nullable: true, description: "Web addresses, replacing all stored ones." })
  readonly webAddresses?: readonly ContactWebsiteInput[] | null;

  @Field(() => PostalAddressInput, { nullable: true, description: "Postal address." })
  readonly address?: PostalAddressInput | null;

  @Field(() => [ContactMessengerInput], {
    nullable: true,
    description: "Instant messenger accounts, replacing all stored ones.",
  })
  readonly instantMessengers?: readonly ContactMessengerInput[] | null;

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
}

@InputType({ description: "One row of `contactBulkUpdate`." })
export class ContactBulkUpdateInput {
  @Field(() => ID, { description: "Global `id` of the contact." })
  readonly id!: string;

  @Field(() => ContactPatchInput, { description: "The changes." })
  readonly patch!: ContactPatchInput;

  @Field(() => String, {
    nullable: true,
    description: "Refuse the row with `CONFLICT` unless the contact is still at this version.",
  })
  readonly ifVersion?: string | null;
}
