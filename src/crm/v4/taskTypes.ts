import type { TaskKind } from "../../codec/v4/accountJson.js";
import { FieldsRefused } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { TaskType } from "../../domain/task.js";
import type { AccountFacts } from "./accountFacts.js";
import type { V4Calls } from "./v4Calls.js";

/** Kinds of tasks that every account has, under the same numbers. */
const NUMBERS = { CALL: "1", MEETING: "2" } as const;

/** What accounts call the kind that they have made for letters. */
const LETTERS: ReadonlySet<string> = new Set(["letter", "email", "e-mail", "mail", "письмо"]);

/**
 * Null for a kind that this gateway does not know.
 *
 * @param letter the number of the kind for letters; undefined where the account has none, or it is not known
 */
export function typeOf(id: CrmId, letter: CrmId | undefined): TaskType | null {
  if (id === NUMBERS.CALL) return "CALL";
  if (id === NUMBERS.MEETING) return "MEETING";
  return id === letter ? "LETTER" : null;
}

/** The number of a kind of tasks. Throws a FieldsRefused `notSupported` when the account has none for letters. */
export async function typeIdOf(type: TaskType, calls: V4Calls, facts: AccountFacts): Promise<CrmId> {
  if (type !== "LETTER") return NUMBERS[type];
  if (facts.letterType !== undefined) return facts.letterType;
  const { taskKinds } = await facts.account.get(calls, (account) => letterOf(account.taskKinds) !== undefined);
  const id = letterOf(taskKinds);
  if (id !== undefined) return id;
  throw new FieldsRefused("notSupported", [
    { path: ["type"], message: "The account has no kind of task for letters." },
  ]);
}

/** The number of the kind for letters, by its name; undefined when the account has none. */
export function letterOf(kinds: readonly TaskKind[]): CrmId | undefined {
  return kinds.find(({ code, name }) => [code, name].some((text) => LETTERS.has(text.trim().toLowerCase())))?.id;
}
