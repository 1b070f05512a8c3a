import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { connectCrm } from "../../src/crm/connectCrm.js";
import type { Crm } from "../../src/crm/crm.js";
import { v4Answer } from "../codec/v4/fixture.js";

/** Accounts that answer over API v4 what the sandbox never does. */

interface Reply {
  readonly status?: number;
  readonly text?: string;
}

interface Asked {
  readonly method: string;
  /** Behind `/api/v4/`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** An account that answers as it is told to. */
async function open(answer: (asked: Asked) => Reply): Promise<{ crm: Crm; asked: readonly Asked[] }> {
  const all: Asked[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const asked = {
        method: request.method ?? "",
        path: url.pathname.replace("/api/v4/", ""),
        query: url.searchParams,
        body: Buffer.concat(chunks).toString(),
      };
      all.push(asked);
      const { status = 200, text = "" } = answer(asked);
      response.writeHead(status, { "content-type": "application/hal+json" }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const account = connectCrm({
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    api: "v4",
    dealLinks: "one",
    ratePerSecond: Infinity,
    concurrency: 4,
    queueLimit: 500,
    timeoutMs: 10_000,
  });
  const connection = account.as({ login: "a", token: "token" });
  closing.push(
    () => connection.close(),
    () => account.close(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  const call = { caller: "test", signal: new AbortController().signal, onCall: () => undefined };
  return { crm: connection.forOperation(call), asked: all };
}

const idsOf = ({ query }: Asked): string[] => query.getAll("filter[id][]");

const contact = (id: string | number) => ({ id: Number(id), name: `Contact ${id}`, _embedded: { tags: [] } });

const list = (name: string, items: readonly object[]): Reply => ({
  text: JSON.stringify({ _page: 1, _links: {}, _embedded: { [name]: items } }),
});

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 1));

describe("many records at once", () => {
  test("no call asks for more than 150, and no address is long", async () => {
    const { crm, asked } = await open((each) =>
      each.path === "contacts" ? list("contacts", idsOf(each).map(contact)) : { text: JSON.stringify(contact(301)) },
    );
    const found = await crm.contacts.getMany(numbers(301), crm.contacts.groups[0]);
    expect(found.map((outcome) => outcome && "id" in outcome && outcome.id)).toEqual(numbers(301));
    expect(asked.map((each) => idsOf(each).length).sort()).toEqual([0, 150, 150]);
    expect(asked.map(({ path }) => path)).toContain("contacts/301");
  });

  test("what takes the account too long is asked for in halves", async () => {
    const { crm, asked } = await open((each) =>
      idsOf(each).length > 20
        ? { status: 504, text: v4Answer("error.504") }
        : list("contacts", idsOf(each).map(contact)),
    );
    const found = await crm.contacts.getMany(numbers(40), crm.contacts.groups[0]);
    expect(found.every((outcome) => outcome !== null && "id" in outcome)).toBe(true);
    const answered = asked.map((each) => idsOf(each).length).filter((count) => count <= 20);
    expect(answered).toEqual([20, 20]);
  });

  test("a failure of one part leaves the others", async () => {
    const { crm } = await open((each) =>
      idsOf(each).includes("1")
        ? { status: 400, text: v4Answer("error.400") }
        : list("contacts", idsOf(each).map(contact)),
    );
    const found = await crm.contacts.getMany(numbers(300), crm.contacts.groups[0]);
    expect(found[0]).toMatchObject({ kind: "badResponse" });
    expect(found[150]).toMatchObject({ id: "151" });
    expect(found[299]).toMatchObject({ id: "300" });
  });

  test("another record than was asked for is an error, not a record", async () => {
    const { crm } = await open(() => ({ text: JSON.stringify(contact(2)) }));
    expect(await crm.contacts.getMany(["1"], crm.contacts.groups[0])).toMatchObject([{ kind: "badResponse" }]);
  });

  test("notes of others than were asked for are not passed off as theirs", async () => {
    const note = { id: 1, entity_id: 77, note_type: "common", params: { text: "a" }, created_by: 0 };
    const { crm } = await open(() => list("notes", [note]));
    const group = crm.contacts.groups.find((fields) => fields.includes("notes"));
    const found = await crm.contacts.getMany(["1", "2"], group);
    expect(found).toMatchObject([{ kind: "badResponse" }, { kind: "badResponse" }]);
  });
});

test("users without the right to see others are told numbers, and the list is not asked for again", async () => {
  const { crm, asked } = await open(({ path }) => {
    if (path === "users") return { status: 403, text: v4Answer("error.403") };
    return { text: JSON.stringify({ ...contact(1), responsible_user_id: 7 }) };
  });
  const group = crm.contacts.groups.find((fields) => fields.includes("responsibleUser"));
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await crm.contacts.getMany(["1"], group)).toMatchObject([{ responsibleUser: { id: "7", name: null } }]);
  }
  expect(asked.filter(({ path }) => path === "users")).toHaveLength(1);
});

describe("a change", () => {
  test("that took the account too long is not sent again", async () => {
    const { crm, asked } = await open(() => ({ status: 504, text: v4Answer("error.504") }));
    await expect(crm.contacts.create({ name: "A" })).rejects.toMatchObject({ kind: "outcomeUnknown" });
    const outcomes = crm.catalogs.createMany([{ draft: { name: "A" } }, { draft: { name: "B" } }]);
    expect(await outcomes).toMatchObject([{ kind: "outcomeUnknown" }, { kind: "outcomeUnknown" }]);
    expect(asked.map(({ path }) => path)).toEqual(["contacts", "catalogs"]);
  });

  test("with an answer that cannot be read has an unknown outcome", async () => {
    const { crm } = await open(() => ({ text: "<html>" }));
    await expect(crm.deals.create({ name: "A" })).rejects.toMatchObject({ kind: "outcomeUnknown" });
  });

  test("that the account acknowledges without a number is null", async () => {
    const { crm } = await open(() => list("leads", []));
    expect(await crm.deals.create({ name: "A" })).toBeNull();
  });

  test("of which a part was made and the rest refused has an unknown outcome", async () => {
    const { crm } = await open(({ path }) => {
      if (path === "companies/5") return { text: JSON.stringify({ id: 5, name: "Acme" }) };
      if (path.endsWith("/link")) return { status: 400, text: v4Answer("error.400") };
      return list("contacts", [{ id: 1, request_id: "0" }]);
    });
    const created = crm.contacts.create({ name: "A", company: { id: "5", name: null } });
    await expect(created).rejects.toMatchObject({ kind: "outcomeUnknown" });
  });

  test.each([
    [403, "forbidden"],
    [404, "notFound"],
    [405, "notSupported"],
    [422, "rejected"],
  ])("that is refused with %d is %s", async (status, kind) => {
    const { crm } = await open(() => ({ status, text: v4Answer("error.422") }));
    await expect(crm.contacts.update("1", { name: "A" })).rejects.toMatchObject({ kind });
  });

  test("of several catalogs of which one is wrong: the others are sent without it", async () => {
    const { crm, asked } = await open(({ body }) => {
      const rows = JSON.parse(body) as { name: string; request_id: string }[];
      const wrong = rows.filter(({ name }) => name === "");
      if (wrong.length === 0) {
        return list(
          "catalogs",
          rows.map(({ name, request_id }, index) => ({ id: index + 1, name, type: "regular", request_id })),
        );
      }
      const errors = [{ code: "FieldMissing", path: "name", detail: "" }];
      const problem = { "validation-errors": wrong.map(({ request_id }) => ({ request_id, errors })) };
      return { status: 400, text: JSON.stringify(problem) };
    });
    const drafts = ["A", "", "C"].map((name) => ({ draft: { name } }));
    expect(await crm.catalogs.createMany(drafts)).toMatchObject([
      { id: "1", name: "A" },
      { kind: "rejected" },
      { id: "2", name: "C" },
    ]);
    expect(asked).toHaveLength(2);
  });
});

test("a page that is no list of what was asked for is an error", async () => {
  const { crm } = await open(() => ({ text: v4Answer("leads.page") }));
  await expect(crm.contacts.page({ number: 1, size: 5 })).rejects.toMatchObject({ kind: "badResponse" });
});

test("an account that answers with a page for people blocks us", async () => {
  const { crm } = await open(() => ({ status: 403, text: "<html><body>Forbidden</body></html>" }));
  await expect(crm.contacts.page({ number: 1, size: 5 })).rejects.toMatchObject({ kind: "unavailable" });
});
