import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { DEMO_TOKEN } from "../../../src/sandbox/account.js";
import { texts, within } from "../account.js";
import { V4Account, embedded, ids } from "./account.js";
import type { Hal } from "./account.js";

let account: V4Account;
beforeEach(async () => {
  account = await V4Account.start();
});
afterEach(async () => {
  expect(account.legacy.errors).toEqual([]);
  await account.close();
});

/** The code and path of each error, by the item it is of. */
function errorsOf(json: Hal): unknown {
  const items = json["validation-errors"] as { request_id: string; errors: { code: string; path: string }[] }[];
  return items.map(({ request_id, errors }) => [request_id, ...errors.map(({ code, path }) => `${code} ${path}`)]);
}

const valuesOf = (record: Hal, code: string) => {
  const fields = (record["custom_fields_values"] ?? []) as { field_code: string; values: { value: string }[] }[];
  return fields.find(({ field_code }) => field_code === code)?.values;
};

describe("both APIs see the same records", () => {
  test("what v4 adds is on the XML pages", async () => {
    const id = await account.add("contacts", {
      first_name: "Petra",
      last_name: "Novak",
      custom_fields_values: [
        { field_code: "POSITION", values: [{ value: "Buyer" }] },
        { field_code: "PHONE", values: [{ value: "+420 222", enum_code: "WORKDD" }, { value: "+420 777" }] },
        { field_code: "EMAIL", values: [{ value: "p@example.org", enum: "PRIV" }] },
        { field_code: "IM", values: [{ value: "petra.n", enum_id: 2021 }] },
        { field_code: "WEB", values: [{ value: "https://example.org/petra" }] },
        { field_code: "ADDRESS", values: [{ value: "Street 9" }] },
      ],
      _embedded: { tags: [{ name: "vip" }, { name: "fair" }] },
    });
    const page = await account.legacy.contact(id);
    expect(texts(page, "name")[0]).toBe("Petra Novak");
    expect(texts(page, "position")).toEqual(["Buyer"]);
    expect(texts(page, "number")).toEqual(["+420 222", "+420 777"]);
    expect(texts(page, "location")).toEqual(["Direct", "Work", "Home"]);
    expect(texts(page, "protocol")).toEqual(["Skype"]);
    expect(texts(page, "url")).toEqual(["https://example.org/petra"]);
    expect(texts(page, "street")).toEqual(["Street 9"]);
    expect(texts(page, "tag")).toEqual(["vip", "fair"]);
    const lead = await account.add("leads", { name: "Fair", price: 99.5, _embedded: { contacts: [{ id }] } });
    const deal = await account.legacy.deal(lead);
    expect([texts(deal, "price"), texts(within(deal, "linked_contacts"), "id")]).toEqual([["99.5"], [String(id)]]);
    const { text } = await account.legacy.page("contact_search", [["SEARCH", "420 777"]]);
    expect(texts(text, "id")).toContain(String(id));
  });

  test("what the XML API edits and removes is so over v4", async () => {
    const id = await account.add("contacts", { first_name: "Petra", last_name: "Novak" });
    await account.legacy.page("contact_add", [
      ["ACTION", "EDIT"],
      ["ID", String(id)],
      ["contact[person_name]", "Petra Nováková"],
      ["contact[tags]", "bride"],
    ]);
    const { json } = await account.get(`contacts/${id}`);
    expect([json["name"], json["first_name"], json["last_name"]]).toEqual(["Petra Nováková", "", ""]);
    expect(json._embedded["tags"]?.map((tag) => tag["name"])).toEqual(["bride"]);
    await account.legacy.page("contact_delete", [
      ["ACTION", "DELETE"],
      ["ID", String(id)],
    ]);
    expect((await account.get(`contacts/${id}`)).status).toBe(204);
  });

  test("closing a deal over the XML API gives it the time it was closed", async () => {
    const edit = (status: string) =>
      account.legacy.page("deal_add", [
        ["ACTION", "EDIT"],
        ["ID", "2"],
        ["deal[name]", "Website"],
        ["deal[status_id]", status],
      ]);
    await edit("143");
    expect((await account.get("leads/2")).json["closed_at"]).toBe(1_795_167_000);
    await edit("1");
    expect((await account.get("leads/2")).json["closed_at"]).toBeNull();
  });

  test("fields that only the XML API knows outlive a change over v4", async () => {
    await account.patch("contacts/1", { name: "Ivan" });
    const page = await account.legacy.contact(1);
    expect(texts(page, "favourite_colour")).toEqual(["blue"]);
    expect(texts(within(page, "company"), "id")).toEqual(["2"]);
  });
});

