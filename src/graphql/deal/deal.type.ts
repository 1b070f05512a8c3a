import { Directive, Field, ID, ObjectType } from "type-graphql";
import type { Carried } from "../../domain/carried.js";
import type { Contact as ContactRecord } from "../../domain/contact.js";
import type { CrmId } from "../../domain/crmId.js";
import { EDITABLE_DEAL, editableDeal, type Deal as DealRecord } from "../../domain/deal.js";
import type { Note as NoteRecord } from "../../domain/note.js";
import type { PipelineReference, StatusReference } from "../../domain/reference.js";
import type { Subject } from "../../domain/subject.js";
import type { Task as TaskRecord } from "../../domain/task.js";
import { versionOf } from "../../domain/version.js";
import { Contact } from "../contact/contact.type.js";
import { toGlobalId } from "../../domain/globalId.js";
import type { Lazy, LazyRecord } from "../lazyRecord.js";
import { Node } from "../node/node.type.js";
import { User } from "../reference.type.js";
import { DateTime, Decimal } from "../scalars.js";
import { ActivitySubject } from "../subject/activitySubject.type.js";

@ObjectType({ simpleResolvers: true, description: "The stage a deal is at." })
class DealStatus {
  constructor(private readonly reference: StatusReference) {}

  @Field(() => ID, { description: "Number of the status in amoCRM." })
  get crmId(): CrmId {
    return this.reference.id;
  }

  @Field(() => String, {
    nullable: true,
    description: "Name of the status. Null when the deal gives only the number.",
  })
  get name(): string | null {
    return this.reference.name;
  }
}

@ObjectType({ simpleResolvers: true, description: "The pipeline a deal is in." })
class Pipeline {
  constructor(private readonly reference: PipelineReference) {}

  @Field(() => ID, { description: "Number of the pipeline in amoCRM." })
  get crmId(): CrmId {
    return this.reference.id;
  }

  @Field(() => String, { nullable: true, description: "Name of the pipeline. Null when the CRM does not tell it." })
  get name(): string | null {
    return this.reference.name;
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: [Node, ActivitySubject],
  description: "A sale in progress or closed.",
})
export class Deal implements ActivitySubject {
  /** @param toContact makes the linked contacts of what the deal's page carries of them */
  constructor(
    private readonly record: LazyRecord<DealRecord>,
    private readonly toContact: (record: Carried<ContactRecord>) => Contact,
  ) {}

  get id(): string {
    return toGlobalId("Deal", this.record.id);
  }

  @Field(() => ID, { description: "Number of the deal in amoCRM." })
  get crmId(): CrmId {
    return this.record.id;
  }

  @Field(() => String, { description: "Name of the deal. Empty when the CRM has none." })
  get name(): Lazy<string> {
    return this.record.field("name");
  }

  @Field(() => DealStatus, { nullable: true, description: "The stage the deal is at." })
  get status(): Lazy<DealStatus | null> {
    return this.record.derive(["status"], ({ status }) => status && new DealStatus(status));
  }

  @Field(() => Pipeline, {
    nullable: true,
    description: "The pipeline the deal is in. Null where the CRM's API knows of no pipelines: see `backend`.",
  })
  get pipeline(): Lazy<Pipeline | null> {
    return this.record.derive(["pipeline"], ({ pipeline }) => pipeline && new Pipeline(pipeline));
  }

  @Field(() => Decimal, { nullable: true, description: "Price in the account's currency. Null when none is set." })
  get price(): Lazy<string | null> {
    return this.record.field("price");
  }

  @Field(() => User, { nullable: true, description: "User in charge of the deal." })
  get responsibleUser(): Lazy<User | null> {
    return this.record.derive(["responsibleUser"], ({ responsibleUser }) => User.of(responsibleUser));
  }

  @Field(() => [String], { nullable: true, description: "Tags in the CRM's order." })
  @Directive("@semanticNonNull")
  get tags(): Lazy<readonly string[]> {
    return this.record.field("tags");
  }

  @Field(() => [Contact], { nullable: true, description: "Contacts linked to the deal." })
  @Directive("@semanticNonNull")
  get contacts(): Lazy<readonly Contact[]> {
    return this.record.derive(["contacts"], ({ contacts }) => contacts?.map(this.toContact));
  }

  @Field(() => DateTime, {
    nullable: true,
    description: "When the deal was created. Null when the CRM does not say.",
  })
  get createdAt(): Lazy<Date | null> {
    return this.record.field("createdAt");
  }

  @Field(() => DateTime, {
    nullable: true,
    description: "When the deal was last changed. Null when the CRM does not say.",
  })
  get updatedAt(): Lazy<Date | null> {
    return this.record.field("updatedAt");
  }

  @Field(() => String, {
    nullable: true,
    description:
      "Changes whenever an editable field changes. Pass it as `ifVersion` to avoid overwriting somebody's edit.",
  })
  @Directive("@semanticNonNull")
  get version(): Lazy<string> {
    return this.record.derive(EDITABLE_DEAL, (deal) => {
      const editable = editableDeal(deal);
      return editable && versionOf(editable);
    });
  }

  get reference(): Subject {
    return { kind: "deal", id: this.record.id };
  }

  get noteRecords(): Lazy<readonly NoteRecord[]> {
    return this.record.field("notes");
  }

  get taskRecords(): Lazy<readonly TaskRecord[]> {
    return this.record.field("tasks");
  }
}
