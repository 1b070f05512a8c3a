import { readGlobalId, typeOfGlobalId, type NodeKeys, type NodeType } from "../../domain/globalId.js";
import { badUserInput } from "../errors.js";
import type { Loaders } from "../loaders.js";
import type { Node } from "./node.type.js";

/** How an object of each type is found; null when there is none. */
const FINDERS: {
  readonly [Type in NodeType]: (loaders: Loaders, key: NodeKeys[Type]) => Promise<Node | null>;
} = {
  Contact: (loaders, id) => loaders.contacts.find(id),
  Deal: (loaders, id) => loaders.deals.find(id),
  Catalog: (loaders, id) => loaders.catalogs.find(id),
  Note: (loaders, reference) => loaders.notes.find(reference),
  Task: (loaders, reference) => loaders.tasks.find(reference),
};

/**
 * The object with a global id, or null when there is none.
 * @throws BAD_USER_INPUT if the id is malformed
 */
export async function findNode(loaders: Loaders, globalId: string): Promise<Node | null> {
  const type = typeOfGlobalId(globalId) ?? refuse();
  return findByKey(loaders, type, readGlobalId(type, globalId) ?? refuse());
}

/** The object of a type with the key that a global id would hold. */
export function findByKey<Type extends NodeType>(
  loaders: Loaders,
  type: Type,
  key: NodeKeys[Type],
): Promise<Node | null> {
  return FINDERS[type](loaders, key);
}

function refuse(): never {
  throw badUserInput("This is not the id of an object.");
}
