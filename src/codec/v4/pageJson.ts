import { parseJson } from "../json.js";
import { isObject, readEmbedded, readObject, wrong } from "./values.js";

/** One page of a list. The account says whether there is another one after it, not how many there are. */
export interface PageAnswer<Item> {
  readonly items: readonly Item[];
  readonly hasNext: boolean;
}

/** Reads a page of the list `name`. Throws a CrmError `badResponse` when it is anything else, another list included. */
export function decodePage<Item>(
  text: string,
  name: string,
  decodeItem: (item: unknown) => Item | null,
): PageAnswer<Item> {
  const answer = readObject(parseJson(text));
  const embedded = answer["_embedded"];
  if (!isObject(embedded) || !(name in embedded)) throw wrong();
  const links = answer["_links"];
  return {
    items: readEmbedded(answer, name).flatMap((item) => decodeItem(item) ?? []),
    hasNext: isObject(links) && isObject(links["next"]),
  };
}
