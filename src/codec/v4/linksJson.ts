import { parseJson } from "../json.js";
import { hasEmbedded, readEmbedded, readId, readObject, wrong } from "./values.js";

/** Two records that are linked, as an answer names them. */
export interface Link {
  readonly entityId: string;
  readonly toEntityId: string;
}

/** Reads what a change of the links of several records answers. Throws a CrmError `badResponse` when it is anything else. */
export function decodeLinks(text: string): readonly Link[] {
  const answer = readObject(parseJson(text));
  if (!hasEmbedded(answer, "links")) throw wrong();
  return readEmbedded(answer, "links").map((entry) => {
    const { entity_id: entityId, to_entity_id: toEntityId } = readObject(entry);
    return { entityId: readId(entityId), toEntityId: readId(toEntityId) };
  });
}