describe("leads", () => {
  test("are added with defaults, by whom the token is of", async () => {
    const id = await account.add("leads", {});
    const { json } = await account.get(`leads/${id}?with=contacts`);
    expect(json).toMatchObject({
      name: `Lead #${id}`,
      price: 0,
      status_id: 1,
      pipeline_id: 101,
      responsible_user_id: 1,
      created_by: 1,
      updated_by: 1,
      closed_at: null,
      _embedded: { tags: [], companies: [], contacts: [] },
    });
  });

  test("are added with everything that can be said", async () => {
    const id = await account.add("leads", {
      name: "Lost one",
      price: 10,
      status_id: 143,
      loss_reason_id: 2,
      responsible_user_id: 3,
      created_by: 2,
      updated_by: 0,
      created_at: 1_700_000_000,
      closed_at: 1_700_000_100,
      _embedded: { contacts: [{ id: 1 }, { id: 3, is_main: true }], companies: [{ id: 2 }] },
    });
    const { json } = await account.get(`leads/${id}?with=contacts,loss_reason`);
    expect(json).toMatchObject({
      responsible_user_id: 3,
      created_by: 2,
      updated_by: 0,
      created_at: 1_700_000_000,
      closed_at: 1_700_000_100,
      loss_reason_id: 2,
    });
    expect(json._embedded["contacts"]?.map((contact) => [contact.id, contact["is_main"]])).toEqual([
      [3, true],
      [1, false],
    ]);
    expect(json._embedded["companies"]?.map((company) => company.id)).toEqual([2]);
    expect(json._embedded["loss_reason"]?.map((reason) => reason["name"])).toEqual(["Chose another supplier"]);
  });

  test("keep what a change does not name", async () => {
    const before = (await account.get("leads/1?with=contacts")).json;
    await account.patch("leads/1", { price: 7 });
    const after = (await account.get("leads/1?with=contacts")).json;
    expect(after).toEqual({ ...before, price: 7, updated_by: 1 });
  });

  test("take back what a client has read as a whole", async () => {
    const { json } = await account.get("leads/1?with=contacts");
    expect((await account.patch("leads/1", json)).status).toBe(200);
    expect((await account.get("leads/1?with=contacts")).json).toEqual(json);
  });

  test("lose a price and a reason by null", async () => {
    await account.patch("leads/1", { status_id: 143, loss_reason_id: 1 });
    await account.patch("leads/1", { price: null, loss_reason_id: null });
    expect((await account.get("leads/1")).json).toMatchObject({ price: 0, loss_reason_id: null });
    expect(await account.legacy.deal(1)).toContain("<price/>");
  });

  test("are refused with every error that an item has, and none of the request is written", async () => {
    const before = (await account.get("leads/1")).json;
    const { status, json } = await account.patch("leads", [
      { id: 1, name: "changed" },
      { id: 999, name: "nobody" },
      { name: "no id", request_id: "c" },
      { id: 2, name: "", price: "1", status_id: 5, pipeline_id: 5, responsible_user_id: 99, loss_reason_id: 9 },
      { id: 2, tags_to_add: [{ id: 99 }, {}], custom_fields_values: [{ field_id: 1 }], name: 7 },
      { id: 2, tags_to_add: "a", status_id: -1, name: "bell \u0007" },
    ]);
    expect(status).toBe(400);
    expect(errorsOf(json)).toEqual([
      ["1", "NotSupportedChoice id"],
      ["c", "FieldMissing id"],
      [
        "3",
        "FieldMissing name",
        "InvalidType price",
        "NotSupportedChoice pipeline_id",
        "NotSupportedChoice responsible_user_id",
        "NotSupportedChoice loss_reason_id",
      ],
      [
        "4",
        "InvalidType name",
        "NotSupportedChoice tags_to_add.0.id",
        "FieldMissing tags_to_add.1.name",
        "NotSupportedChoice custom_fields_values.0.field_id",
      ],
      ["5", "InvalidType name", "InvalidType status_id", "InvalidType tags_to_add"],
    ]);
    expect((await account.get("leads/1")).json).toEqual(before);
  });

  test("results are matched by what the request calls its items, as it was sent", async () => {
    const { json } = await account.post("leads", [{ request_id: "b" }, { request_id: 7 }, {}]);
    expect(json._embedded["leads"]?.map((lead) => lead["request_id"])).toEqual(["b", 7, "2"]);
  });

  test.each([
    ["POST", "leads", {}],
    ["POST", "leads", []],
    ["POST", "leads", [1]],
    ["POST", "leads", "leads"],
    ["PATCH", "leads/1", [{}]],
    ["PATCH", "leads/1", undefined],
  ])("a %s to %s of %j is refused", async (method, path, body) => {
    const { status, type } = await account.call(method, path, body);
    expect([status, type]).toEqual([400, "application/problem+json"]);
  });

  test("a body that is no JSON, or not UTF-8, is refused", async () => {
    for (const body of ["[{", Buffer.from([0x5b, 0xff, 0x5d])]) {
      const headers = { authorization: `Bearer ${DEMO_TOKEN}` };
      const answer = await account.legacy.fetch("/api/v4/leads", { method: "POST", body, headers });
      expect([answer.status, answer.type]).toEqual([400, "application/problem+json"]);
    }
  });

  test("a record that is not there cannot be changed", async () => {
    for (const path of ["leads/999", "contacts/999", "contacts/2", "companies/1", "tasks/9", "catalogs/9"]) {
      expect([path, (await account.patch(path, { name: "x", text: "x" })).status]).toEqual([path, 404]);
    }
  });

  test.each([1e21, 1e-7, 1e300])("a price of %d is refused, since decimal text cannot hold it", async (price) => {
    expect(errorsOf((await account.patch("leads/1", { price })).json)).toEqual([["0", "InvalidType price"]]);
  });

  test("prices have no decimals by a switch", async () => {
    const whole = await V4Account.start({ switches: { v4Decimals: false } });
    expect((await whole.get("leads/1")).json["price"]).toBe(1501);
    expect(errorsOf((await whole.patch("leads/1", { price: 1.5 })).json)).toEqual([["0", "InvalidType price"]]);
    await whole.close();
  });
});

