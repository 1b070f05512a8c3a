import { Field, ID, InputType } from "type-graphql";
import type { CatalogType as CatalogTypeName } from "../../domain/catalog.js";
import { CreateInput } from "../createInput.js";
import { CatalogType } from "./catalog.type.js";

@InputType({ description: "A new catalog." })
export class CatalogCreateInput extends CreateInput {
  @Field(() => String, { description: "Name of the catalog. May not be blank." })
  readonly name!: string;

  @Field(() => CatalogType, {
    nullable: true,
    defaultValue: CatalogType.REGULAR,
    description: "What the catalog holds.",
  })
  readonly type?: CatalogTypeName | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether items can be added from the CRM's interface. The CRM chooses when absent.",
  })
  readonly canAddElements?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether the catalog can be shown as a tab on deal and customer cards. The CRM chooses when absent.",
  })
  readonly canShowInCards?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether one item can be linked to several deals or customers. The CRM chooses when absent.",
  })
  readonly canLinkMultiple?: boolean | null;
}

@InputType({ description: "Changes to a catalog. An absent field is left as it is. No field may be null." })
export class CatalogPatchInput {
  @Field(() => String, { nullable: true, description: "Name of the catalog. May not be blank." })
  readonly name?: string | null;

  @Field(() => CatalogType, { nullable: true, description: "What the catalog holds." })
  readonly type?: CatalogTypeName | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether items can be added from the CRM's interface.",
  })
  readonly canAddElements?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether the catalog can be shown as a tab on deal and customer cards.",
  })
  readonly canShowInCards?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether one item can be linked to several deals or customers.",
  })
  readonly canLinkMultiple?: boolean | null;
}

@InputType({ description: "One row of `catalogBulkUpdate`." })
export class CatalogBulkUpdateInput {
  @Field(() => ID, { description: "Global `id` of the catalog." })
  readonly id!: string;

  @Field(() => CatalogPatchInput, { description: "The changes." })
  readonly patch!: CatalogPatchInput;
}
