import { readFileSync } from "node:fs";

/** Searches that give different records, so that equal reads cannot be shared between queries. */
export const SEARCHES = 64;

/** Records to a page of the account that is measured, at most: each search has numbers of its own for that many. */
const RECORDS_PER_SEARCH = 100;

function fixture(name: string): string {
  return readFileSync(new URL(`../test/fixtures/wire/answers/${name}`, import.meta.url), "utf8");
}

/** The blocks of a page, which stand one level deep. */
function blocks(page: string, name: string): readonly string[] {
  return page.match(new RegExp(`\\t<${name}>\\n[^]*?\\n\\t</${name}>\\n`, "g")) ?? [];
}

const PAGE = { contact: fixture("contacts.page.xml"), deal: fixture("deals.page.xml") };
const RECORDS = { contact: blocks(PAGE.contact, "contact"), deal: blocks(PAGE.deal, "deal") };
const [USERS = ""] = blocks(PAGE.deal, "users");
const DETAIL = fixture("contact_detail.xml");

/** The number of a record that a search finds, counted from 0. */
export function recordId(search: number, index: number): number {
  return (search + 1) * RECORDS_PER_SEARCH + index;
}

/** The one page of a search: the records of the fixture over and over, with numbers of their own. */
function searchPage(list: string, users: string, size: number, record: (index: number) => string): string {
  const records = Array.from({ length: size }, (_, index) => record(index)).join("");
  const counts = `\t<onpage>${size}</onpage>\n\t<totalpages>1</totalpages>\n\t<currpage>1</currpage>\n`;
  return `<?xml version="1.0" encoding="utf-8"?>\n<${list}>\n${counts}${records}${users}</${list}>\n`;
}

function withId(block: string, id: number): string {
  return block.replace(/<id>\d+<\/id>/, `<id>${id}</id>`);
}

function template(records: readonly string[], index: number): string {
  return records[index % records.length] ?? "";
}

/** Contacts as `contact_search.php` gives them. */
export function contactPage(search: number, size: number): string {
  return searchPage("contacts", "", size, (index) => withId(template(RECORDS.contact, index), recordId(search, index)));
}

/** Deals as `deal_search.php` gives them, linked to twenty contacts. */
export function dealPage(search: number, size: number): string {
  return searchPage("deals", USERS, size, (index) =>
    withId(template(RECORDS.deal, index), recordId(search, index)).replace(
      /(<contact>\s*<id>)(\d+)/g,
      (_, before: string, id: string) =>
        `${before}${recordId(search, (id === "1" ? 0 : 10) + (Math.floor(index / 2) % 10))}`,
    ),
  );
}

/** One contact with notes and tasks, as `contact_detail.php` gives it, under the name that its search page has. */
export function contactDetail(id: number): string {
  const [name = ""] = /<name>.*<\/name>/.exec(template(RECORDS.contact, id % RECORDS_PER_SEARCH)) ?? [];
  return withId(DETAIL, id)
    .replace(/<name>.*<\/name>/, () => name)
    .replace(/<(element_id|task_object)>\d+/g, `<$1>${id}`);
}

/** Catalogs as `GET /api/v2/catalogs` gives them. */
export function catalogList(size: number): string {
  const list = JSON.parse(fixture("catalogs.list.json")) as { _embedded: { items: object[] } };
  const { items } = list._embedded;
  list._embedded.items = Array.from({ length: size }, (_, index) => ({
    ...items[index % items.length],
    id: index + 1,
    sort: (index + 1) * 10,
  }));
  return JSON.stringify(list);
}

/** The answer to a sign-in with `type=json`. */
export const SIGN_IN = fixture("auth.ok.json");
