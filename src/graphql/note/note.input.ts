import { Field, InputType } from "type-graphql";
import { CreateInput } from "../createInput.js";
import { ActivitySubjectInput } from "../subject/activitySubject.input.js";

@InputType({ description: "A new note." })
export class NoteCreateInput extends CreateInput {
  @Field(() => ActivitySubjectInput, { description: "Record to attach the note to." })
  readonly subject!: ActivitySubjectInput;

  @Field(() => String, { description: "Text of the note. May not be blank." })
  readonly body!: string;
}

@InputType({ description: "Changes to a note." })
export class NotePatchInput {
  @Field(() => String, { description: "New text of the note. May not be blank." })
  readonly body!: string;
}
