import type { CrmId } from "../../domain/crmId.js";
import { decodeChoice, type FieldChoice } from "./choices.js";
import { isNothing, readId, readList, readObject, readText } from "./values.js";

/** A field that an account has for its contacts besides those of all accounts. */
export interface FieldDefinition {
  readonly id: CrmId;
  /** Null for a field that somebody has made for this account. */
  readonly code: string | null;
  /** For example `multitext`, `url`, `streetaddress`. */
  readonly type: string;
  /** Empty where it has none. */
  readonly choices: readonly FieldChoice[];
}

/** Throws a CrmError `badResponse` when it is no field. */
export function decodeField(item: unknown): FieldDefinition {
  const field = readObject(item);
  return {
    id: readId(field["id"]),
    code: isNothing(field["code"]) ? null : readText(field["code"]),
    type: readText(field["type"]),
    choices: readList(field["enums"]).flatMap((choice) => decodeChoice(choice) ?? []),
  };
}
