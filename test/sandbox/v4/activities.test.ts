import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { texts, within } from "../account.js";
import { V4Account, ids } from "./account.js";

let account: V4Account;
beforeEach(async () => {
  account = await V4Account.start();
});
afterEach(async () => {
  expect(account.legacy.errors).toEqual([]);
  await account.close();
});

const TILL = 1_796_688_000;

describe("tasks", () => {
  test("are added to a record of each type, and seen on its XML page", async () => {
    const task = { text: "Visit", complete_till: TILL, task_type_id: 3, responsible_user_id: 2 };
    const onPerson = await account.add("tasks", { ...task, entity_id: 3, entity_type: "contacts" });
    const onCompany = await account.add("tasks", { ...task, entity_id: 2, entity_type: "companies" });
    const onLead = await account.add("tasks", { ...task, entity_id: 2, entity_type: "leads", duration: 3600 });
    for (const [id, page] of [
      [onPerson, await account.legacy.contact(3)],
      [onCompany, await account.legacy.contact(2)],
      [onLead, await account.legacy.deal(2)],
    ] as const) {
      const tasks = within(page, "tasks");
      expect(texts(tasks, "id")[0]).toBe(String(id));
      expect(tasks).toContain("LETTER");
      expect(tasks).toContain("08.12.2026 03:00:00");
    }
    expect((await account.get(`tasks/${onCompany}`)).json).toMatchObject({ entity_type: "companies", entity_id: 2 });
    expect((await account.get(`tasks/${onLead}`)).json).toMatchObject({
      entity_type: "leads",
      duration: 3600,
      created_by: 1,
      is_completed: false,
      result: [],
    });
    expect(ids(await account.get("tasks?filter[entity_type]=companies"), "tasks")).toEqual([onCompany]);
  });

  test("are completed with what came of them, opened again, and keep what a change does not name", async () => {
    const before = (await account.get("tasks/1")).json;
    await account.patch("tasks/1", { is_completed: true, result: { text: "Agreed" } });
    expect((await account.get("tasks/1")).json).toEqual({ ...before, is_completed: true, result: { text: "Agreed" } });
    expect(texts(within(await account.legacy.contact(1), "tasks"), "completed")).toEqual(["1", "1"]);
    await account.patch("tasks", [{ id: 1, is_completed: false, result: [] }]);
    expect((await account.get("tasks/1")).json).toEqual({ ...before, result: { text: "Agreed" } });
  });

  test("are moved to another record, kind, time and user", async () => {
    await account.patch("tasks/3", {
      entity_id: 3,
      entity_type: "contacts",
      task_type_id: 2,
      complete_till: TILL,
      responsible_user_id: 3,
      text: "Meet instead",
    });
    expect(within(await account.legacy.contact(3), "tasks")).toContain("Meet instead");
    expect((await account.get("tasks/3")).json).toMatchObject({
      entity_type: "contacts",
      task_type_id: 2,
      complete_till: TILL,
      responsible_user_id: 3,
      updated_by: 1,
    });
  });

  test("completed over the XML API are completed here", async () => {
    await account.legacy.page("task_add", [
      ["ACTION", "COMPLATE_TASK"],
      ["ID", "3"],
    ]);
    expect((await account.get("tasks/3")).json).toMatchObject({ is_completed: true, updated_by: 1 });
  });

  test.each([
    [{}, ["FieldMissing text", "FieldMissing complete_till"]],
    [{ text: " ", complete_till: "soon" }, ["FieldMissing text", "InvalidType complete_till"]],
    [{ text: "x", complete_till: TILL, entity_id: 1 }, ["FieldMissing entity_type"]],
    [{ text: "x", complete_till: TILL, entity_id: 2, entity_type: "contacts" }, ["NotSupportedChoice entity_id"]],
    [{ text: "x", complete_till: TILL, entity_id: 1, entity_type: "moons" }, ["NotSupportedChoice entity_type"]],
    [{ text: "x", complete_till: 253_402_300_800 }, ["InvalidType complete_till"]],
    [{ text: "x", complete_till: TILL, task_type_id: 9 }, ["NotSupportedChoice task_type_id"]],
    [
      { text: "x", complete_till: TILL, is_completed: 1, result: 5 },
      ["InvalidType is_completed", "InvalidType result"],
    ],
  ])("%j is refused", async (task, expected) => {
    const { status, json } = await account.post("tasks", [task]);
    const [item] = json["validation-errors"] as { errors: { code: string; path: string }[] }[];
    expect([status, (item?.errors ?? []).map(({ code, path }) => `${code} ${path}`).sort()]).toEqual([
      400,
      [...expected].sort(),
    ]);
    expect((await account.get("tasks/4")).status).toBe(204);
  });

  test("cannot be removed", async () => {
    const { status, json } = await account.call("DELETE", "tasks/1");
    expect([status, json["detail"]]).toEqual([403, "Invalid scope"]);
    expect((await account.get("tasks/1")).status).toBe(200);
  });
});

