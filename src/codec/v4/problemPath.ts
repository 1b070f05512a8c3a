import type { FieldProblem } from "./problemJson.js";

/** Names of fields in what is sent, and the field of a draft or patch that they are made of. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ["name", "name"],
  ["responsible_user_id", "responsibleUserId"],
  // A stage is sent with the pipeline that it belongs to.
  ["status_id", "statusId"],
  ["pipeline_id", "statusId"],
  ["price", "price"],
  ["text", "text"],
  ["complete_till", "dueAt"],
  ["task_type_id", "type"],
  ["entity_id", "subject"],
  ["entity_type", "subject"],
  ["result", "result"],
  ["params", "body"],
  ["type", "type"],
  ["can_add_elements", "canAddElements"],
  ["can_show_in_cards", "canShowInCards"],
  ["can_link_multiple", "canLinkMultiple"],
]);

/**
 * The part of a draft or patch that a problem is about; null when it is none of ours.
 *
 * @param ofValue finds it for a place in `custom_fields_values`
 */
export function pathOfProblem(
  { path }: FieldProblem,
  ofValue: (place: readonly string[]) => readonly string[] | null = () => null,
): readonly string[] | null {
  const [field = "", ...place] = path.split(".");
  if (field === "custom_fields_values") return ofValue(place);
  if (field === "_embedded" && place[0] === "tags") return place.slice(0, 2);
  const name = FIELDS.get(field);
  return name === undefined ? null : [name];
}
