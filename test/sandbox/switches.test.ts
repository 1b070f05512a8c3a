import { afterEach, describe, expect, test } from "@jest/globals";
import { DEFAULT_SWITCHES, parseSwitches, switchHelp } from "../../src/sandbox/switches.js";
import type { SandboxSwitches } from "../../src/sandbox/switches.js";
import { FIXED_NOW, KEY_QUERY, TestAccount, errorCode, texts, within } from "./account.js";

let account: TestAccount | undefined;
let clock = FIXED_NOW;
async function start(switches: Partial<SandboxSwitches>): Promise<TestAccount> {
  clock = FIXED_NOW;
  account = await TestAccount.start({ switches, now: () => clock });
  return account;
}
afterEach(async () => {
  await account?.close();
  account = undefined;
});

describe("reading switches", () => {
  test("each type", () => {
    expect(
      parseSwitches(["addAnswersId=false", " maxPageSize = 50 ", "authFailureStatus=401", "itemErrors=list"]),
    ).toEqual({ addAnswersId: false, maxPageSize: 50, authFailureStatus: 401, itemErrors: "list" });
    expect(parseSwitches(["latencyMs=1", "latencyMs=2"])).toEqual({ latencyMs: 2 });
    expect(parseSwitches([])).toEqual({});
  });

  test.each([
    ["speed=1", /"speed" is unknown.*Example/],
    ["__proto__=1", /"__proto__" is unknown/],
    ["latencyMs", /latencyMs has no value\. Example: latencyMs=0/],
    ["latencyMs=fast", /latencyMs must be a whole number from 0 to 60000, not "fast"\. Example: latencyMs=0/],
    ["maxPageSize=0", /maxPageSize must be a whole number from 1 to 500/],
    ["addAnswersId=1", /addAnswersId must be true or false, not "1"/],
    ["itemErrors=none", /itemErrors must be one of map, list/],
    ["visibility=none", /visibility must be one of all, own, not "none"\. Example: visibility=all/],
    ["authFailureStatus=403", /authFailureStatus must be one of 200, 401/],
  ])("%s is refused in one line", (option, message) => {
    expect(() => parseSwitches([option])).toThrow(message);
    expect(() => parseSwitches([option])).not.toThrow(/\n/);
  });

  test("the help names every switch with its default", () => {
    expect(switchHelp().split("\n")).toHaveLength(Object.keys(DEFAULT_SWITCHES).length);
    expect(switchHelp()).toMatch(/ {2}sessionTtl=900 +seconds/);
  });
});

