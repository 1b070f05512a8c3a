import { Field, ID, ObjectType } from "type-graphql";
import { BulkDeleteRow, BulkPayload, BulkRow, Payload, type Shown } from "../payload.js";
import { ActivitySubject } from "../subject/activitySubject.type.js";
import { Note } from "./note.type.js";

@ObjectType({ simpleResolvers: true, description: "Result of `noteCreate`." })
export class NoteCreatePayload extends Payload {
  @Field(() => Note, { nullable: true, description: "The new note. Null when `userErrors` is not empty." })
  readonly note!: Shown<Note>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `noteUpdate`." })
export class NoteUpdatePayload extends Payload {
  @Field(() => Note, {
    nullable: true,
    description: "The note after the change. Null when `userErrors` is not empty.",
  })
  readonly note!: Shown<Note>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `noteDelete`." })
export class NoteDeletePayload extends Payload {
  @Field(() => ID, {
    nullable: true,
    description:
      "The `id` of the deleted note, for removing it from client caches. Null when `userErrors` is not empty.",
  })
  readonly deletedNoteId!: string | null;

  @Field(() => ActivitySubject, {
    nullable: true,
    description: "The record the note was attached to, for refetching its list.",
  })
  readonly subject!: ActivitySubject | null;
}

@ObjectType({ simpleResolvers: true, description: "Outcome of one row of a bulk mutation on notes." })
class NoteBulkRow extends BulkRow {
  @Field(() => Note, { nullable: true, description: "The note after the change. Null when the row failed." })
  readonly note!: Shown<Note>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `noteBulkCreate`." })
export class NoteBulkCreatePayload extends BulkPayload(NoteBulkRow) {}

@ObjectType({ simpleResolvers: true, description: "Result of `noteBulkDelete`." })
export class NoteBulkDeletePayload extends BulkPayload(BulkDeleteRow) {}
