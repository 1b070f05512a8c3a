import { sliceList } from "../../domain/window.js";
import { connectionOf, type ConnectionOf } from "../connection.js";
import { scopeOf } from "../cursor.js";
import { windowOf, type ListArgs } from "../listArgs.js";
import type { CatalogLoader } from "./catalog.loader.js";
import type { Catalog } from "./catalog.type.js";

/** A window of the catalogs whose name contains a keyword, ignoring case; every name contains the empty one. */
export async function catalogConnection(
  loader: CatalogLoader,
  keyword: string,
  args: ListArgs,
): Promise<ConnectionOf<Catalog>> {
  const sought = keyword.toLowerCase();
  const scope = scopeOf("catalogs", sought);
  const window = windowOf(args, scope);
  const all = await loader.list();
  const matches = all.filter((catalog) => catalog.name.toLowerCase().includes(sought));
  return connectionOf(sliceList(matches, window), scope, (catalog) => loader.carried(catalog));
}