describe("leads with all that they are about", () => {
  test("are added with persons and companies, new ones and others", async () => {
    const { status, json } = await account.call<object[]>("POST", "leads/complex", [
      {
        name: "Fair",
        request_id: "a",
        _embedded: { contacts: [{ first_name: "Petra", last_name: "Novak" }], companies: [{ name: "Mill" }] },
      },
      { name: "Known", _embedded: { contacts: [{ id: 1 }], companies: [{ id: 2 }] } },
      { name: "Alone" },
    ]);
    expect(status).toBe(200);
    expect(json).toEqual([
      { id: 3, contact_id: 4, company_id: 5, request_id: ["a"], merged: false },
      { id: 4, contact_id: 1, company_id: 2, request_id: ["1"], merged: false },
      { id: 5, contact_id: null, company_id: null, request_id: ["2"], merged: false },
    ]);
    expect((await account.get("contacts/4")).json["name"]).toBe("Petra Novak");
    const { _embedded: linked } = (await account.get("leads/3?with=contacts")).json;
    expect([linked["contacts"]?.[0]?.id, linked["companies"]?.[0]?.id]).toEqual([4, 5]);
  });

  test("are refused whole", async () => {
    const { json } = await account.post("leads/complex", [
      { _embedded: { contacts: [{ name: 5 }] } },
      { _embedded: { contacts: [{ id: 2 }], companies: [{ id: 2 }, { id: 2 }] } },
      { price: "x", _embedded: { contacts: [{ name: "added, and undone" }] } },
    ]);
    expect(errorsOf(json)).toEqual([
      ["0", "InvalidType _embedded.contacts.0.name"],
      ["1", "NotSupportedChoice _embedded.contacts.0.id", "NotSupportedChoice _embedded.companies.1.id"],
      ["2", "InvalidType price"],
    ]);
    expect((await account.get("contacts/4")).status).toBe(204);
    expect(
      (
        await account.post(
          "leads/complex",
          Array.from({ length: 51 }, () => ({})),
        )
      ).status,
    ).toBe(422);
  });
});

