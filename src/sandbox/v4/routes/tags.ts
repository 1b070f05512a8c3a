import { TAGGED_TYPES, addTag, allTags } from "../../storage/tags.js";
import type { TaggedType } from "../../storage/tags.js";
import { eachItem } from "../call.js";
import type { V4Route, V4Routes } from "../call.js";
import { slicedPage, writtenAnswer } from "../hal.js";
import { filterOf, idsOf, textOf } from "../wire/listQuery.js";

function list(type: TaggedType): V4Route {
  return async (call) => {
    const [ids, name] = [filterOf(call.parameters, "id"), textOf(filterOf(call.parameters, "name"))];
    const search = textOf(call.parameters.get("query"));
    const tags = await allTags(call.db, type, {
      ...(ids !== undefined && { ids: idsOf("id", ids) }),
      ...(name !== undefined && { name }),
      ...(search !== undefined && { search }),
    });
    return slicedPage(call, "tags", tags, (tag) => tag);
  };
}

function add(type: TaggedType): V4Route {
  return async (call) => {
    const written = await eachItem(call, async (item) => {
      const name = item.filledText("name")?.trim();
      item.require("name");
      const color = item.text("color") ?? null;
      if (color !== null && !/^[0-9A-F]{6}$/.test(color)) {
        item.refuse("NotSupportedChoice", "color", "The value is not one of the choices.");
      }
      item.check();
      return addTag(call.db, type, { name: name ?? "", color });
    });
    return writtenAnswer(call, "tags", written, (tag) => tag);
  };
}

/** The tags of each entity type. They cannot be removed over this API. */
export const tagRoutes: V4Routes = Object.fromEntries(
  TAGGED_TYPES.flatMap((type) => [
    [`GET /${type}/tags`, list(type)],
    [`POST /${type}/tags`, add(type)],
  ]),
);