describe("behaviour", () => {
  test("addAnswersId=false: an add answers that it worked, an edit still names the record", async () => {
    const { page, addPerson } = bound(await start({ addAnswersId: false }));
    expect(texts((await addPerson("A")).text, "result")).toEqual(["ok"]);
    expect((await addPerson("B")).text).not.toContain("<id>");
    const edit = await page("contact_add", [
      ["ACTION", "EDIT"],
      ["ID", "1"],
      ["contact[person_name]", "C"],
    ]);
    expect(texts(edit.text, "id")).toEqual(["1"]);
  });

  test("editKeepsAbsent: what an edit does not name stays, what it empties does not", async () => {
    const keeping = await start({ editKeepsAbsent: true });
    await keeping.addPerson("A", {
      "[tags]": "x",
      "[person_position]": "CEO",
      "[person_company_name]": "ACME",
      "[a]": "1",
    });
    await keeping.page("contact_add", [
      ["ACTION", "EDIT"],
      ["ID", "1"],
      ["contact[person_position]", ""],
      ["contact[b]", "2"],
    ]);
    const contact = await keeping.contact(1);
    expect([texts(contact, "tag"), texts(contact, "a"), texts(contact, "b")]).toEqual([["x"], ["1"], ["2"]]);
    expect(contact).toContain("<position/>");
    expect(texts(within(contact, "company"), "name")).toEqual(["ACME"]);
    await keeping.addDeal("D", { "[price]": "5", "[linked_contact]": "1", "[status_id]": "3" });
    await keeping.page("deal_add", [
      ["ACTION", "EDIT"],
      ["ID", "1"],
      ["deal[price]", ""],
    ]);
    const deal = await keeping.deal(1);
    expect(deal).toContain("<price/>");
    expect([texts(deal, "status_id"), deal.includes("<linked_contacts/>")]).toEqual([["3"], false]);
  });

  test("editKeepsLinks=false: only the first linked contact is kept", async () => {
    const dropping = await start({ editKeepsLinks: false });
    for (const name of ["A", "B"]) await dropping.addPerson(name);
    await dropping.addDeal("D", { "[linked_contact][0]": "2", "[linked_contact][1]": "1" });
    expect(texts(within(await dropping.deal(1), "linked_contacts"), "name")).toEqual(["B"]);
  });

  test("maxPageSize cuts what is asked for", async () => {
    const small = await start({ maxPageSize: 2 });
    for (const name of ["A", "B", "C"]) await small.addPerson(name);
    const { text } = await small.page("contacts", [["ELEMENT_COUNT", "50"]]);
    expect([texts(text, "onpage"), texts(text, "totalpages"), texts(text, "name")]).toEqual([
      ["2"],
      ["2"],
      ["A", "Anna Smirnova", "B", "Anna Smirnova"],
    ]);
  });

  test("authFailureStatus=401", async () => {
    const strict = await start({ authFailureStatus: 401 });
    const answer = await strict.fetch("/private/api/auth.php?USER_LOGIN=x&USER_HASH=y");
    expect([answer.status, answer.text.includes("<auth>false</auth>")]).toEqual([401, true]);
  });

  test("sessionTtl", async () => {
    const short = await start({ sessionTtl: 10 });
    const { headers } = await short.fetch(`/private/api/auth.php?${KEY_QUERY}`);
    const cookie = headers.getSetCookie()[0] ?? "";
    clock = new Date(FIXED_NOW.getTime() + 11_000);
    expect((await short.fetch("/private/api/contacts.php", { headers: { cookie } })).status).toBe(401);
  });

  test("latencyMs holds every answer back", async () => {
    const slow = await start({ latencyMs: 120 });
    const began = performance.now();
    await slow.page("contacts", []);
    expect(performance.now() - began).toBeGreaterThanOrEqual(115);
    expect(slow.sandbox.requests()[0]?.ms).toBeGreaterThanOrEqual(115);
  });

  test("requestsPerSecond and banAfter: 429, then 403 for a minute, for every call", async () => {
    const limited = await start({ requestsPerSecond: 2, banAfter: 3 });
    const statuses = async (count: number) => {
      const answers = [];
      for (let index = 0; index < count; index += 1) answers.push((await limited.page("contacts", [])).status);
      return answers;
    };
    expect(await statuses(4)).toEqual([200, 200, 429, 429]);
    clock = new Date(FIXED_NOW.getTime() + 1001);
    expect(await statuses(4)).toEqual([200, 200, 429, 403]);
    clock = new Date(FIXED_NOW.getTime() + 60_000);
    const banned = await limited.fetch(`/api/v2/catalogs?${KEY_QUERY}`);
    expect([banned.status, banned.type]).toEqual([403, "text/html"]);
    expect((await limited.fetch("/_sandbox/requests")).status).toBe(200);
    clock = new Date(FIXED_NOW.getTime() + 61_002);
    expect(await statuses(2)).toEqual([200, 200]);
  });

  test("without switches nothing is limited", async () => {
    const free = await start({});
    const answers = await Promise.all(Array.from({ length: 60 }, () => free.page("contacts", [])));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(answers.map(errorCode)).not.toContain("500");
  });
});

function bound(started: TestAccount) {
  return { page: started.page.bind(started), addPerson: started.addPerson.bind(started) };
}
