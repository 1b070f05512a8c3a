import { Arg, Ctx, Directive, ID, Mutation, Resolver } from "type-graphql";
import { PolicyArg, writeRows, type BulkPolicy } from "../bulk.js";
import type { GraphQLContext } from "../context.js";
import { writeOne } from "../write.js";
import { TaskCreateInput, TaskPatchInput } from "./task.input.js";
import {
  TaskBulkCompletePayload,
  TaskBulkCreatePayload,
  TaskBulkDeletePayload,
  TaskCompletePayload,
  TaskCreatePayload,
  TaskDeletePayload,
  TaskUpdatePayload,
} from "./task.payload.js";
import { Task } from "./task.type.js";
import { completeTask, createTask, deleteTask, updateTask } from "./task.writes.js";

@Resolver(() => Task)
export class TaskResolver {
  @Mutation(() => TaskCreatePayload, { nullable: true, description: "Adds a task." })
  @Directive("@semanticNonNull")
  async taskCreate(
    @Arg("input", () => TaskCreateInput, { description: "The task to add." }) input: TaskCreateInput,
    @Ctx() context: GraphQLContext,
  ): Promise<TaskCreatePayload> {
    const { value, userErrors } = await writeOne(createTask(context), input, ["input"], context.whyOver);
    return { task: value, userErrors };
  }

  @Mutation(() => TaskUpdatePayload, {
    nullable: true,
    description: "Changes some fields of a task and keeps the others.",
  })
  @Directive("@semanticNonNull")
  async taskUpdate(
    @Arg("id", () => ID, { description: "Global `id` of the task." }) id: string,
    @Arg("patch", () => TaskPatchInput, { description: "The changes." }) patch: TaskPatchInput,
    @Ctx() context: GraphQLContext,
  ): Promise<TaskUpdatePayload> {
    const { value, userErrors } = await writeOne(updateTask(context), { id, patch }, [], context.whyOver);
    return { task: value?.task ?? null, replacedTaskId: value?.replacedTaskId ?? null, userErrors };
  }

  @Mutation(() => TaskCompletePayload, {
    nullable: true,
    description:
      "Marks a task as completed. Does nothing when it already is, unless there is a `result` to add or to replace.",
  })
  @Directive("@semanticNonNull")
  async taskComplete(
    @Arg("id", () => ID, { description: "Global `id` of the task." }) id: string,
    @Arg("result", () => String, {
      nullable: true,
      description:
        "What came of the task. Refused with `NOT_SUPPORTED` where the CRM keeps no such text: see `backend`.",
    })
    result: string | null | undefined,
    @Ctx() context: GraphQLContext,
  ): Promise<TaskCompletePayload> {
    const { value, userErrors } = await writeOne(completeTask(context, result), id, ["id"], context.whyOver);
    return { task: value, userErrors };
  }

  @Mutation(() => TaskDeletePayload, { nullable: true, description: "Deletes a task." })
  @Directive("@semanticNonNull")
  async taskDelete(
    @Arg("id", () => ID, { description: "Global `id` of the task." }) id: string,
    @Ctx() context: GraphQLContext,
  ): Promise<TaskDeletePayload> {
    const { value, userErrors } = await writeOne(deleteTask(context), id, ["id"], context.whyOver);
    return { deletedTaskId: value?.id ?? null, subject: value?.subject ?? null, userErrors };
  }

  @Mutation(() => TaskBulkCreatePayload, {
    nullable: true,
    description: "Adds several tasks. Rows are sent one by one, so some may succeed and others fail.",
  })
  @Directive("@semanticNonNull")
  async taskBulkCreate(
    @Arg("input", () => [TaskCreateInput], { description: "The tasks to add, at most 50." })
    input: TaskCreateInput[],
    @PolicyArg() policy: BulkPolicy,
    @Ctx() context: GraphQLContext,
  ): Promise<TaskBulkCreatePayload> {
    const request = { rows: input, argument: "input", policy } as const;
    const { rows, userErrors } = await writeRows(createTask(context), request, context);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, task: value })), userErrors };
  }

  @Mutation(() => TaskBulkCompletePayload, {
    nullable: true,
    description: "Marks several tasks as completed. Rows are sent one by one, so some may succeed and others fail.",
  })
  @Directive("@semanticNonNull")
  async taskBulkComplete(
    @Arg("ids", () => [ID], { description: "Global `id`s of the tasks, at most 50." }) ids: string[],
    @Arg("result", () => String, {
      nullable: true,
      description: "What came of the tasks, the same text for each. Refused as in `taskComplete`.",
    })
    result: string | null | undefined,
    @Ctx() context: GraphQLContext,
  ): Promise<TaskBulkCompletePayload> {
    const request = { rows: ids, argument: "ids", policy: "SKIP_INVALID" } as const;
    const { rows, userErrors } = await writeRows(completeTask(context, result), request, context);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, task: value })), userErrors };
  }

  @Mutation(() => TaskBulkDeletePayload, {
    nullable: true,
    description: "Deletes several tasks. Rows are sent one by one, so some may succeed and others fail.",
  })
  @Directive("@semanticNonNull")
  async taskBulkDelete(
    @Arg("ids", () => [ID], { description: "Global `id`s of the tasks, at most 50." }) ids: string[],
    @Ctx() context: GraphQLContext,
  ): Promise<TaskBulkDeletePayload> {
    const request = { rows: ids, argument: "ids", policy: "SKIP_INVALID" } as const;
    const { rows, userErrors } = await writeRows(deleteTask(context), request, context);
    return { rows: rows.map(({ value, ...row }) => ({ ...row, deletedId: value?.id ?? null })), userErrors };
  }
}
