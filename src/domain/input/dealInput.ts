import type { CrmId } from "../crmId.js";
import type { DealDraft, DealPatch } from "../deal.js";
import {
  chosenField,
  collect,
  collectChanges,
  fault,
  field,
  listOf,
  nullable,
  required,
  requiredField,
  valid,
  type Checked,
} from "./faults.js";
import { filledLine, recordNumber, tag } from "./text.js";

/** A deal as a caller describes it, new or changed: nothing of it is checked yet but `contactId`, which is decoded if it can be. */
export interface DealInput {
  readonly name?: string | null;
  readonly statusCrmId?: string | null;
  /** Decimal text. */
  readonly price?: string | null;
  readonly responsibleUserCrmId?: string | null;
  readonly tags?: readonly string[] | null;
  readonly contactId?: Checked<CrmId> | null;
}

/** Negative prices are the account's to refuse. */
const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Signs and zeros that would not come back as they were sent. */
const IDLE_SIGN_OR_ZERO = /^-?0\d|^-0(\.0+)?$/;

/** Digits that are kept as they are, so that none is lost. */
const IN_RANGE = /^-?\d{1,15}(\.\d{1,4})?$/;

/** A deal to add, or everything that is wrong with it. A null stage or user leaves the choice to the account. */
export function checkDealDraft(input: DealInput): Checked<DealDraft> {
  return collect<DealDraft>({
    name: requiredField(input, "name", filledLine),
    statusId: chosenField(input, "statusCrmId", recordNumber),
    responsibleUserId: chosenField(input, "responsibleUserCrmId", recordNumber),
    ...checkDetails(input),
  });
}

/** Changes to a deal, or everything that is wrong with them. There must be one at least. */
export function checkDealPatch(input: DealInput): Checked<DealPatch> {
  return collectChanges<DealPatch>({
    name: field(input, "name", required(filledLine)),
    statusId: field(input, "statusCrmId", required(recordNumber)),
    responsibleUserId: field(input, "responsibleUserCrmId", required(recordNumber)),
    ...checkDetails(input),
  });
}

/** What a new and a changed deal have in common: null clears. */
function checkDetails(input: DealInput) {
  return {
    price: field(input, "price", nullable(checkPrice)),
    tags: field(input, "tags", listOf(tag)),
    contactId: field(
      input,
      "contactId",
      nullable<Checked<CrmId>, CrmId>((id) => id),
    ),
  };
}

function checkPrice(text: string): Checked<string> {
  if (!DECIMAL.test(text)) return fault("INVALID", "A price is a decimal number, for example `1500.50`.");
  if (IDLE_SIGN_OR_ZERO.test(text))
    return fault("INVALID", "A price has no zeros before its digits and no negative zero.");
  if (!IN_RANGE.test(text)) return fault("INVALID", "A price has at most 15 digits before the point and 4 behind it.");
  return valid(text);
}
