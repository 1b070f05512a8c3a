import { afterEach, describe, expect, test } from "@jest/globals";
import { v4Answer } from "../codec/v4/fixture.js";
import { openSandboxAccount, V4 } from "./sandboxAccount.js";
import { listOf, openToldAccount, type Asked, type Reply, type ToldAccount } from "./toldAccount.js";

// How many rows go into one call, at accounts that take fewer.

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const account of opened.splice(0)) await account.close();
});

async function open(...args: Parameters<typeof openToldAccount>): Promise<ToldAccount> {
  const account = await openToldAccount(...args);
  opened.push(account);
  return account;
}

type Row = Readonly<Record<string, unknown>>;

const rowsIn = ({ body }: Asked): readonly Row[] => JSON.parse(body) as readonly Row[];
const sizesOf = (asked: readonly Asked[], method = "POST"): readonly number[] =>
  asked.filter((each) => each.method === method).map((each) => rowsIn(each).length);
const outcomesOf = (work: readonly Promise<unknown>[]) =>
  Promise.all(work.map((each) => each.catch((error: unknown) => error)));
const TOO_LONG: Reply = { status: 504, text: v4Answer("error.504") };

describe("a deal with more contacts than one call unlinks", () => {
  /** A deal with contacts 1 to 300, of an account that takes links of contacts as it is told. */
  async function openDeal(refuses: (asked: Asked, calls: number) => boolean) {
    const linked = new Set(Array.from({ length: 300 }, (_, index) => index + 1));
    const unlinked: number[] = [];
    const account = await open((asked) => {
      if (asked.method === "GET") {
        const contacts = [...linked].map((id) => ({ id }));
        return { text: JSON.stringify({ id: 5, name: "Pilot", _embedded: { contacts } }) };
      }
      const ids = rowsIn(asked).map((row) => Number(row["to_entity_id"]));
      if (asked.path === "leads/5/link") {
        for (const id of ids) linked.add(id);
        return { text: v4Answer("links.add") };
      }
      unlinked.push(ids.length);
      if (ids.length > 250 || refuses(asked, unlinked.length)) return { status: 422, text: v4Answer("error.422") };
      for (const id of ids) linked.delete(id);
      return { status: 204 };
    });
    return { ...account, linked, unlinked };
  }

  test("gets another one, with as many calls as it takes", async () => {
    const { crm, linked, unlinked } = await openDeal(() => false);
    expect(await crm.deals.update("5", { contactId: "1000" })).toMatchObject({ id: "5" });
    expect([...linked]).toEqual([1000]);
    expect(unlinked).toEqual([50, 50, 50, 50, 50, 50]);
  });

  test("has an unknown outcome once a part was made, and the next attempt makes the rest", async () => {
    const { crm, linked, unlinked } = await openDeal((_, calls) => calls === 3);
    const changed = crm.deals.update("5", { contactId: null });
    await expect(changed).rejects.toMatchObject({ kind: "outcomeUnknown" });
    expect(linked.size).toBe(200);
    await crm.deals.update("5", { contactId: null });
    expect(linked.size).toBe(0);
    expect(unlinked).toEqual([50, 50, 50, 50, 50, 50, 50]);
  });

  test("is not changed where the first call is refused", async () => {
    const { crm, linked, unlinked } = await openDeal(() => true);
    await expect(crm.deals.update("5", { contactId: null })).rejects.toMatchObject({ kind: "rejected" });
    expect(linked.size).toBe(300);
    expect(unlinked).toEqual([50]);
  });
});

describe("rows that took the account too long", () => {
  const drafts = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `Row ${index}` }));
  /** An account that adds as many at once, and changes as many links. */
  const openSlow = (most: number, now?: () => number) =>
    open((asked) => {
      const { method, path, query } = asked;
      if (path === "companies/5") return { text: '{"id":5,"name":"Acme"}' };
      if (method === "GET") {
        return listOf(
          "contacts",
          query.getAll("filter[id][]").map((id) => ({ id: Number(id), name: "A" })),
        );
      }
      const rows = rowsIn(asked);
      if (rows.length > most) return TOO_LONG;
      if (path.endsWith("/link")) return { text: JSON.stringify({ _embedded: { links: rows } }) };
      return {
        text: JSON.stringify({ _embedded: { [path]: rows.map((row, index) => ({ ...row, id: index + 1 })) } }),
      };
    }, now && { now });

  test("are not sent again, and half as many from then on, down to what it takes", async () => {
    const account = await openSandboxAccount({ ...V4, switches: { v4BatchLimit: 10 } });
    opened.push(account);
    const { crm, callsOf } = account;
    const addAll = async (count: number) => {
      let outcomes: readonly unknown[] = [];
      const calls = await callsOf(async () => {
        outcomes = await outcomesOf(drafts(count).map((draft) => crm.contacts.create(draft)));
      });
      return { outcomes, calls: calls.length };
    };
    const all = await addAll(50);
    expect(all.calls).toBe(1);
    expect(all.outcomes).toMatchObject(drafts(50).map(() => ({ kind: "outcomeUnknown" })));
    // 25 and 12 take it too long, and 6 do not.
    const fewer = await addAll(50);
    expect(fewer.calls).toBe(2 + 3);
    expect(fewer.outcomes).toMatchObject(
      drafts(50).map((draft, row) => (row < 25 + 12 ? { kind: "outcomeUnknown" } : draft)),
    );
    const enough = await addAll(12);
    expect(enough.calls).toBe(2);
    expect(enough.outcomes).toMatchObject(drafts(12));
  });

  test("are one alone at last; other lists are not held to that, and after ten minutes nothing is", async () => {
    let time = 0;
    const { crm, asked } = await openSlow(0, () => time);
    const addAll = async (count: number) => {
      const before = asked.length;
      await outcomesOf(drafts(count).map((draft) => crm.contacts.create(draft)));
      return sizesOf(asked.slice(before));
    };
    expect(await addAll(3)).toEqual([3]);
    expect(await addAll(3)).toEqual([1, 1, 1]);
    await crm.catalogs.createMany(drafts(3).map((draft) => ({ draft })));
    expect(sizesOf(asked).at(-1)).toBe(3);
    time = 10 * 60_000;
    expect(await addAll(3)).toEqual([3]);
  });

  test("are links, too", async () => {
    const { crm, asked } = await openSlow(2);
    const ids = ["1", "2", "3", "4"];
    const linkAll = () => outcomesOf(ids.map((id) => crm.contacts.update(id, { company: { id: "5", name: null } })));
    expect(await linkAll()).toMatchObject(ids.map(() => ({ kind: "outcomeUnknown" })));
    expect(await linkAll()).toMatchObject(ids.map((id) => ({ id })));
    expect(sizesOf(asked)).toEqual([4, 2, 2]);
  });
});
