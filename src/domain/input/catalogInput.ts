import type { CatalogDraft, CatalogPatch, CatalogType } from "../catalog.js";
import {
  chosenField,
  collect,
  collectChanges,
  fault,
  field,
  required,
  requiredField,
  valid,
  type Checked,
} from "./faults.js";
import { filledLine } from "./text.js";

/** A catalog as a caller describes it, new or changed: nothing of it is checked yet. */
export interface CatalogInput {
  readonly name?: string | null;
  readonly type?: CatalogType | null;
  readonly canAddElements?: boolean | null;
  readonly canShowInCards?: boolean | null;
  readonly canLinkMultiple?: boolean | null;
}

/** A catalog to add, or everything that is wrong with it. What is null is the account's choice. */
export function checkCatalogDraft(input: CatalogInput): Checked<CatalogDraft> {
  return collect<CatalogDraft>({
    name: requiredField(input, "name", filledLine),
    type: chosenField(input, "type", checkNewType),
    canAddElements: chosenField(input, "canAddElements", valid<boolean>),
    canShowInCards: chosenField(input, "canShowInCards", valid<boolean>),
    canLinkMultiple: chosenField(input, "canLinkMultiple", valid<boolean>),
  });
}

/** Changes to a catalog, or everything that is wrong with them. There must be one at least. */
export function checkCatalogPatch(input: CatalogInput): Checked<CatalogPatch> {
  return collectChanges<CatalogPatch>({
    name: field(input, "name", required(filledLine)),
    type: field(input, "type", required(valid<CatalogType>)),
    canAddElements: field(input, "canAddElements", required(valid<boolean>)),
    canShowInCards: field(input, "canShowInCards", required(valid<boolean>)),
    canLinkMultiple: field(input, "canLinkMultiple", required(valid<boolean>)),
  });
}

function checkNewType(type: CatalogType): Checked<CatalogType> {
  return type === "SUPPLIERS" ? fault("INVALID", "The account keeps its list of suppliers itself.") : valid(type);
}
