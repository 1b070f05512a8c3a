import { Arg, Ctx, Directive, ID, Mutation, Resolver } from "type-graphql";
import { PolicyArg, writeRows, type BulkPolicy } from "../bulk.js";
import type { GraphQLContext } from "../context.js";
import { writeOne } from "../write.js";
import { NoteCreateInput, NotePatchInput } from "./note.input.js";
import {
  NoteBulkCreatePayload,
  NoteBulkDeletePayload,
  NoteCreatePayload,
  NoteDeletePayload,
  NoteUpdatePayload,
} from "./note.payload.js";
import { Note } from "./note.type.js";
import { createNote, deleteNote, updateNote } from "./note.writes.js";

@Resolver(() => Note)
export class NoteResolver {
  @Mutation(() => NoteCreatePayload, { nullable: true, description: "Adds a note to a contact or a deal." })
  @Directive("@semanticNonNull")
  async noteCreate(
    @Arg("input", () => NoteCreateInput, { description: "The note to add." }) input: NoteCreateInput,
    @Ctx() context: GraphQLContext,
  ): Promise<NoteCreatePayload> {
    const { value, userErrors } = await writeOne(createNote(context), input, ["input"], context.whyOver);
    return { note: value, userErrors };
  }

  @Mutation(() => NoteUpdatePayload, { nullable: true, description: "Changes the text of a note." })
  @Directive("@semanticNonNull")
  async noteUpdate(
    @Arg("id", () => ID, { description: "Global `id` of the note." }) id: string,
    @Arg("patch", () => NotePatchInput, { description: "The changes." }) patch: NotePatchInput,
    @Ctx() context: GraphQLContext,
  ): Promise<NoteUpdatePayload> {
    const { value, userErrors } = await writeOne(updateNote(context), { id, patch }, [], context.whyOver);
    return { note: value, userErrors };
  }

  @Mutation(() => NoteDeletePayload, { nullable: true, description: "Deletes a note." })
  @Directive("@semanticNonNull")
  async noteDelete(
    @Arg("id", () => ID, { description: "Global `id` of the note." }) id: string,
    @Ctx() context: GraphQLContext,
  ): Promise<NoteDeletePayload> {
    const { value, userErrors } = await writeOne(deleteNote(context), id, ["id"], context.whyOver);
    return { deletedNoteId: value?.id ?? null, subject: value?.subject ?? null, userErrors };
  }

  @Mutation(() => NoteBulkCreatePayload, {
    nullable: true,
    description: "Adds several notes. Rows are sent one by one, so some may succeed and others fail.",
  })
  @Directive("@semanticNonNull")
  async noteBulkCreate(
    @Arg("input", () => [NoteCreateInput], { description: "The notes to add, at most 50." })
    input: NoteCreateInput[],
    @PolicyArg() policy: BulkPolicy,
    @Ctx() context: GraphQLContext,
  ): Promise<NoteBulkCreatePayload> {
    const request = { rows: input, argument: "input", policy } as const;
    const { rows, userErrors } = await writeRows(createNote(context), request, context);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, note: value })), userErrors };
  }

  @Mutation(() => NoteBulkDeletePayload, {
    nullable: true,
    description: "Deletes several notes. Rows are sent one by one, so some may succeed and others fail.",
  })
  @Directive("@semanticNonNull")
  async noteBulkDelete(
    @Arg("ids", () => [ID], { description: "Global `id`s of the notes, at most 50." }) ids: string[],
    @Ctx() context: GraphQLContext,
  ): Promise<NoteBulkDeletePayload> {
    const request = { rows: ids, argument: "ids", policy: "SKIP_INVALID" } as const;
    const { rows, userErrors } = await writeRows(deleteNote(context), request, context);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, deletedId: value?.id ?? null })), userErrors };
  }
}
