import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import type { CrmId } from "../../domain/crmId.js";
import type { Task as TaskRecord, TaskType as TaskTypeName } from "../../domain/task.js";
import { toGlobalId } from "../../domain/globalId.js";
import type { Lazy, LazyRecord } from "../lazyRecord.js";
import { Node } from "../node/node.type.js";
import { User } from "../reference.type.js";
import { DateTime } from "../scalars.js";
import { ActivitySubject } from "../subject/activitySubject.type.js";

export const TaskType = { CALL: "CALL", LETTER: "LETTER", MEETING: "MEETING" } as const satisfies {
  readonly [Type in TaskTypeName]: Type;
};

registerEnumType(TaskType, {
  name: "TaskType",
  description: "How a task is to be done.",
  valuesConfig: {
    CALL: { description: "Phone the person." },
    LETTER: { description: "Write to the person." },
    MEETING: { description: "Meet the person." },
  },
});

@ObjectType({ simpleResolvers: true, implements: Node, description: "Something a user has to do by a certain time." })
export class Task implements Node {
  /** @param itsSubject null for a task on its own */
  constructor(
    private readonly record: LazyRecord<TaskRecord>,
    private readonly itsSubject: ActivitySubject | null,
  ) {}

  @Field(() => ID, {
    description:
      "Opaque identifier, unique across all types. Do not parse it. A task gets a new `id` when it is moved to another record,\n" +
      "because the CRM lets us find tasks only through their record.",
  })
  get id(): string {
    return toGlobalId("Task", { subject: this.itsSubject?.reference ?? null, id: this.record.id });
  }

  @Field(() => ID, { description: "Number of the task in amoCRM. Stays the same when the task is moved." })
  get crmId(): CrmId {
    return this.record.id;
  }

  @Field(() => String, { description: "What has to be done." })
  get text(): Lazy<string> {
    return this.record.field("text");
  }

  @Field(() => TaskType, {
    nullable: true,
    description: "How it is to be done. Null when the CRM reports a kind this schema does not know.",
  })
  get type(): Lazy<TaskTypeName | null> {
    return this.record.field("type");
  }

  @Field(() => DateTime, { nullable: true, description: "When the task is due." })
  get dueAt(): Lazy<Date | null> {
    return this.record.field("dueAt");
  }

  @Field(() => Boolean, { description: "Whether the task has been completed." })
  get isCompleted(): Lazy<boolean> {
    return this.record.field("isCompleted");
  }

  @Field(() => String, {
    nullable: true,
    description: "What came of the task. Null when nobody said, and where the CRM keeps no such text.",
  })
  get result(): Lazy<string | null> {
    return this.record.field("result");
  }

  @Field(() => User, { nullable: true, description: "User who has to do the task." })
  get responsibleUser(): Lazy<User | null> {
    return this.record.derive(["responsibleUser"], ({ responsibleUser }) => User.of(responsibleUser));
  }

  @Field(() => ActivitySubject, {
    nullable: true,
    description: "Record the task is attached to. Null for a task on its own.",
  })
  get subject(): ActivitySubject | null {
    return this.itsSubject;
  }
}
