import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { LocalTime } from "../../src/sandbox/wire/date.js";
import { TestAccount, errorCode, texts, within } from "./account.js";
import type { Answer } from "./account.js";

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
  await account.addPerson("A");
  await account.addDeal("D");
});
afterEach(() => account.close());

const note = (fields: Record<string, string>): Promise<Answer> => account.page("note_add", Object.entries(fields));
const task = (fields: Record<string, string>): Promise<Answer> => account.page("task_add", Object.entries(fields));

const TASK = {
  ACTION: "ADD_TASK",
  BODY: "Call",
  END_DATE: "25.11.2026 18:00:00",
  MAIN_USER: "2",
  TASK_OBJECT: "1",
  ELEMENT_TYPE: "1",
  TASK_TYPE: "CALL",
};

describe("notes", () => {
  test("belong to a contact or a deal and keep every character of their text", async () => {
    const body = " a\r\n\tb  <&> \n";
    await note({ ACTION: "ADD_NOTE", BODY: body, ID: "1", ELEMENT_TYPE: "1" });
    await note({ ACTION: "ADD_NOTE", BODY: "deal", ID: "1", ELEMENT_TYPE: "2" });
    expect(await account.contact(1)).toContain("<body> a&#13;\n\tb  &lt;&amp;&gt; \n</body>");
    expect(texts(await account.deal(1), "body")).toEqual(["deal"]);
  });

  test("are rewritten and removed, by either word", async () => {
    for (const body of ["1", "2", "3"]) await note({ ACTION: "ADD_NOTE", BODY: body, ID: "1", ELEMENT_TYPE: "1" });
    expect(texts((await note({ ACTION: "EDIT_NOTE", ID: "2", BODY: "two" })).text, "id")).toEqual(["2"]);
    await note({ ACTION: "NOTE_DELETE", ID: "1" });
    await note({ ACTION: "DELETE_NOTE", ID: "3" });
    expect(texts(await account.contact(1), "body")).toEqual(["two"]);
  });

  test.each([
    [{ ACTION: "ADD_NOTE", BODY: "x", ID: "9", ELEMENT_TYPE: "1" }, "404"],
    [{ ACTION: "ADD_NOTE", BODY: "x", ID: "1", ELEMENT_TYPE: "3" }, "400"],
    [{ ACTION: "ADD_NOTE", BODY: "x", ID: "1" }, "400"],
    [{ ACTION: "ADD_NOTE", BODY: " ", ID: "1", ELEMENT_TYPE: "1" }, "400"],
    [{ ACTION: "EDIT_NOTE", BODY: "x", ID: "9" }, "404"],
    [{ ACTION: "NOTE_DELETE", ID: "9" }, "404"],
    [{ ACTION: "NOTE_DELETE" }, "400"],
    [{ ID: "1" }, "400"],
  ])("%j is refused with %s", async (fields, code) => {
    expect(errorCode(await note(fields))).toBe(code);
  });
});

describe("tasks", () => {
  test.each([
    ["25.11.2026 18:00:00", "25.11.2026 18:00:00"],
    ["25.11.2026 9:05", "25.11.2026 09:05:00"],
    ["01/14/2011 2:00:00", "14.01.2011 02:00:00"],
    ["29.02.2028 00:00:00", "29.02.2028 00:00:00"],
  ])("END_DATE=%s is written as %s", async (sent, written) => {
    await task({ ...TASK, END_DATE: sent });
    expect(texts(await account.contact(1), "end_date")).toEqual([written]);
  });

  test.each(["31.02.2026 10:00:00", "29.02.2027 10:00", "14.13.2011 2:00", "01.01.2026 24:00:00", "2026-01-01", ""])(
    "END_DATE=%s is refused",
    async (date) => {
      expect(errorCode(await task({ ...TASK, END_DATE: date }))).toBe("400");
    },
  );

  test("an add is linked by TASK_OBJECT or by ID, or not at all", async () => {
    const { TASK_OBJECT: _object, ELEMENT_TYPE: _type, ...own } = TASK;
    await task({ ...own, ID: "1", ELEMENT_TYPE: "2" });
    expect(texts((await task(own)).text, "id")).toEqual(["2"]);
    expect(texts(await account.deal(1), "task_object")).toEqual(["1"]);
    expect(await account.contact(1)).toContain("<tasks/>");
    expect(errorCode(await task({ ...TASK, TASK_OBJECT: "9" }))).toBe("404");
    expect(errorCode(await task({ ...own, ID: "1" }))).toBe("400");
  });

  test("an edit moves a task; completing keeps it; removing does not", async () => {
    await task(TASK);
    await task({ ...TASK, ACTION: "EDIT_TASK", ID: "1", BODY: "New", ELEMENT_TYPE: "2", TASK_TYPE: "LETTER" });
    expect(await account.contact(1)).toContain("<tasks/>");
    await task({ ACTION: "COMPLATE_TASK", ID: "1" });
    const tasks = within(await account.deal(1), "tasks");
    expect([texts(tasks, "body"), texts(tasks, "task_type"), texts(tasks, "completed")]).toEqual([
      ["New"],
      ["LETTER"],
      ["1"],
    ]);
    // An edit leaves whether a task is completed alone; completing twice is no fault.
    await task({ ...TASK, ACTION: "EDIT_TASK", ID: "1", ELEMENT_TYPE: "2" });
    await task({ ACTION: "COMPLETE_TASK", ID: "1" });
    expect(texts(await account.deal(1), "completed")).toEqual(["1"]);
    await task({ ACTION: "TASK_DELETE", ID: "1" });
    expect(await account.deal(1)).toContain("<tasks/>");
  });

  test.each([
    [{ BODY: "" }, "400"],
    [{ MAIN_USER: "" }, "400"],
    [{ MAIN_USER: "99" }, "400"],
    [{ TASK_TYPE: "FAX" }, "400"],
    [{ ELEMENT_TYPE: "" }, "400"],
    [{ ACTION: "EDIT_TASK", ID: "9" }, "404"],
    [{ ACTION: "EDIT_TASK" }, "400"],
    [{ ACTION: "COMPLATE_TASK", ID: "9" }, "404"],
    [{ ACTION: "DELETE_TASK", ID: "9" }, "404"],
    [{ ACTION: "ADD" }, "400"],
  ])("%j is refused with %s", async (fields, code) => {
    expect(errorCode(await task({ ...TASK, ...fields }))).toBe(code);
  });
});

describe("local time", () => {
  const berlin = new LocalTime("Europe/Berlin");

  test("an hour that occurs twice is the earlier one", () => {
    expect(berlin.parse("25.10.2026 02:30:00")?.toISOString()).toBe("2026-10-25T00:30:00.000Z");
  });

  test("an hour that is skipped moves forward", () => {
    expect(berlin.parse("29.03.2026 02:30:00")?.toISOString()).toBe("2026-03-29T01:30:00.000Z");
  });

  test("every quarter of a year of clock changes is read as it was written", () => {
    for (let at = Date.UTC(2026, 9, 1); at < Date.UTC(2026, 10, 1); at += 900_000) {
      const text = berlin.write(new Date(at));
      const read = berlin.parse(text)?.getTime() ?? NaN;
      expect([0, 3_600_000]).toContain(at - read);
      expect(berlin.write(new Date(read))).toBe(text);
    }
  });
});
