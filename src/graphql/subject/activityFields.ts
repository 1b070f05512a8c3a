import { Arg, Args, Ctx, Directive, FieldResolver, Resolver, Root } from "type-graphql";
import { sliceList } from "../../domain/window.js";
import { connectionOf } from "../connection.js";
import type { GraphQLContext } from "../context.js";
import { scopeOf } from "../cursor.js";
import { ForwardArgs, windowOf } from "../listArgs.js";
import { NoteConnection } from "../note/note.connection.js";
import { TaskConnection } from "../task/task.connection.js";
import type { ActivitySubject } from "./activitySubject.type.js";

/** The fields that list the notes and tasks of a record of one class; `noun` names it in their descriptions. */
export function ActivityFields(SubjectClass: abstract new (...args: never[]) => ActivitySubject, noun: string) {
  @Resolver(() => SubjectClass)
  abstract class ActivityFieldsClass {
    @FieldResolver(() => NoteConnection, {
      nullable: true,
      description: `Notes attached to the ${noun}, in the CRM's order.`,
    })
    @Directive("@semanticNonNull")
    async notes(
      @Root() subject: ActivitySubject,
      @Args(() => ForwardArgs) args: ForwardArgs,
      @Ctx() { loaders }: GraphQLContext,
    ): Promise<NoteConnection> {
      const scope = scopeOf("notes", subject.reference.kind, subject.reference.id);
      const window = windowOf(args, scope);
      const slice = sliceList(await subject.noteRecords, window);
      return connectionOf(slice, scope, (note) => loaders.notes.carried(note, subject));
    }

    @FieldResolver(() => TaskConnection, {
      nullable: true,
      description: `Tasks attached to the ${noun}, in the CRM's order.`,
    })
    @Directive("@semanticNonNull")
    async tasks(
      @Root() subject: ActivitySubject,
      @Arg("isCompleted", () => Boolean, {
        nullable: true,
        description: "Only completed (true) or only open (false) tasks. Absent returns both.",
      })
      isCompleted: boolean | null | undefined,
      @Args(() => ForwardArgs) args: ForwardArgs,
      @Ctx() { loaders }: GraphQLContext,
    ): Promise<TaskConnection> {
      const filter = isCompleted ?? null;
      const scope = scopeOf("tasks", subject.reference.kind, subject.reference.id, String(filter));
      const window = windowOf(args, scope);
      const all = await subject.taskRecords;
      const slice = sliceList(filter === null ? all : all.filter((task) => task.isCompleted === filter), window);
      return connectionOf(slice, scope, (task) => loaders.tasks.carried(task, subject));
    }
  }
  return ActivityFieldsClass;
}
