import { Directive, Field, ID, ObjectType } from "type-graphql";
import type { CrmId } from "../../domain/crmId.js";
import type { Note as NoteRecord } from "../../domain/note.js";
import { toGlobalId } from "../../domain/globalId.js";
import type { Lazy, LazyRecord } from "../lazyRecord.js";
import { Node } from "../node/node.type.js";
import { User } from "../reference.type.js";
import { DateTime } from "../scalars.js";
import { ActivitySubject } from "../subject/activitySubject.type.js";

@ObjectType({ simpleResolvers: true, implements: Node, description: "Text attached to a contact or a deal." })
export class Note implements Node {
  constructor(
    private readonly record: LazyRecord<NoteRecord>,
    private readonly itsSubject: ActivitySubject,
  ) {}

  get id(): string {
    return toGlobalId("Note", { subject: this.itsSubject.reference, id: this.record.id });
  }

  @Field(() => ID, { description: "Number of the note in amoCRM." })
  get crmId(): CrmId {
    return this.record.id;
  }

  @Field(() => String, { description: "Text of the note." })
  get body(): Lazy<string> {
    return this.record.field("body");
  }

  @Field(() => ActivitySubject, { nullable: true, description: "Record the note is attached to." })
  @Directive("@semanticNonNull")
  get subject(): ActivitySubject {
    return this.itsSubject;
  }

  @Field(() => User, { nullable: true, description: "Who wrote the note. Null when the CRM does not say." })
  get author(): Lazy<User | null> {
    return this.record.derive(["author"], ({ author }) => User.of(author));
  }

  @Field(() => DateTime, {
    nullable: true,
    description: "When the note was written. Null when the CRM does not say.",
  })
  get createdAt(): Lazy<Date | null> {
    return this.record.field("createdAt");
  }
}
