import type { CrmId } from "../../domain/crmId.js";
import type { Subject, SubjectKind } from "../../domain/subject.js";

/** The kinds of records that this gateway shows, as they are named in paths and answers. */
export type EntityType = "contacts" | "leads";

/** A record as the account names it. */
export interface Entity {
  readonly type: EntityType;
  readonly id: CrmId;
}

/** What the account calls the kinds of records that notes and tasks are shown of. */
export const ENTITY_TYPE = { contact: "contacts", deal: "leads" } as const satisfies Record<SubjectKind, EntityType>;

/** Whether it is a kind of records that this gateway shows. */
export function isEntityType(value: unknown): value is EntityType {
  return value === "contacts" || value === "leads";
}

/** A record in the account's words. */
export function entityOf({ kind, id }: Subject): Entity {
  return { type: ENTITY_TYPE[kind], id };
}

/** A record in our words. */
export function subjectOf({ type, id }: Entity): Subject {
  return { kind: type === "contacts" ? "contact" : "deal", id };
}
