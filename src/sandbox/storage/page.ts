import type { Page, PageRequest } from "../records.js";

/**
 * Reads one page of a list. A page that does not exist is answered with page 1, as the navigation of the CMS that the
 * account's pages come from does; an empty list has one empty page.
 */
export async function readPage<T>(
  request: PageRequest,
  count: () => Promise<number>,
  read: (offset: number, limit: number) => Promise<T[]>,
): Promise<Page<T>> {
  const { size } = request;
  const pages = Math.max(1, Math.ceil((await count()) / size));
  const page = request.page >= 1 && request.page <= pages ? request.page : 1;
  return { items: await read((page - 1) * size, size), page, pages, size };
}
