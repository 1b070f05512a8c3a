import type { GraphQLError } from "graphql";

/** Before a value, in the messages of graphql-js about variables. */
const VARIABLE = /^Variable "\$\w+" got invalid value/;

/** After the value: where in the variable it was. */
const PLACE = / at "[^"]*"$/;

/** The message of an error without values of the input, which graphql-js likes to repeat: one may be a password. */
export function withoutInput({ message, originalError }: GraphQLError): string {
  const [variable] = VARIABLE.exec(message) ?? [];
  if (variable === undefined) return withoutValue(message);
  const reason = originalError ? `; ${originalError.message}` : "";
  const beforeReason = message.endsWith(reason) ? message.slice(0, message.length - reason.length) : variable;
  const [place] = PLACE.exec(beforeReason) ?? [""];
  return `${variable}${place}${withoutValue(reason) || "."}`;
}

/** One sentence without the value at its end. What a scalar of ours says of the value comes last and is kept. */
function withoutValue(sentence: string): string {
  return sentence
    .replace(/^(Argument "\w+" has invalid value) .*$/s, "$1.")
    .replace(/^(Expected value of type "[^"]+"), found .*?((?:; It needs [^;]*)?)$/s, "$1$2")
    .replace(/( cannot represent [a-z0-9 -]+): .*$/is, "$1.");
}
