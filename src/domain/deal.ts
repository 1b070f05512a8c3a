import { carries, type Carried } from "./carried.js";
import type { Contact } from "./contact.js";
import type { CrmId } from "./crmId.js";
import type { Note } from "./note.js";
import { writtenUser, type PipelineReference, type StatusReference, type UserReference } from "./reference.js";
import type { Task } from "./task.js";

/** Everything of a deal that can be written. */
export interface EditableDeal {
  readonly name: string;
  readonly statusId: CrmId | null;
  /** Decimal text such as `1500.50`. */
  readonly price: string | null;
  readonly responsibleUserId: CrmId | null;
  readonly tags: readonly string[];
  readonly contactIds: readonly CrmId[];
}

/** A sale in progress or closed. */
export interface Deal extends Pick<EditableDeal, "name" | "price" | "tags"> {
  readonly id: CrmId;
  readonly status: StatusReference | null;
  /** Null where the account's API knows of none. */
  readonly pipeline: PipelineReference | null;
  readonly responsibleUser: UserReference | null;
  /** The linked contacts, each with as much as the deal's page says of it. */
  readonly contacts: readonly Carried<Contact>[];
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  readonly notes: readonly Note[];
  readonly tasks: readonly Task[];
}

/** The part of a deal that callers write: they name one contact, the account may hold several. */
interface DealFields extends Omit<EditableDeal, "contactIds"> {
  readonly contactId: CrmId | null;
}

/** A deal to add. An absent key leaves the choice to the account. */
export type DealDraft = Pick<DealFields, "name"> & Partial<DealFields>;

/** Changes to a deal: an absent key keeps the field, null clears it, a list replaces the whole list. */
export type DealPatch = Partial<DealFields>;

/** The fields of a deal that `version` covers and an edit writes. */
export const EDITABLE_DEAL = [
  "name",
  "status",
  "price",
  "responsibleUser",
  "tags",
  "contacts",
] as const satisfies readonly (keyof Deal)[];

/** The editable part of a deal, or undefined when the answer did not carry all of it. */
export function editableDeal(deal: Carried<Deal>): EditableDeal | undefined {
  if (!carries(deal, EDITABLE_DEAL)) return undefined;
  const { name, status, price, responsibleUser, tags, contacts } = deal;
  return {
    name,
    statusId: status?.id ?? null,
    price,
    responsibleUserId: responsibleUser?.id ?? null,
    tags,
    contactIds: contacts.map((contact) => contact.id),
  };
}

/**
 * What is known of a deal after a write without reading it again: `before` is the record as last read (for a new deal only
 * its id), `written` what was sent. What only the account can tell, such as `updatedAt`, is left out.
 */
export function writtenDeal(before: Carried<Deal>, written: DealPatch): Carried<Deal> {
  const { updatedAt, ...known } = before;
  const { statusId, responsibleUserId, contactId, ...fields } = written;
  return {
    ...known,
    ...fields,
    ...(statusId !== undefined && { status: writtenStatus(before.status ?? null, statusId) }),
    ...(responsibleUserId !== undefined && {
      responsibleUser: writtenUser(before.responsibleUser ?? null, responsibleUserId),
    }),
    ...(contactId !== undefined && { contacts: contactId === null ? [] : [{ id: contactId }] }),
  };
}

function writtenStatus(before: StatusReference | null, id: CrmId | null): StatusReference | null {
  if (id === null) return null;
  return before?.id === id ? before : { id, name: null };
}
