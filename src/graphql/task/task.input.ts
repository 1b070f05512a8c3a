import { Field, ID, InputType } from "type-graphql";
import type { TaskType as TaskTypeName } from "../../domain/task.js";
import { CreateInput } from "../createInput.js";
import { DateTime } from "../scalars.js";
import { ActivitySubjectInput } from "../subject/activitySubject.input.js";
import { TaskType } from "./task.type.js";

@InputType({ description: "A new task." })
export class TaskCreateInput extends CreateInput {
  @Field(() => String, { description: "What has to be done. May not be blank." })
  readonly text!: string;

  @Field(() => TaskType, { description: "How it is to be done." })
  readonly type!: TaskTypeName;

  @Field(() => DateTime, { description: "When the task is due. The CRM keeps whole seconds." })
  readonly dueAt!: Date;

  @Field(() => ID, { description: "Number in amoCRM of the user who has to do it." })
  readonly responsibleUserCrmId!: string;

  @Field(() => ActivitySubjectInput, {
    nullable: true,
    description: "Record to attach the task to. A task on its own cannot be listed afterwards.",
  })
  readonly subject?: ActivitySubjectInput | null;
}

@InputType({
  description:
    "Changes to a task. An absent field is left as it is. Only `subject` may be null, which detaches the task.",
})
export class TaskPatchInput {
  @Field(() => String, { nullable: true, description: "What has to be done. May not be null or blank." })
  readonly text?: string | null;

  @Field(() => TaskType, { nullable: true, description: "How it is to be done. May not be null." })
  readonly type?: TaskTypeName | null;

  @Field(() => DateTime, { nullable: true, description: "When the task is due. May not be null." })
  readonly dueAt?: Date | null;

  @Field(() => ID, {
    nullable: true,
    description: "Number in amoCRM of the user who has to do it. May not be null.",
  })
  readonly responsibleUserCrmId?: string | null;

  @Field(() => ActivitySubjectInput, {
    nullable: true,
    description: "Record to move the task to. The task gets a new `id`.",
  })
  readonly subject?: ActivitySubjectInput | null;
}
