import { afterEach, describe, expect, test } from "@jest/globals";
import type { SandboxOptions } from "../../src/sandbox/sandbox.js";
import { KEY_QUERY, TestAccount, formBody, texts } from "./account.js";
import { expectJson, expectXml, expectXmlError, fixture, fixturePairs, startFixtureState } from "./fixtureState.js";

let account: TestAccount | undefined;

async function state(options: Partial<SandboxOptions> = {}): Promise<TestAccount> {
  account = await startFixtureState(options);
  return account;
}

afterEach(async () => {
  await account?.close();
  account = undefined;
});

describe("pages of the XML API", () => {
  test.each([
    ["contacts", "contacts.list.form", "contacts.page.xml"],
    ["contact_search", "contact_search.form", "contact_search.page.xml"],
    ["contact_detail", "contact_detail.form", "contact_detail.xml"],
    ["deals", "deals.list.form", "deals.page.xml"],
    ["deal_search", "deal_search.form", "deal_search.page.xml"],
    ["deal_detail", "deal_detail.form", "deal_detail.xml"],
  ])("%s.php answers %s with %s", async (page, request, answer) => {
    const actual = await (await state()).page(page, fixturePairs(request));
    expect([actual.status, actual.type]).toEqual([200, "text/xml; charset=utf-8"]);
    expectXml(actual.text, answer);
  });

  test("a list page without contact data", async () => {
    const lean = await state({ switches: { listContactData: false } });
    expectXml((await lean.page("contacts", fixturePairs("contacts.list.form"))).text, "contacts.page.lean.xml");
  });

  test.each([
    ["contact_search", "SEARCH", "nobody has this", "contact_search.empty.xml"],
    ["deal_search", "SEARCH", "nobody has this", "deal_search.empty.xml"],
    ["contact_detail", "ID", "999", "contact_detail.missing.xml"],
    ["deal_detail", "ID", "999", "deal_detail.missing.xml"],
  ])("%s.php finds nothing", async (page, name, value, answer) => {
    expectXml((await (await state()).page(page, [[name, value]])).text, answer);
  });

  test.each(["wid", "repeated"])("%s.contact_search.query", async (client) => {
    const query = fixture(`requests/clients/${client}.contact_search.query`);
    const answer = await (await state()).fetch(`/private/api/contact_search.php?${KEY_QUERY}&${query}`);
    expectXml(answer.text, "contact_search.phone.xml");
  });
});

describe("writes of the XML API", () => {
  test("step 2 answers with the id of the person", async () => {
    const answer = await (
      await state()
    ).page("contact_add", [
      ["ACTION", "EDIT"],
      ["ID", "3"],
      ["contact[person_name]", "Мария Ковалёва"],
    ]);
    expectXml(answer.text, "write.id.xml");
  });

  test.each([
    ["contact_edit.form", "contact_add", "1"],
    ["deal_edit.form", "deal_add", "2"],
    ["contact_add.form", "contact_add", "4"],
    ["deal_add.form", "deal_add", "3"],
    ["note_add.form", "note_add", "3"],
    ["note_edit.form", "note_add", "2"],
    ["note_delete.form", "note_add", "2"],
    ["task_add.form", "task_add", "4"],
    ["task_add.unlinked.form", "task_add", "4"],
    ["task_edit.form", "task_add", "1"],
    ["task_complete.form", "task_add", "1"],
    ["task_delete.form", "task_add", "3"],
    ["contact_edit.bare.form", "contact_add", "3"],
    ["contact_edit.unknown.form", "contact_add", "3"],
  ])("%s answers with the record's id", async (request, page, id) => {
    const { text } = await (await state()).page(page, fixturePairs(request));
    expect([texts(text, "result"), texts(text, "id")]).toEqual([[id], [id]]);
  });

  test.each([
    ["contact_delete.form", "contact_delete"],
    ["deal_delete.form", "deal_delete"],
  ])("%s answers that it is done", async (request, page) => {
    expectXml((await (await state()).page(page, fixturePairs(request))).text, "write.result.xml");
  });

  test("an edit that sends a whole record leaves its page as it was", async () => {
    const edited = await state();
    await edited.page("contact_add", fixturePairs("contact_edit.form"));
    await edited.page("deal_add", fixturePairs("deal_edit.form"));
    expectXml(await edited.contact(1), "contact_detail.xml");
    expectXml((await edited.page("deals", [])).text, "deals.page.xml");
  });

  test("fields of no known name come back as elements, nested and repeated", async () => {
    const edited = await state();
    await edited.page("contact_add", fixturePairs("contact_edit.unknown.form"));
    // The fixture is of an account in which the contact has no deals and no position.
    const actual = (await edited.contact(3))
      .replace("<position>Editor</position>", "<position/>")
      .replace(/<deals>.*<\/deals>/s, "<deals/>");
    expectXml(actual, "contact_detail.unknown.xml");
  });

  test("labels go with the value before them", async () => {
    const edited = await state();
    await edited.page("contact_add", fixturePairs("contact_edit.bare.form"));
    const page = await edited.contact(3);
    expect(texts(page, "number")).toEqual(["+7 921 000-00-07", "+7 921 000-00-08"]);
    expect(texts(page, "location")).toEqual(["Work", "Home"]);
  });

  test("refusals", async () => {
    const refusing = await state();
    expectXmlError((await refusing.page("contact_add", [["ACTION", "SING"]])).text, "write.error400.xml");
    const missing = await refusing.page("contact_delete", [
      ["ACTION", "DELETE"],
      ["ID", "999"],
    ]);
    expect(missing.status).toBe(200);
    expectXmlError(missing.text, "write.error404.xml");
    const john = "USER_LOGIN=john@amoql.dev&USER_PASSWORD=john-password";
    const denied = await refusing.fetch(`/private/api/deal_delete.php?${john}&ACTION=DELETE&ID=1`);
    expect(denied.status).toBe(200);
    expectXmlError(denied.text, "write.error403.xml");
  });
});

