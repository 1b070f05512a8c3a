import { Field, ID, InterfaceType } from "type-graphql";
import type { CrmId } from "../../domain/crmId.js";
import type { Note as NoteRecord } from "../../domain/note.js";
import type { Subject } from "../../domain/subject.js";
import type { Task as TaskRecord } from "../../domain/task.js";
import type { Lazy } from "../lazyRecord.js";
import { Node } from "../node/node.type.js";

@InterfaceType({
  implements: Node,
  description: "A record that notes and tasks can be attached to: a contact or a deal.",
})
export abstract class ActivitySubject implements Node {
  readonly id!: string;

  @Field(() => ID, { description: "Number of the record in amoCRM." })
  readonly crmId!: CrmId;

  @Field(() => String, { description: "Name shown for the record. Empty when the CRM has none." })
  readonly name!: Lazy<string>;

  /** Which record this is. */
  readonly reference!: Subject;

  /** All notes of the record, which come with its detail page. */
  readonly noteRecords!: Lazy<readonly NoteRecord[]>;

  /** All tasks of the record, which come with its detail page. */
  readonly taskRecords!: Lazy<readonly TaskRecord[]>;
}
