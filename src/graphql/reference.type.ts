import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "A CRM user, as far as the record that mentions them says." })
export class User {
  @Field(() => ID, { name: "crmId", description: "Number of the user in amoCRM." })
  readonly id!: string;

  @Field(() => String, {
    nullable: true,
    description: "Name of the user. Null when the record gives only the number.",
  })
  readonly name!: string | null;
}
