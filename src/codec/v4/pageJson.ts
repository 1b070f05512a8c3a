import type { CrmId } from "../../domain/crmId.js";
import { parseJson } from "../json.js";
import { isNothing, isObject, readList, readObject, readOptionalId, wrong } from "./values.js";

/** One page of a list. The account says whether there is another one after it, not how many there are. */
export interface PageAnswer<Item> {
  readonly items: readonly Item[];
  readonly hasNext: boolean;
  /** Whether it has no records at all: of those that it has, some may be none to be shown. */
  readonly isEmpty: boolean;
  /** The first record of the page, be it among the items or not; null when there is none, or when it has no number. */
  readonly firstId: CrmId | null;
  /** The page's number as the account tells it; null where it does not. */
  readonly number: number | null;
  /** Records to a page, as its link to the next one tells; null where it does not. */
  readonly size: number | null;
}

/** Reads a page of the list `name`. Throws a CrmError `badResponse` when it is anything else, another list included. */
export function decodePage<Item>(
  text: string,
  name: string,
  decodeItem: (item: unknown) => Item | null,
): PageAnswer<Item> {
  const answer = readObject(parseJson(text));
  const embedded = answer["_embedded"];
  if (!isObject(embedded) || isNothing(embedded[name])) throw wrong();
  const entries = readList(embedded[name]);
  const links = answer["_links"];
  // Nothing follows a page that is empty, whatever it announces.
  const next = entries.length > 0 && isObject(links) && isObject(links["next"]) ? links["next"] : null;
  return {
    items: entries.flatMap((item) => decodeItem(item) ?? []),
    hasNext: next !== null,
    isEmpty: entries.length === 0,
    firstId: entries.length > 0 ? readOptionalId(readObject(entries[0])["id"]) : null,
    number: countIn(answer["_page"]),
    size: next && countIn(limitOf(next["href"])),
  };
}

function limitOf(link: unknown): string | null {
  return typeof link === "string" && URL.canParse(link) ? new URL(link).searchParams.get("limit") : null;
}

function countIn(value: unknown): number | null {
  const isCount = typeof value === "number" || typeof value === "string";
  return isCount && /^[1-9]\d{0,8}$/.test(String(value)) ? Number(value) : null;
}
