import { Field, ID, ObjectType } from "type-graphql";
import { BulkDeleteRow, BulkPayload, BulkRow, Payload, type Shown } from "../payload.js";
import { Catalog } from "./catalog.type.js";

@ObjectType({ simpleResolvers: true, description: "Result of `catalogCreate`." })
export class CatalogCreatePayload extends Payload {
  @Field(() => Catalog, { nullable: true, description: "The new catalog. Null when `userErrors` is not empty." })
  readonly catalog!: Shown<Catalog>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `catalogUpdate`." })
export class CatalogUpdatePayload extends Payload {
  @Field(() => Catalog, {
    nullable: true,
    description: "The catalog after the change. Null when `userErrors` is not empty.",
  })
  readonly catalog!: Shown<Catalog>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `catalogDelete`." })
export class CatalogDeletePayload extends Payload {
  @Field(() => ID, {
    nullable: true,
    description:
      "The `id` of the deleted catalog, for removing it from client caches. Null when `userErrors` is not empty.",
  })
  readonly deletedCatalogId!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Outcome of one row of a bulk mutation on catalogs." })
class CatalogBulkRow extends BulkRow {
  @Field(() => Catalog, { nullable: true, description: "The catalog after the change. Null when the row failed." })
  readonly catalog!: Shown<Catalog>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `catalogBulkCreate`." })
export class CatalogBulkCreatePayload extends BulkPayload(CatalogBulkRow) {}

@ObjectType({ simpleResolvers: true, description: "Result of `catalogBulkUpdate`." })
export class CatalogBulkUpdatePayload extends BulkPayload(CatalogBulkRow) {}

@ObjectType({ simpleResolvers: true, description: "Result of `catalogBulkDelete`." })
export class CatalogBulkDeletePayload extends BulkPayload(BulkDeleteRow) {}