describe("notes", () => {
  test("are put on records of each type, and seen on their XML pages", async () => {
    const note = (text: string) => ({ note_type: "common", params: { text } });
    await account.add("contacts/3/notes", note("on a person"));
    await account.add("companies/notes", { ...note("on a company"), entity_id: 2 });
    await account.add("leads/2/notes", note("on a lead"));
    expect(within(await account.legacy.contact(3), "notes")).toContain("on a person");
    expect(within(await account.legacy.contact(2), "notes")).toContain("on a company");
    expect(within(await account.legacy.deal(2), "notes")).toContain("on a lead");
    expect(ids(await account.get("companies/2/notes"), "notes")).toEqual([4]);
    // A note is found among those of its own type of record alone.
    expect((await account.get("contacts/notes/4")).status).toBe(204);
    expect((await account.get("companies/notes/4")).status).toBe(200);
  });

  test("of other kinds than text are told whole here, and as text over the XML API", async () => {
    const params = { text: "Parcel sent", phone: "+1 202" };
    const id = await account.add("contacts/3/notes", { note_type: "sms_out", params });
    expect((await account.get(`contacts/notes/${id}`)).json).toMatchObject({ note_type: "sms_out", params });
    expect(within(await account.legacy.contact(3), "notes")).toContain("Parcel sent");
    expect(ids(await account.get("contacts/notes?filter[note_type][]=sms_out"), "notes")).toEqual([id]);
    await account.patch(`contacts/notes/${id}`, { note_type: "sms_out", params: { ...params, text: "Arrived" } });
    expect(within(await account.legacy.contact(3), "notes")).toContain("Arrived");
  });

  test("are rewritten by both APIs", async () => {
    await account.patch("contacts/1/notes/1", { note_type: "common", params: { text: "new" } });
    expect(within(await account.legacy.contact(1), "notes")).toContain("new");
    await account.legacy.page("note_add", [
      ["ACTION", "EDIT_NOTE"],
      ["ID", "1"],
      ["BODY", "newer"],
    ]);
    expect((await account.get("contacts/notes/1")).json["params"]).toEqual({ text: "newer" });
  });

  test.each([
    ["contacts/notes", {}, ["FieldMissing entity_id", "FieldMissing note_type", "FieldMissing params"]],
    [
      "contacts/notes",
      { entity_id: 2, note_type: "common", params: {} },
      ["NotSupportedChoice entity_id", "FieldMissing params.text"],
    ],
    ["contacts/notes", { entity_id: 1, note_type: "bill_paid", params: {} }, ["NotSupportedChoice note_type"]],
    ["contacts/notes", { entity_id: 1, note_type: "common" }, ["FieldMissing params"]],
    ["contacts/notes", { entity_id: 1, note_type: "common", params: { text: 5 } }, ["InvalidType params.text"]],
    ["contacts/1/notes", { note_type: "sms_in", params: { text: "x" } }, ["FieldMissing params.phone"]],
  ])("POST %s of %j is refused", async (path, note, expected) => {
    const { status, json } = await account.post(path, [note]);
    const [item] = json["validation-errors"] as { errors: { code: string; path: string }[] }[];
    expect([status, (item?.errors ?? []).map(({ code, path: field }) => `${code} ${field}`)]).toEqual([400, expected]);
  });

  test("stay with their record and their kind", async () => {
    const text = { params: { text: "x" } };
    expect((await account.patch("contacts/3/notes/1", { note_type: "common", ...text })).status).toBe(404);
    expect((await account.patch("leads/notes/1", { note_type: "common", ...text })).status).toBe(404);
    expect((await account.patch("contacts/1/notes/1", { note_type: "service_message", ...text })).status).toBe(400);
    expect((await account.post("contacts/999/notes", [{ note_type: "common", ...text }])).status).toBe(404);
    expect((await account.patch("contacts/notes", [{ id: 9, ...text }])).status).toBe(400);
  });
});