describe("contacts and companies", () => {
  test("get a name if they are given none", async () => {
    const person = await account.add("contacts", {});
    const company = await account.add("companies", {});
    expect((await account.get(`contacts/${person}`)).json["name"]).toBe(`Contact #${person}`);
    expect((await account.get(`companies/${company}`)).json["name"]).toBe(`Company #${company}`);
  });

  test("the parts of a name make the whole, and the other part stays", async () => {
    const id = await account.add("contacts", { first_name: "Petra", last_name: "Novak", name: "ignored" });
    await account.patch(`contacts/${id}`, { last_name: "Nováková" });
    expect((await account.get(`contacts/${id}`)).json).toMatchObject({
      name: "Petra Nováková",
      first_name: "Petra",
      last_name: "Nováková",
    });
    await account.patch(`contacts/${id}`, { name: "P. N." });
    expect((await account.get(`contacts/${id}`)).json).toMatchObject({ name: "P. N.", first_name: "", last_name: "" });
  });

  test("a field that is named is replaced whole, one that is not stays, null and [] clear", async () => {
    await account.patch("contacts/1", {
      custom_fields_values: [
        { field_code: "PHONE", values: [{ value: "1", enum_code: "MOB" }] },
        { field_code: "EMAIL", values: null },
        { field_id: 1006, values: [] },
      ],
    });
    const { json } = await account.get("contacts/1");
    expect(valuesOf(json, "PHONE")).toEqual([{ value: "1", enum_id: 2003, enum_code: "MOB" }]);
    expect(valuesOf(json, "EMAIL")).toBeUndefined();
    expect(valuesOf(json, "ADDRESS")).toBeUndefined();
    expect(valuesOf(json, "POSITION")).toEqual([{ value: "Director" }]);
    expect(valuesOf(json, "WEB")).toEqual([{ value: "http://acme.example" }]);
  });

  test("values that the account does not know are refused where they stand", async () => {
    const { json } = await account.post("contacts", [
      {
        custom_fields_values: [
          { field_code: "FAX", values: [{ value: "1" }] },
          { field_code: "PHONE", values: [{ value: "1", enum_code: "CAR" }, {}, { value: "2", enum_id: 1 }] },
          { field_code: "POSITION", values: [{ value: "a" }, { value: "b" }] },
          { field_id: 1003, values: "a" },
        ],
      },
    ]);
    expect(errorsOf(json)).toEqual([
      [
        "0",
        "NotSupportedChoice custom_fields_values.0.field_code",
        "NotSupportedChoice custom_fields_values.1.values.0.enum_code",
        "FieldMissing custom_fields_values.1.values.1.value",
        "NotSupportedChoice custom_fields_values.1.values.2.enum_id",
        "NotSupportedChoice custom_fields_values.2.values",
        "InvalidType custom_fields_values.3.values",
      ],
    ]);
    const few = await V4Account.start({ switches: { v4Fields: "few" } });
    const refused = await few.patch("contacts/1", {
      custom_fields_values: [{ field_code: "WEB", values: [{ value: "https://a.example" }] }],
    });
    expect(errorsOf(refused.json)).toEqual([["0", "NotSupportedChoice custom_fields_values.0.field_code"]]);
    // What the account has no field for stays where another API can see it.
    await few.patch("contacts/1", { custom_fields_values: [{ field_code: "PHONE", values: [] }] });
    expect(texts(await few.legacy.contact(1), "url")).toEqual(["http://acme.example"]);
    await few.close();
  });

  test("companies have no position", async () => {
    const { json } = await account.patch("companies/2", {
      custom_fields_values: [{ field_code: "POSITION", values: [{ value: "x" }] }],
    });
    expect(errorsOf(json)).toEqual([["0", "NotSupportedChoice custom_fields_values.0.field_code"]]);
  });
});

describe("tags", () => {
  const namesOf = async (path: string) => (await account.get(path)).json._embedded["tags"]?.map((tag) => tag["name"]);

  test("of a record are replaced, cleared, added and taken away", async () => {
    await account.patch("leads/1", { _embedded: { tags: [{ name: "one" }, { name: "two" }] } });
    expect(await namesOf("leads/1")).toEqual(["one", "two"]);
    const [, two] = (await account.get("leads/1")).json._embedded["tags"] ?? [];
    await account.patch("leads/1", { tags_to_add: [{ name: "three" }], tags_to_delete: [{ name: "one" }] });
    expect(await namesOf("leads/1")).toEqual(["two", "three"]);
    await account.patch("leads/2", { tags_to_add: [{ id: two?.id }] });
    expect(await namesOf("leads/2")).toEqual(["two"]);
    await account.patch("leads/1", { _embedded: { tags: null } });
    expect(await namesOf("leads/1")).toEqual([]);
  });

  test("have ids of their own for each entity type, and none twice", async () => {
    const first = await account.post("leads/tags", [{ name: "same", color: "FFC8C8" }, { name: "same" }]);
    const [tag, again] = embedded(first, "tags");
    expect([again?.id, again?.["color"]]).toEqual([tag?.id, "FFC8C8"]);
    const [other] = embedded(await account.post("contacts/tags", [{ name: "same" }]), "tags");
    expect(other?.id).not.toBe(tag?.id);
    expect(ids(await account.get("leads/tags?query=SAM"), "tags")).toEqual([tag?.id]);
    expect(ids(await account.get(`leads/tags?filter[id][]=${String(tag?.id)}`), "tags")).toEqual([tag?.id]);
    expect((await account.get("leads/tags?filter[name]=no")).status).toBe(204);
    expect((await account.post("leads/tags", [{ name: "x", color: "red" }])).status).toBe(400);
  });
});
