import { GraphQLError } from "graphql";
import { readGlobalId, type NodeKeys, type NodeType } from "./globalId.js";
import type { ArgumentPath } from "./userError.js";

/** A global id in the arguments that is malformed or of another type. Of a row in a bulk mutation it spoils the row alone. */
export class MalformedIdError extends GraphQLError {
  constructor(
    type: NodeType,
    readonly argument: ArgumentPath,
  ) {
    super(`\`${argument.join(".")}\` is not the id of a ${type.toLowerCase()}.`, {
      extensions: { code: "BAD_USER_INPUT" },
    });
  }
}

/**
 * What the global id in an argument stands for.
 * @param argument where in the arguments the id was given
 * @throws MalformedIdError
 */
export function requireId<Type extends NodeType>(type: Type, id: string, argument: ArgumentPath): NodeKeys[Type] {
  const key = readGlobalId(type, id);
  if (key === null) throw new MalformedIdError(type, argument);
  return key;
}
