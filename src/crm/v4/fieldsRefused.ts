import { pathOfProblem } from "../../codec/v4/problemPath.js";
import { FieldsRefused, type FieldFault } from "../../domain/crmError.js";
import { Refused } from "./v4Calls.js";

/** What the account's codes mean. Its own texts are not shown: they may repeat what was sent. */
const MESSAGES: ReadonlyMap<string, string> = new Map([
  ["FieldMissing", "The account wants a value here."],
  ["InvalidType", "The account takes another kind of value here."],
  ["NotSupportedChoice", "The account does not have what this value names."],
]);

/** Makes a change. If the account refuses some of its fields, throws a FieldsRefused that names them. */
export async function tellingFields<Done>(
  change: () => Promise<Done>,
  ofValue?: Parameters<typeof pathOfProblem>[1],
): Promise<Done> {
  try {
    return await change();
  } catch (error) {
    throw error instanceof Refused ? withFields(error, ofValue) : error;
  }
}

/** The refusal with the parts of the draft or patch that it is about; as it is where the account names none. */
export function withFields(refused: Refused, ofValue?: Parameters<typeof pathOfProblem>[1]): Refused | FieldsRefused {
  const faults = new Map<string, FieldFault>();
  for (const problem of [...refused.problems.values()].flat()) {
    const message = MESSAGES.get(problem.code) ?? "The account refused this value.";
    const path = pathOfProblem(problem, ofValue);
    const key = JSON.stringify(path);
    // Of two problems with one field the first is told.
    if (!faults.has(key)) faults.set(key, path === null ? { path, message: refused.message } : { path, message });
  }
  return faults.size === 0 ? refused : new FieldsRefused("rejected", [...faults.values()]);
}
