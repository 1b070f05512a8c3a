import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readGlobalId, toGlobalId, typeOfGlobalId } from "../../src/domain/globalId.js";

const crmId = fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }).map(String);
const subject = fc.record({ kind: fc.constantFrom("contact", "deal"), id: crmId });

function encoded(text: string): string {
  return Buffer.from(text).toString("base64url");
}

test("reads back what it wrote", () => {
  fc.assert(
    fc.property(crmId, subject, (id, itsSubject) => {
      expect(readGlobalId("Contact", toGlobalId("Contact", id))).toBe(id);
      expect(readGlobalId("Deal", toGlobalId("Deal", id))).toBe(id);
      expect(readGlobalId("Catalog", toGlobalId("Catalog", id))).toBe(id);
      const note = { subject: itsSubject, id };
      expect(readGlobalId("Note", toGlobalId("Note", note))).toEqual(note);
      expect(readGlobalId("Task", toGlobalId("Task", note))).toEqual(note);
      const alone = { subject: null, id };
      expect(readGlobalId("Task", toGlobalId("Task", alone))).toEqual(alone);
    }),
  );
});

test("is written as it always was, since clients keep ids", () => {
  expect(toGlobalId("Contact", "1")).toBe(encoded("Contact:1"));
  expect(toGlobalId("Note", { subject: { kind: "contact", id: "7" }, id: "5" })).toBe(encoded("Note:1:7:5"));
  expect(toGlobalId("Task", { subject: { kind: "deal", id: "7" }, id: "5" })).toBe(encoded("Task:2:7:5"));
  expect(toGlobalId("Task", { subject: null, id: "5" })).toBe(encoded("Task:0:0:5"));
});

test("an id of another type is not taken", () => {
  expect(readGlobalId("Deal", toGlobalId("Contact", "1"))).toBeNull();
  expect(typeOfGlobalId(toGlobalId("Contact", "1"))).toBe("Contact");
});

describe("malformed ids are refused", () => {
  test.each([
    ["nothing", ""],
    ["no number", encoded("Contact:")],
    ["zero", encoded("Contact:0")],
    ["a leading zero", encoded("Contact:01")],
    ["a sign", encoded("Contact:-1")],
    ["a blank", encoded("Contact: 1")],
    ["too many numbers", encoded("Contact:1:2")],
    ["too large a number", encoded("Contact:1234567890123456789")],
    ["padding", `${encoded("Contact:1")}=`],
    ["a blank inside", encoded("Contact:12").replace("Q", "Q ")],
    ["the other alphabet", Buffer.from("Contact:1").toString("base64").replace(/$/, "+")],
    ["plain text", "Contact:1"],
  ])("%s", (_name, text) => {
    expect(readGlobalId("Contact", text)).toBeNull();
  });

  test.each(["Note:1:7", "Note:3:7:5", "Note:0:0:5", "Note:1:0:5", "Note:1:7:5:1", "Note:0:7:5"])("%s", (text) => {
    expect(readGlobalId("Note", encoded(text))).toBeNull();
  });

  test.each(["Task:0:7:5", "Task:1:0:5", "Task:0:0:0", "Task:0:0:5:1", "Task:5"])("%s", (text) => {
    expect(readGlobalId("Task", encoded(text))).toBeNull();
  });

  test("a name that no type has", () => {
    expect(typeOfGlobalId(encoded("User:1"))).toBeNull();
    expect(typeOfGlobalId("")).toBeNull();
  });

  test("whatever else: a text is either written by us or refused", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const key = readGlobalId("Contact", text);
        if (key !== null) expect(toGlobalId("Contact", key)).toBe(text);
      }),
    );
  });
});
