import { describe, expect, test } from "@jest/globals";
import { checkCatalogDraft, checkCatalogPatch, type CatalogInput } from "../../../src/domain/input/catalogInput.js";
import { checkDealDraft, checkDealPatch, type DealInput } from "../../../src/domain/input/dealInput.js";
import { checkNoteDraft, checkNotePatch, type NoteInput } from "../../../src/domain/input/noteInput.js";
import { fault, valid } from "../../../src/domain/input/faults.js";
import {
  checkTaskDraft,
  checkTaskPatch,
  missingTaskFields,
  type TaskInput,
} from "../../../src/domain/input/taskInput.js";
import { outcome } from "./outcome.js";

const malformed = fault("MALFORMED", "No id.");

/** What is wrong in a patch, or the patch; and the same for a new record, where it differs. */
type Row<Input> = readonly [label: string, input: Input, patch: unknown, draft?: unknown];

describe("deals", () => {
  test.each<Row<DealInput>>([
    ["nothing", {}, ["REQUIRED "], ["REQUIRED name"]],
    ["name", { name: "Roof" }, { name: "Roof" }],
    ["null name", { name: null }, ["REQUIRED name"]],
    ["blank name", { name: " " }, ["REQUIRED name"]],
    ["name of two lines", { name: "a\nb" }, ["INVALID name"]],
    ["stage", { statusCrmId: "142" }, { statusId: "142" }, { name: "Deal", statusId: "142" }],
    ["null stage", { statusCrmId: null }, ["REQUIRED statusCrmId"], { name: "Deal" }],
    ["blank stage", { statusCrmId: "" }, ["REQUIRED statusCrmId"]],
    ["bad stage", { statusCrmId: "won" }, ["INVALID statusCrmId"]],
    ["price", { price: "1500.50" }, { price: "1500.50" }, { name: "Deal", price: "1500.50" }],
    ["null price", { price: null }, { price: null }, { name: "Deal", price: null }],
    ["blank price", { price: "" }, ["INVALID price"]],
    ["bad price", { price: "1 500" }, ["INVALID price"]],
    ["user", { responsibleUserCrmId: "7" }, { responsibleUserId: "7" }, { name: "Deal", responsibleUserId: "7" }],
    ["null user", { responsibleUserCrmId: null }, ["REQUIRED responsibleUserCrmId"], { name: "Deal" }],
    ["blank user", { responsibleUserCrmId: " " }, ["REQUIRED responsibleUserCrmId"]],
    ["bad user", { responsibleUserCrmId: "x" }, ["INVALID responsibleUserCrmId"]],
    ["tags", { tags: ["a"] }, { tags: ["a"] }, { name: "Deal", tags: ["a"] }],
    ["null tags", { tags: null }, { tags: [] }, { name: "Deal", tags: [] }],
    ["bad tags", { tags: ["a,b", "c", "c"] }, ["INVALID tags.0", "INVALID tags.2"]],
    ["contact", { contactId: valid("9") }, { contactId: "9" }, { name: "Deal", contactId: "9" }],
    ["malformed contact", { contactId: malformed, tags: [""] }, ["REQUIRED tags.0", "MALFORMED contactId"]],
    ["null contact", { contactId: null }, { contactId: null }, { name: "Deal", contactId: null }],
  ])("%s", (label, input, patch, draft = patch) => {
    expect(outcome(checkDealPatch(input))).toEqual(patch);
    expect(outcome(checkDealDraft(label === "nothing" ? input : { name: "Deal", ...input }))).toEqual(draft);
  });

  test.each(["0", "7", "-7", "0.5", "-0.5", "0.00", "1500.1234", "999999999999999.99"])("price %s", (price) => {
    expect(outcome(checkDealPatch({ price }))).toEqual({ price });
  });

  test.each([
    ["1 500", "A price is a decimal number, for example `1500.50`."],
    ["-0", "A price has no zeros before its digits and no negative zero."],
    ["0001.5", "A price has no zeros before its digits and no negative zero."],
    ["1.12345", "A price has at most 15 digits before the point and 4 behind it."],
    ["1000000000000000", "A price has at most 15 digits before the point and 4 behind it."],
  ])("the price %j is refused for what is wrong with it", (price, message) => {
    expect(checkDealPatch({ price }).faults).toEqual([{ code: "INVALID", path: ["price"], message }]);
  });

  test.each(["-0", "-0.00", "+1", "01", ".5", "5.", "1e3", "1,5", "0x1", "NaN", "1.12345", "1000000000000000", "1\n"])(
    "no price: %j",
    (price) => {
      expect(outcome(checkDealPatch({ price }))).toEqual(["INVALID price"]);
    },
  );
});

describe("notes", () => {
  const subject = { kind: "deal", id: "5" } as const;

  test.each<Row<NoteInput>>([
    ["text", { body: "one\r\ntwo" }, { body: "one\r\ntwo" }, { subject, body: "one\r\ntwo" }],
    ["nothing", {}, ["REQUIRED body"]],
    ["null text", { body: null }, ["REQUIRED body"]],
    ["blank text", { body: "\n" }, ["REQUIRED body"]],
    ["bad text", { body: "a\u0007" }, ["INVALID body"]],
  ])("%s", (_, input, patch, draft = patch) => {
    expect(outcome(checkNotePatch(input))).toEqual(patch);
    expect(outcome(checkNoteDraft({ subject: valid(subject), ...input }))).toEqual(draft);
  });

  test("a new note needs its record", () => {
    expect(outcome(checkNoteDraft({}))).toEqual(["REQUIRED subject", "REQUIRED body"]);
    expect(outcome(checkNoteDraft({ subject: null, body: "a" }))).toEqual(["REQUIRED subject"]);
    expect(outcome(checkNoteDraft({ subject: malformed, body: "" }))).toEqual(["MALFORMED subject", "REQUIRED body"]);
  });
});

