import { Field, ID, ObjectType } from "type-graphql";
import type { UserReference } from "../domain/reference.js";

@ObjectType({ simpleResolvers: true, description: "A CRM user, as far as the record that mentions them says." })
export class User {
  constructor(private readonly reference: UserReference) {}

  /** The user that a record mentions, as far as its answer carried one. */
  static of(reference: UserReference | null | undefined): User | null | undefined {
    return reference && new User(reference);
  }

  @Field(() => ID, { description: "Number of the user in amoCRM." })
  get crmId(): string {
    return this.reference.id;
  }

  @Field(() => String, {
    nullable: true,
    description: "Name of the user. Null when the record gives only the number.",
  })
  get name(): string | null {
    return this.reference.name;
  }
}
