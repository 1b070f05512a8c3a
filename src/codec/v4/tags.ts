import { readEmbedded, readObject, readText, type JsonObject } from "./values.js";

/** The names of a record's tags, which every answer carries. */
export function readTags(record: JsonObject): readonly string[] {
  return readEmbedded(record, "tags").map((tag) => readText(readObject(tag)["name"]));
}

/** Tags that take the place of all that are there; null clears them. */
export function writeTags(tags: readonly string[]): readonly { readonly name: string }[] | null {
  return tags.length === 0 ? null : tags.map((name) => ({ name }));
}
