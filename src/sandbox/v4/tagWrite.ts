import { addTag, tagById } from "../storage/tags.js";
import type { TaggedType } from "../storage/tags.js";
import type { V4Call } from "./call.js";
import type { ItemReader } from "./wire/itemReader.js";

/**
 * The tags of a record after a request: `_embedded.tags` replaces all of them (null clears), then `tags_to_add` and
 * `tags_to_delete` change them. A tag is named by its id or by its name.
 */
export async function writtenTags(
  call: V4Call,
  item: ItemReader,
  type: TaggedType,
  stored: readonly string[],
): Promise<string[]> {
  const embedded = item.object("_embedded");
  const replaced = embedded?.isNull("tags") ? [] : await tagNames(call, embedded?.list("tags"), type);
  const added = (await tagNames(call, item.list("tags_to_add"), type)) ?? [];
  const removed = (await tagNames(call, item.list("tags_to_delete"), type)) ?? [];
  const tags = new Set([...(replaced ?? stored), ...added]);
  for (const name of removed) tags.delete(name);
  return [...tags];
}

async function tagNames(
  call: V4Call,
  entries: readonly ItemReader[] | undefined,
  type: TaggedType,
): Promise<string[] | undefined> {
  if (!entries) return undefined;
  const names: string[] = [];
  for (const entry of entries) {
    const [id, name] = [entry.integer("id"), entry.filledText("name")?.trim()];
    if (id !== undefined) {
      const tag = await tagById(call.db, type, id);
      if (tag) names.push(tag.name);
      else entry.refuse("NotSupportedChoice", "id", "The tag does not exist.");
    } else if (name !== undefined) {
      await addTag(call.db, type, { name, color: null });
      names.push(name);
    } else entry.refuse("FieldMissing", "name", "This field is missing.");
  }
  return names;
}
