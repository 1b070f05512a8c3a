import type { CrmId } from "../domain/crmId.js";
import type { Page } from "../domain/page.js";
import type { Carried } from "../domain/carried.js";
import { countItems, readWindow } from "../domain/window.js";
import { connectionOf, type ConnectionOf } from "./connection.js";
import { scopeOf } from "./cursor.js";
import { windowOf, type ListArgs } from "./listArgs.js";
import type { RecordLoader } from "./recordLoader.js";

/**
 * A window of all contacts or deals, or of those that match a keyword. `contacts(search:)` and `search { contacts }` are the same
 * list, so the cursors of one are good for the other.
 * @param keyword as `readKeyword` gives it; the empty one lists everything
 */
export async function recordConnection<Item extends { readonly id: CrmId }, Handle>(
  kind: "contacts" | "deals",
  loader: RecordLoader<Item, Handle>,
  keyword: string,
  args: ListArgs,
): Promise<ConnectionOf<Handle>> {
  const scope = scopeOf(kind, keyword);
  const readPage = (number: number, size: number): Promise<Page<Carried<Item>>> =>
    loader.page(keyword === "" ? { number, size } : { number, size, search: keyword });
  const slice = await readWindow(windowOf(args, scope), readPage);
  return connectionOf(
    slice,
    scope,
    (record) => loader.carried(record),
    () => countItems(slice, readPage),
  );
}
