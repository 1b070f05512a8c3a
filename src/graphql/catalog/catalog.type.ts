import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import type { Catalog as CatalogRecord, CatalogType as CatalogTypeName } from "../../domain/catalog.js";
import type { CrmId } from "../../domain/crmId.js";
import { toGlobalId } from "../../domain/globalId.js";
import type { Lazy, LazyRecord } from "../lazyRecord.js";
import { Node } from "../node/node.type.js";
import { User } from "../reference.type.js";
import { DateTime } from "../scalars.js";

export const CatalogType = {
  REGULAR: "REGULAR",
  INVOICES: "INVOICES",
  PRODUCTS: "PRODUCTS",
  SUPPLIERS: "SUPPLIERS",
} as const satisfies { readonly [Type in CatalogTypeName]: Type };

registerEnumType(CatalogType, {
  name: "CatalogType",
  description: "What a catalog holds.",
  valuesConfig: {
    REGULAR: { description: "A plain list of any items." },
    INVOICES: { description: "Invoices." },
    PRODUCTS: { description: "Goods and services." },
    SUPPLIERS: { description: "Suppliers. The CRM keeps this list itself: it cannot be created." },
  },
});

@ObjectType({
  simpleResolvers: true,
  implements: Node,
  description: "A list of goods, services or invoices that can be linked to deals.",
})
export class Catalog implements Node {
  constructor(private readonly record: LazyRecord<CatalogRecord>) {}

  get id(): string {
    return toGlobalId("Catalog", this.record.id);
  }

  @Field(() => ID, { description: "Number of the catalog in amoCRM." })
  get crmId(): CrmId {
    return this.record.id;
  }

  @Field(() => String, { description: "Name of the catalog." })
  get name(): Lazy<string> {
    return this.record.field("name");
  }

  @Field(() => CatalogType, {
    nullable: true,
    description: "What the catalog holds. Null when the CRM does not report it.",
  })
  get type(): Lazy<CatalogTypeName | null> {
    return this.record.field("type");
  }

  @Field(() => Int, { nullable: true, description: "Position among the account's catalogs, lowest first." })
  get sort(): Lazy<number | null> {
    return this.record.field("sort");
  }

  @Field(() => User, { nullable: true, description: "User who created the catalog." })
  get createdBy(): Lazy<User | null> {
    return this.record.derive(["createdById"], ({ createdById }) =>
      typeof createdById === "string" ? new User({ id: createdById, name: null }) : createdById,
    );
  }

  @Field(() => DateTime, { nullable: true, description: "When the catalog was created." })
  get createdAt(): Lazy<Date | null> {
    return this.record.field("createdAt");
  }

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether items can be added from the CRM's interface. Null when the CRM does not report it.",
  })
  get canAddElements(): Lazy<boolean | null> {
    return this.record.field("canAddElements");
  }

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether the catalog can be shown as a tab on deal and customer cards. Null when the CRM does not report it.",
  })
  get canShowInCards(): Lazy<boolean | null> {
    return this.record.field("canShowInCards");
  }

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether one item can be linked to several deals or customers. Null when the CRM does not report it.",
  })
  get canLinkMultiple(): Lazy<boolean | null> {
    return this.record.field("canLinkMultiple");
  }
}
