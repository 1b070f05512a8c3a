import type { CrmId } from "./crmId.js";

/** The kinds of record that notes and tasks are attached to. */
export type SubjectKind = "contact" | "deal";

/** The record a note or a task is attached to. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly id: CrmId;
}

/** Whether two references name the same record, or both none. */
export function sameSubject(one: Subject | null, other: Subject | null): boolean {
  return one?.kind === other?.kind && one?.id === other?.id;
}