describe("tasks", () => {
  const dueAt = new Date("2026-11-21T20:55:00Z");
  const input = { text: "Call", type: "CALL", dueAt, responsibleUserCrmId: "7" } as const;
  const record = { text: "Call", type: "CALL", dueAt, responsibleUserId: "7", subject: null } as const;

  test.each<Row<TaskInput>>([
    ["text", { text: "a\nb" }, { text: "a\nb" }, { ...record, text: "a\nb" }],
    ["null text", { text: null }, ["REQUIRED text"]],
    ["blank text", { text: " " }, ["REQUIRED text"]],
    ["bad text", { text: "\uD800" }, ["INVALID text"]],
    ["type", { type: "MEETING" }, { type: "MEETING" }, { ...record, type: "MEETING" }],
    ["null type", { type: null }, ["REQUIRED type"]],
    ["null time", { dueAt: null }, ["REQUIRED dueAt"]],
    ["time", { dueAt: new Date("2026-11-21T20:55:00.999Z") }, { dueAt }, record],
    ["no time at all", { dueAt: new Date(NaN) }, ["INVALID dueAt"]],
    ["time too early", { dueAt: new Date("1970-01-01T23:59:59Z") }, ["INVALID dueAt"]],
    ["time too late", { dueAt: new Date("9999-12-31T00:00:00Z") }, ["INVALID dueAt"]],
    ["user", { responsibleUserCrmId: "8" }, { responsibleUserId: "8" }, { ...record, responsibleUserId: "8" }],
    ["null user", { responsibleUserCrmId: null }, ["REQUIRED responsibleUserCrmId"]],
    ["blank user", { responsibleUserCrmId: "" }, ["REQUIRED responsibleUserCrmId"]],
    ["bad user", { responsibleUserCrmId: "0" }, ["INVALID responsibleUserCrmId"]],
    [
      "record",
      { subject: valid({ kind: "contact", id: "3" }) },
      { subject: { kind: "contact", id: "3" } },
      { ...record, subject: { kind: "contact", id: "3" } },
    ],
    ["null record", { subject: null }, { subject: null }, record],
    ["malformed record", { subject: malformed, text: "" }, ["REQUIRED text", "MALFORMED subject"]],
  ])("%s", (_, given, patch, draft = patch) => {
    expect(outcome(checkTaskPatch(given))).toEqual(patch);
    expect(outcome(checkTaskDraft({ ...input, ...given }))).toEqual(draft);
  });

  test("a new task needs all but its record", () => {
    expect(outcome(checkTaskDraft(input))).toEqual(record);
    expect(outcome(checkTaskDraft({}))).toEqual([
      "REQUIRED text",
      "REQUIRED type",
      "REQUIRED dueAt",
      "REQUIRED responsibleUserCrmId",
    ]);
  });

  test("a patch must change something", () => {
    expect(outcome(checkTaskPatch({}))).toEqual(["REQUIRED "]);
  });

  test("a task on its own is changed with all its fields", () => {
    expect(missingTaskFields(record)).toEqual([]);
    expect(outcome({ faults: missingTaskFields({ subject: null, text: "a" }) })).toEqual([
      "REQUIRED type",
      "REQUIRED dueAt",
      "REQUIRED responsibleUserCrmId",
    ]);
    expect(missingTaskFields({})).toHaveLength(4);
  });
});

describe("catalogs", () => {
  test.each<Row<CatalogInput>>([
    ["nothing", {}, ["REQUIRED "], ["REQUIRED name"]],
    ["name", { name: "Goods" }, { name: "Goods" }],
    ["null name", { name: null }, ["REQUIRED name"]],
    ["blank name", { name: "" }, ["REQUIRED name"]],
    ["bad name", { name: "a\nb" }, ["INVALID name"]],
    ["type", { type: "INVOICES" }, { type: "INVOICES" }, { name: "List", type: "INVOICES" }],
    ["null type", { type: null }, ["REQUIRED type"], { name: "List" }],
    ["suppliers", { type: "SUPPLIERS" }, { type: "SUPPLIERS" }, ["INVALID type"]],
    ["false", { canAddElements: false }, { canAddElements: false }, { name: "List", canAddElements: false }],
    ["true", { canShowInCards: true }, { canShowInCards: true }, { name: "List", canShowInCards: true }],
    ["third flag", { canLinkMultiple: true }, { canLinkMultiple: true }, { name: "List", canLinkMultiple: true }],
    ["null flags", { canAddElements: null }, ["REQUIRED canAddElements"], { name: "List" }],
    ["null second flag", { canShowInCards: null }, ["REQUIRED canShowInCards"], { name: "List" }],
    ["null third flag", { canLinkMultiple: null }, ["REQUIRED canLinkMultiple"], { name: "List" }],
  ])("%s", (label, input, patch, draft = patch) => {
    expect(outcome(checkCatalogPatch(input))).toEqual(patch);
    expect(outcome(checkCatalogDraft(label === "nothing" ? input : { name: "List", ...input }))).toEqual(draft);
  });
});