describe("sign-in", () => {
  test.each(["auth.key.form", "auth.password.form"])("%s", async (request) => {
    const signingIn = await state();
    const body = formBody(fixturePairs(request));
    expectXml((await signingIn.fetch("/private/api/auth.php", { method: "POST", body })).text, "auth.ok.xml");
    const json = await signingIn.fetch("/private/api/auth.php?type=json", { method: "POST", body });
    expect(json.status).toBe(200);
    expectJson(json.text, "auth.ok.json");
  });

  test("a wrong key", async () => {
    const refusing = await state();
    const query = "USER_LOGIN=demo@amoql.dev&USER_HASH=wrong";
    const xml = await refusing.fetch(`/private/api/auth.php?${query}`);
    expect(xml.status).toBe(200);
    expectXml(xml.text, "auth.refused.xml");
    const json = await refusing.fetch(`/private/api/auth.php?type=json&${query}`);
    expect(json.status).toBe(401);
    expectJson(json.text, "auth.refused.json");
    const page = await refusing.fetch("/private/api/contacts.php");
    expect(page.status).toBe(401);
    expectXml(page.text, "unauthenticated.xml");
    const catalogs = await refusing.fetch(`/api/v2/catalogs?${query}`);
    expect(catalogs.status).toBe(401);
    expectJson(catalogs.text, "error.v2.110.json");
  });

  test("the page of a ban", async () => {
    account = await TestAccount.start({ switches: { requestsPerSecond: 1, banAfter: 1 } });
    await account.fetch("/private/api/contacts.php");
    await account.fetch("/private/api/contacts.php");
    const answer = await account.fetch("/private/api/contacts.php");
    expect([answer.status, answer.type, answer.text]).toEqual([403, "text/html", fixture("answers/error.ban.html")]);
  });
});

describe("catalogs", () => {
  test("catalogs.add", async () => {
    account = await TestAccount.start();
    const body = fixture("requests/catalogs.add.json");
    const answer = await account.fetch(`/api/v2/catalogs?${KEY_QUERY}`, { method: "POST", body });
    expect(answer.status).toBe(200);
    expectJson(answer.text, "catalogs.add.json");
  });

  test("list", async () => {
    const answer = await (await state()).fetch(`/api/v2/catalogs?${KEY_QUERY}`);
    expect([answer.status, answer.type]).toEqual([200, "application/hal+json; charset=utf-8"]);
    expectJson(answer.text, "catalogs.list.json");
  });

  test.each(["catalogs.update", "catalogs.delete"])("%s", async (name) => {
    const body = fixture(`requests/${name}.json`);
    const answer = await (await state()).fetch(`/api/v2/catalogs?${KEY_QUERY}`, { method: "POST", body });
    expect(answer.status).toBe(200);
    expectJson(answer.text, `${name}.json`);
  });

  test.each(["map", "list"] as const)("item errors as a %s", async (itemErrors) => {
    const body = fixture("requests/catalogs.update.missing.json");
    const answer = await (
      await state({ switches: { itemErrors } })
    ).fetch(`/api/v2/catalogs?${KEY_QUERY}`, { method: "POST", body });
    expect(answer.status).toBe(200);
    expectJson(answer.text, `catalogs.errors.${itemErrors}.json`);
  });

  test("the older API", async () => {
    const old = await state();
    const list = await old.fetch(`/private/api/v2/json/catalogs/list?${KEY_QUERY}`);
    expectJson(list.text, "old_catalogs.list.json");
    const body = fixture("requests/clients/dz.catalogs.set.json");
    const set = await old.fetch(`/private/api/v2/json/catalogs/set?${KEY_QUERY}`, { method: "POST", body });
    expectJson(set.text, "old_catalogs.set.json");
  });
});
