import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import type { Change } from "../../domain/change.js";
import type { CrmId } from "../../domain/crmId.js";
import { toGlobalId } from "../../domain/globalId.js";
import type { NoteReference } from "../../domain/note.js";
import { Contact } from "../contact/contact.type.js";
import type { ContactLoader } from "../contact/contact.loader.js";
import type { DealLoader } from "../deal/deal.loader.js";
import { Deal } from "../deal/deal.type.js";
import type { Loaders } from "../loaders.js";
import { Note } from "../note/note.type.js";
import { DateTime } from "../scalars.js";
import { ActivitySubject } from "../subject/activitySubject.type.js";
import { Task } from "../task/task.type.js";

const ChangeAction = { CREATED: "created", UPDATED: "updated", DELETED: "deleted" } as const satisfies Readonly<
  Record<string, Change["action"]>
>;

registerEnumType(ChangeAction, {
  name: "ChangeAction",
  description: "What was done to a record.",
  valuesConfig: {
    CREATED: { description: "It was added, or brought back after it had been deleted." },
    UPDATED: { description: "It was changed in any way: a field, its stage, who is in charge of it." },
    DELETED: { description: "It was deleted." },
  },
});

/** What all events tell. */
@ObjectType({ simpleResolvers: true })
abstract class RecordEvent {
  constructor(protected readonly change: Change) {}

  @Field(() => ID, { description: "Number of the record in amoCRM." })
  get crmId(): CrmId {
    return this.change.id;
  }

  @Field(() => DateTime, { description: "When it happened." })
  get changedAt(): Date {
    return this.change.at;
  }
}

@ObjectType({ simpleResolvers: true })
abstract class RecordChange extends RecordEvent {
  @Field(() => ChangeAction, { description: "What was done." })
  get action(): Change["action"] {
    return this.change.action;
  }

  /** The record as it is now; null once it was deleted, for which nobody is asked. */
  protected now<Item>(read: () => Promise<Item | null>): Promise<Item | null> | null {
    return this.change.action === "deleted" ? null : read();
  }
}

@ObjectType({ simpleResolvers: true, description: "A contact was added, changed or deleted." })
export class ContactChange extends RecordChange {
  constructor(
    change: Change,
    private readonly contacts: ContactLoader,
  ) {
    super(change);
  }

  @Field(() => ID, { description: "Global `id` of the contact. Selecting it alone costs no call to the account." })
  get id(): string {
    return toGlobalId("Contact", this.change.id);
  }

  @Field(() => Contact, {
    nullable: true,
    description:
      "The contact as it is now, read for this event. Null when it was deleted, or when the viewer may not see it.",
  })
  get contact(): Promise<Contact | null> | null {
    return this.now(() => this.contacts.find(this.change.id));
  }
}

@ObjectType({ simpleResolvers: true, description: "A deal was added, changed or deleted." })
export class DealChange extends RecordChange {
  constructor(
    change: Change,
    private readonly deals: DealLoader,
  ) {
    super(change);
  }

  @Field(() => ID, { description: "Global `id` of the deal. Selecting it alone costs no call to the account." })
  get id(): string {
    return toGlobalId("Deal", this.change.id);
  }

  @Field(() => Deal, {
    nullable: true,
    description:
      "The deal as it is now, read for this event. Null when it was deleted, or when the viewer may not see it.",
  })
  get deal(): Promise<Deal | null> | null {
    return this.now(() => this.deals.find(this.change.id));
  }
}

@ObjectType({ simpleResolvers: true, description: "A task was added, changed, completed or deleted." })
export class TaskChange extends RecordChange {
  constructor(
    change: Change,
    private readonly loaders: Loaders,
  ) {
    super(change);
  }

  @Field(() => ID, {
    description:
      "Global `id` of the task. Selecting it alone costs no call to the account. A task that was moved to another record has got a\n" +
      "new `id`: its `crmId` stays.",
  })
  get id(): string {
    return toGlobalId("Task", this.change);
  }

  @Field(() => Task, {
    nullable: true,
    description:
      "The task as it is now, read for this event. Null when it was deleted, when the viewer may not see it, or when it is on its\n" +
      "own: such tasks cannot be read.",
  })
  get task(): Promise<Task | null> | null {
    return this.now(() => this.loaders.tasks.find(this.change));
  }

  @Field(() => ActivitySubject, {
    nullable: true,
    description: "Record the task is attached to. Null for a task on its own.",
  })
  get subject(): ActivitySubject | null {
    const { subject } = this.change;
    return subject && this.loaders.subjects.reference(subject);
  }
}

@ObjectType({ simpleResolvers: true, description: "A note was added to a contact or a deal." })
export class NoteAdded extends RecordEvent {
  constructor(
    change: Change,
    private readonly reference: NoteReference,
    private readonly loaders: Loaders,
  ) {
    super(change);
  }

  @Field(() => ID, { description: "Global `id` of the note. Selecting it alone costs no call to the account." })
  get id(): string {
    return toGlobalId("Note", this.reference);
  }

  @Field(() => Note, {
    nullable: true,
    description:
      "The note, read for this event. Null when it has been deleted meanwhile, or when the viewer may not see it.",
  })
  get note(): Promise<Note | null> {
    return this.loaders.notes.find(this.reference);
  }

  @Field(() => ActivitySubject, { description: "Record the note is attached to." })
  get subject(): ActivitySubject {
    return this.loaders.subjects.reference(this.reference.subject);
  }
}
