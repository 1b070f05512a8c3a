import { fault, valid, type Check } from "../domain/input/faults.js";
import { badUserInput } from "./errors.js";
import { readGlobalId, type NodeKeys, type NodeType } from "../domain/globalId.js";
import type { ArgumentPath } from "./userError.js";

/** Checks a global id in an input: what it stands for, or that it is malformed or of another type. */
export function idOf<Type extends NodeType>(type: Type): Check<string, NodeKeys[Type]> {
  return (id) => {
    const key = readGlobalId(type, id);
    return key === null ? fault("MALFORMED", `This is not the id of a ${type.toLowerCase()}.`) : valid(key);
  };
}

/**
 * What the global id in an argument stands for.
 * @param argument where in the arguments the id was given
 * @throws BAD_USER_INPUT if it is malformed or of another type
 */
export function requireId<Type extends NodeType>(type: Type, id: string, argument: ArgumentPath): NodeKeys[Type] {
  return readGlobalId(type, id) ?? refuse(`\`${argument.join(".")}\` is not the id of a ${type.toLowerCase()}.`);
}

function refuse(message: string): never {
  throw badUserInput(message);
}
