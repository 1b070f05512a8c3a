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
 * @param search absent and blank list everything
 */
export async function recordConnection<Item extends { readonly id: CrmId }, Handle>(
  kind: "contacts" | "deals",
  loader: RecordLoader<Item, Handle>,
  search: string | null | undefined,
  args: ListArgs,
): Promise<ConnectionOf<Handle>> {
  const keyword = search?.trim() ? search : undefined;
  const scope = scopeOf(kind, keyword ?? "");
  const readPage = (number: number, size: number): Promise<Page<Carried<Item>>> =>
    loader.page(keyword === undefined ? { number, size } : { number, size, search: keyword });
  const slice = await readWindow(windowOf(args, scope), readPage);
  return connectionOf(
    slice,
    scope,
    (record) => loader.carried(record),
    () => countItems(slice, readPage),
  );
}
