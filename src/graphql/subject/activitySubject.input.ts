import { Directive, Field, ID, InputType } from "type-graphql";

@InputType({ description: "The record to attach a note or a task to. Give exactly one." })
@Directive("@oneOf")
export class ActivitySubjectInput {
  @Field(() => ID, { nullable: true, description: "Global `id` of a contact." })
  readonly contactId?: string | null;

  @Field(() => ID, { nullable: true, description: "Global `id` of a deal." })
  readonly dealId?: string | null;
}
