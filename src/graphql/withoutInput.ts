import type { GraphQLError } from "graphql";

/** Before a value, in the messages of graphql-js about variables. */
const VARIABLE = /^Variable "\$\w+" got invalid value/;

/** After the value: where in the variable it was. */
const PLACE = / at "[^"]*"$/;

/** The message of an error without values of the input, which graphql-js likes to repeat: one may be a password. */
export function withoutInput({ message, originalError }: GraphQLError): string {
  if (message.startsWith("Syntax Error: ")) return withoutToken(message);
  // What the value's type has to say stands at the end, after the value, and is an error of its own.
  const ending = originalError ? `; ${originalError.message}` : "";
  const reason = message.endsWith(ending) ? ending : "";
  const beforeReason = message.slice(0, message.length - reason.length);
  const [variable] = VARIABLE.exec(message) ?? [];
  if (variable === undefined) return withoutValue(beforeReason, reason);
  const [place] = PLACE.exec(beforeReason) ?? [""];
  return `${variable}${place}${withoutValue(reason) || "."}`;
}

/** One sentence without the value in it, with the reason in place of the full stop. An enum value that may have been meant is kept. */
function withoutValue(sentence: string, reason = ""): string {
  return sentence
    .replace(/^(Argument "\w+" has invalid value) .*$/s, "$1.")
    .replace(
      /^(Expected value of type "[^"]+"), found (?!null\.$).*$/s,
      (_all, start: string) => start + (reason || "."),
    )
    .replace(/^(; )?Value ".*" (does not exist in "\w+" enum\.)/s, "$1The value $2")
    .replace(/( cannot represent [a-z0-9 -]+): (?:.*( Did you mean the enum value [^?]*\?)|.*)$/is, "$1.$2");
}

/**
 * A syntax error without the text of the token: a quote too many in a password makes names of what follows it. The error's
 * location tells which token it is.
 */
function withoutToken(message: string): string {
  return message
    .replace(/\b(Name|Int|Float|String|BlockString|variable) ".*"/s, "$1")
    .replace(/^(Syntax Error: [^:]*): .*$/s, "$1.");
}
