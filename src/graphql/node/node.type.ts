import { Field, ID, InterfaceType, registerEnumType } from "type-graphql";

@InterfaceType({ description: "An object that can be fetched again by its `id`." })
export abstract class Node {
  @Field(() => ID, { description: "Opaque identifier, unique across all types. Do not parse it." })
  readonly id!: string;
}

/** Kinds of object that a number alone identifies. */
export const CrmNodeType = { CONTACT: "Contact", DEAL: "Deal", CATALOG: "Catalog" } as const;
export type CrmNodeType = (typeof CrmNodeType)[keyof typeof CrmNodeType];

registerEnumType(CrmNodeType, {
  name: "CrmNodeType",
  description:
    "Kinds of object that a CRM number alone identifies. Notes and tasks also need the record they belong to.",
  valuesConfig: {
    CONTACT: { description: "A contact." },
    DEAL: { description: "A deal." },
    CATALOG: { description: "A catalog." },
  },
});
