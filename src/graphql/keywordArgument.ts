import { keyword } from "../domain/input/text.js";
import { badUserInput } from "./errors.js";

/**
 * The keyword in an argument, without the blanks around it; the empty text when it is absent or blank.
 * @param argument its name
 * @throws BAD_USER_INPUT if it is too long or holds characters that no text of the account can hold
 */
export function readKeyword(argument: string, text: string | null | undefined): string {
  const checked = keyword(text ?? "");
  if (checked.faults === undefined) return checked.value;
  throw badUserInput([`\`${argument}\`:`, ...checked.faults.map(({ message }) => message)].join(" "));
}
