import { afterEach, describe, expect, test } from "@jest/globals";
import type { Crm } from "../../src/crm/crm.js";
import { FieldsRefused } from "../../src/domain/crmError.js";
import { v4Answer } from "../codec/v4/fixture.js";
import { listOf, openToldAccount, type Asked, type Reply, type ToldAccount } from "./toldAccount.js";

/** Accounts that answer over API v4 what the sandbox never does. */

const opened: ToldAccount[] = [];

afterEach(async () => {
  for (const account of opened.splice(0)) await account.close();
});

async function open(
  answer: (asked: Asked) => Reply,
  options: Parameters<typeof openToldAccount>[1] = {},
): Promise<{ crm: Crm; asked: readonly Asked[] }> {
  const account = await openToldAccount(answer, options);
  opened.push(account);
  return account;
}

const idsOf = ({ query }: Asked): string[] => query.getAll("filter[id][]");

const contact = (id: string | number) => ({ id: Number(id), name: `Contact ${id}`, _embedded: { tags: [] } });

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 1));

describe("many records at once", () => {
  test("no call asks for more than 150, and no address is long", async () => {
    const { crm, asked } = await open((each) =>
      each.path === "contacts" ? listOf("contacts", idsOf(each).map(contact)) : { text: JSON.stringify(contact(301)) },
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
        : listOf("contacts", idsOf(each).map(contact)),
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
        : listOf("contacts", idsOf(each).map(contact)),
    );
    const found = await crm.contacts.getMany(numbers(300), crm.contacts.groups[0]);
    expect(found[0]).toMatchObject({ kind: "badResponse" });
    expect(found[150]).toMatchObject({ id: "151" });
    expect(found[299]).toMatchObject({ id: "300" });
  });

  test("a company that cannot be read leaves contacts of others theirs", async () => {
    const of = (id: number, company: number) => ({
      ...contact(id),
      _embedded: { tags: [], companies: [{ id: company }] },
    });
    const { crm } = await open(({ path }) => {
      if (path === "contacts") return listOf("contacts", [of(1, 5), of(2, 6), of(3, 7), of(4, 8)]);
      if (path === "companies") return listOf("companies", [{ id: 99, name: "Of nobody who was asked for" }]);
      if (path === "companies/5") return { text: JSON.stringify({ id: 5, name: "Acme" }) };
      if (path === "companies/6") return { text: "[]" };
      const status = path === "companies/7" ? 403 : 404;
      return { status, text: v4Answer(`error.${status}`) };
    });
    const group = crm.contacts.groups.find((fields) => fields.includes("company"));
    expect(await crm.contacts.getMany(["1", "2", "3", "4"], group)).toMatchObject([
      { company: { id: "5", name: "Acme" } },
      { kind: "badResponse" },
      // Of one that the user may not see the contact tells the number.
      { company: { id: "7", name: null } },
      { company: { id: "8", name: null } },
    ]);
  });

  test("another record than was asked for is an error, not a record", async () => {
    const { crm } = await open(() => ({ text: JSON.stringify(contact(2)) }));
    expect(await crm.contacts.getMany(["1"], crm.contacts.groups[0])).toMatchObject([{ kind: "badResponse" }]);
  });

  test("notes of others than were asked for are not passed off as theirs", async () => {
    const note = { id: 1, entity_id: 77, note_type: "common", params: { text: "a" }, created_by: 0 };
    const { crm } = await open(() => listOf("notes", [note]));
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
    const { crm } = await open(() => listOf("leads", []));
    expect(await crm.deals.create({ name: "A" })).toBeNull();
  });

  test("of which a part was made and the rest refused has an unknown outcome", async () => {
    const { crm } = await open(({ path }) => {
      if (path === "companies/5") return { text: JSON.stringify({ id: 5, name: "Acme" }) };
      if (path.endsWith("/link")) return { status: 400, text: v4Answer("error.400") };
      return listOf("contacts", [{ id: 1, request_id: "0" }]);
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

  test("that is refused for its fields names them as the patch does, in words of ours", async () => {
    const problems: readonly (readonly [path: string, code: string, meant: readonly string[] | null])[] = [
      ["name", "FieldMissing", ["name"]],
      ["responsible_user_id", "NotSupportedChoice", ["responsibleUserId"]],
      ["custom_fields_values.0.values.0.value", "InvalidType", ["position"]],
      ["custom_fields_values.1.values.1.value", "TooLong", ["phoneNumbers", "1", "number"]],
      ["custom_fields_values.1.values.1.enum_code", "NotSupportedChoice", ["phoneNumbers", "1", "label"]],
      ["custom_fields_values.2.values.0.value", "InvalidType", ["emailAddresses", "0", "address"]],
      ["custom_fields_values.2.field_code", "NotSupportedChoice", ["emailAddresses"]],
      ["custom_fields_values.3.values.0.value", "InvalidType", ["webAddresses", "0", "url"]],
      ["custom_fields_values.4.values.0.value", "InvalidType", ["address"]],
      ["custom_fields_values.5.values.0.enum_code", "InvalidType", ["instantMessengers", "0", "protocol"]],
      ["_embedded.tags.1.name", "InvalidType", ["tags", "1"]],
      ["custom_fields_values.9.values", "InvalidType", null],
      ["something_new", "InvalidType", null],
    ];
    const errors = problems.map(([path, code]) => ({ path, code, detail: "the account's own words" }));
    const { crm } = await open(({ path, method }) => {
      if (path === "contacts/custom_fields") return { text: v4Answer("custom_fields.contacts") };
      expect(method).toBe("PATCH");
      return { status: 400, text: JSON.stringify({ "validation-errors": [{ request_id: "0", errors }] }) };
    });
    const patch = {
      name: "A",
      position: "B",
      phoneNumbers: [
        { number: "1", label: "Work" },
        { number: "2", label: "Work" },
      ],
      emailAddresses: [{ address: "a@b.example", label: null }],
      webAddresses: [{ url: "c.example", label: null }],
      address: "Street 1",
      instantMessengers: [{ address: "d", protocol: "Skype" }],
      tags: ["e", "f"],
    };
    const refusal: unknown = await crm.contacts.update("1", patch).catch((error: unknown) => error);
    if (!(refusal instanceof FieldsRefused)) throw new Error("no fields were named", { cause: refusal });
    expect(refusal.kind).toBe("rejected");
    const paths = problems.map(([, , meant]) => meant);
    // What is not known to be of a field is told once.
    expect(refusal.faults.map(({ path }) => path)).toEqual(paths.slice(0, -1));
    expect(JSON.stringify(refusal.faults)).not.toContain("own words");
  });

  test("to a task of a kind that the account does not have is not sent", async () => {
    const { task_types: _, ...embedded } = (JSON.parse(v4Answer("account")) as { _embedded: Record<string, unknown> })
      ._embedded;
    const account = JSON.stringify({ ...JSON.parse(v4Answer("account")), _embedded: embedded });
    const { crm, asked } = await open(({ path }) => ({
      text: path === "account" ? account : v4Answer("custom_fields.contacts.few"),
    }));
    const task = { text: "A", type: "LETTER", dueAt: new Date(0), responsibleUserId: "1", subject: null } as const;
    await expect(crm.tasks.create(task)).rejects.toMatchObject({ kind: "notSupported", faults: [{ path: ["type"] }] });
    expect([...(await crm.capabilities())]).not.toContain("LETTER_TASKS");
    expect(asked.map(({ path }) => path)).toEqual(["account", "contacts/custom_fields"]);
  });

  test("to a task of the kind that is said to be for letters is sent without asking for kinds, and read so", async () => {
    const told = { id: 5, text: "A", task_type_id: 9, complete_till: 1, is_completed: false, responsible_user_id: 1 };
    const { crm, asked } = await open(
      ({ method, path }) => {
        if (path === "users") return listOf("users", [{ id: 1, name: "John" }]);
        if (method === "POST") return listOf("tasks", [{ id: 5, request_id: "0" }]);
        return listOf("tasks", [{ ...told, entity_id: 7, entity_type: "contacts" }]);
      },
      { letterType: "9" },
    );
    const subject = { kind: "contact", id: "7" } as const;
    await crm.tasks.create({ text: "A", type: "LETTER", dueAt: new Date(1000), responsibleUserId: "1", subject });
    const [contact] = await crm.contacts.getMany(
      ["7"],
      crm.contacts.groups.find((fields) => fields.includes("tasks")),
    );
    expect(contact).toMatchObject({ tasks: [{ id: "5", type: "LETTER" }] });
    expect(JSON.parse(asked[0]?.body ?? "")).toMatchObject([{ task_type_id: 9 }]);
    expect(asked.map(({ path }) => path)).not.toContain("account");
  });

  test("of several catalogs of which one is wrong: the others are sent without it", async () => {
    const { crm, asked } = await open(({ body }) => {
      const rows = JSON.parse(body) as { name: string; request_id: string }[];
      const wrong = rows.filter(({ name }) => name === "");
      if (wrong.length === 0) {
        return listOf(
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
