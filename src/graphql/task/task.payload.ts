import { Field, ID, ObjectType } from "type-graphql";
import { BulkDeleteRow, BulkPayload, BulkRow, Payload, type Shown } from "../payload.js";
import { ActivitySubject } from "../subject/activitySubject.type.js";
import { Task } from "./task.type.js";

@ObjectType({ simpleResolvers: true, description: "Result of `taskCreate`." })
export class TaskCreatePayload extends Payload {
  @Field(() => Task, { nullable: true, description: "The new task. Null when `userErrors` is not empty." })
  readonly task!: Shown<Task>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `taskUpdate`." })
export class TaskUpdatePayload extends Payload {
  @Field(() => Task, {
    nullable: true,
    description:
      "The task after the change. Null when `userErrors` is not empty, or when the task has no record and so cannot be read.",
  })
  readonly task!: Shown<Task>;

  @Field(() => ID, {
    nullable: true,
    description: "The `id` that no longer works because the task was moved, for removing it from client caches.",
  })
  readonly replacedTaskId!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Result of `taskComplete`." })
export class TaskCompletePayload extends Payload {
  @Field(() => Task, {
    nullable: true,
    description:
      "The completed task. Null when `userErrors` is not empty, or when the task has no record and so cannot be read.",
  })
  readonly task!: Shown<Task>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `taskDelete`." })
export class TaskDeletePayload extends Payload {
  @Field(() => ID, {
    nullable: true,
    description:
      "The `id` of the deleted task, for removing it from client caches. Null when `userErrors` is not empty.",
  })
  readonly deletedTaskId!: string | null;

  @Field(() => ActivitySubject, {
    nullable: true,
    description: "The record the task was attached to, for refetching its list.",
  })
  readonly subject!: ActivitySubject | null;
}

@ObjectType({ simpleResolvers: true, description: "Outcome of one row of a bulk mutation on tasks." })
class TaskBulkRow extends BulkRow {
  @Field(() => Task, { nullable: true, description: "The task after the change. Null when the row failed." })
  readonly task!: Shown<Task>;
}

@ObjectType({ simpleResolvers: true, description: "Result of `taskBulkCreate`." })
export class TaskBulkCreatePayload extends BulkPayload(TaskBulkRow) {}

@ObjectType({ simpleResolvers: true, description: "Result of `taskBulkComplete`." })
export class TaskBulkCompletePayload extends BulkPayload(TaskBulkRow) {}

@ObjectType({ simpleResolvers: true, description: "Result of `taskBulkDelete`." })
export class TaskBulkDeletePayload extends BulkPayload(BulkDeleteRow) {}
