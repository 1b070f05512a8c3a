import type { CrmId } from "../../domain/crmId.js";
import { isNothing, readId, readList, readObject, readText } from "./values.js";

/** A field that an account has for its contacts besides those of all accounts. */
export interface FieldDefinition {
  readonly id: CrmId;
  /** Null for a field that somebody has made for this account. */
  readonly code: string | null;
  /** For example `multitext`, `url`, `streetaddress`. */
  readonly type: string;
  /** Codes of its choices; empty where it has none. */
  readonly choices: readonly string[];
}

export function decodeField(item: unknown): FieldDefinition {
  const field = readObject(item);
  return {
    id: readId(field["id"]),
    code: isNothing(field["code"]) ? null : readText(field["code"]),
    type: readText(field["type"]),
    choices: readList(field["enums"]).flatMap((choice) => {
      const { code, value } = readObject(choice);
      const text = readText(isNothing(code) ? value : code);
      return text === "" ? [] : [text];
    }),
  };
}
