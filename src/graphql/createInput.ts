import { Field, InputType } from "type-graphql";

/** What every input that adds a record has. */
@InputType()
export abstract class CreateInput {
  @Field(() => String, {
    nullable: true,
    description:
      "Makes the request safe to repeat, for example after `OUTCOME_UNKNOWN` or a lost connection. Choose a new random text of at " +
      "most 255 characters for each record, and send the same one with each repeat: for 24 hours, the same key with the same values " +
      "adds nothing more and answers with the record that was added. With other values it is `INVALID`.",
  })
  readonly idempotencyKey?: string | null;
}
