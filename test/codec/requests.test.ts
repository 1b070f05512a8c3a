import { expect, test } from "@jest/globals";
import { encodeContactDraft, encodeContactEdit } from "../../src/codec/contactForm.js";
import { decodeContactDetail, decodeContactPage, unknownContactFields } from "../../src/codec/contactXml.js";
import { encodeDealDraft, encodeDealEdit } from "../../src/codec/dealForm.js";
import { decodeDealPage } from "../../src/codec/dealXml.js";
import type { FormFields } from "../../src/codec/form.js";
import { encodeNoteDraft } from "../../src/codec/noteForm.js";
import { encodePageRequest } from "../../src/codec/pageForm.js";
import { encodeTaskDraft, encodeTaskEdit } from "../../src/codec/taskForm.js";
import { legacyRequest, type ReadCall, type WriteCall } from "../../src/crm/legacy/endpoints.js";
import { legacySignIn } from "../../src/crm/legacy/legacySession.js";
import { editableContact, type ContactPatch } from "../../src/domain/contact.js";
import { editableDeal } from "../../src/domain/deal.js";
import { DATES, IVAN } from "./account.js";
import { answer, formFixture, formLines } from "./wireFixture.js";

function contactEdit(file: string, id: string, patch: ContactPatch): FormFields {
  const page = decodeContactDetail(answer(file), id, DATES);
  const contact = page && editableContact(page.record);
  if (!contact) throw new Error(`${file} holds no whole contact`);
  return [["ID", id], ...encodeContactEdit({ ...contact, ...patch }, unknownContactFields(page.element))];
}

function bareContactEdit(): FormFields {
  const [, , maria] = decodeContactPage(answer("contacts.page.xml"), DATES).items;
  const contact = maria && editableContact(maria);
  if (!contact) throw new Error("the page holds no third contact");
  const phoneNumbers = [...contact.phoneNumbers, { number: "+7 921 000-00-08", label: "Work" }];
  const webAddresses = [{ url: "https://kovaleva.example", label: "Home" }];
  return [["ID", "3"], ...encodeContactEdit({ ...contact, phoneNumbers, webAddresses }, [])];
}

function unchangedDeal(): FormFields {
  const [, website] = decodeDealPage(answer("deals.page.xml"), DATES).items;
  const deal = website && editableDeal(website);
  if (!deal) throw new Error("the page holds no second deal");
  return [["ID", "2"], ...encodeDealEdit(deal, [])];
}

const { id, isCompany, createdAt, updatedAt, responsibleUser, ...fieldsOfIvan } = IVAN;
const newContact = { ...fieldsOfIvan, company: { id: null, name: "ACME & Sons" }, responsibleUserId: "2" };

const contact1 = { kind: "contact", id: "1" } as const;
const callBack = {
  text: "Call back",
  type: "CALL",
  dueAt: new Date("2026-11-25T15:00:00.999Z"),
  responsibleUserId: "2",
  subject: contact1,
} as const;

test.each<[file: string, call: ReadCall | WriteCall, page: string, fields: FormFields]>([
  ["contacts.list.form", "listContacts", "contacts", encodePageRequest({ number: 1, size: 20 })],
  [
    "contact_search.form",
    "searchContacts",
    "contact_search",
    encodePageRequest({ number: 1, size: 20, search: "petrov" }),
  ],
  ["contact_detail.form", "readContact", "contact_detail", [["ID", "1"]]],
  ["contact_add.form", "addContact", "contact_add", encodeContactDraft(newContact)],
  ["contact_edit.form", "editContact", "contact_add", contactEdit("contact_detail.xml", "1", {})],
  ["contact_edit.bare.form", "editContact", "contact_add", bareContactEdit()],
  [
    "contact_edit.unknown.form",
    "editContact",
    "contact_add",
    contactEdit("contact_detail.unknown.xml", "3", { position: "Editor" }),
  ],
  ["contact_delete.form", "deleteContact", "contact_delete", [["ID", "3"]]],
  ["deals.list.form", "listDeals", "deals", encodePageRequest({ number: 1, size: 20 })],
  ["deal_search.form", "searchDeals", "deal_search", encodePageRequest({ number: 1, size: 20, search: "пилот" })],
  ["deal_detail.form", "readDeal", "deal_detail", [["ID", "1"]]],
  [
    "deal_add.form",
    "addDeal",
    "deal_add",
    encodeDealDraft({
      name: "Пилот <2026>",
      statusId: "2",
      price: "1500.50",
      responsibleUserId: "2",
      tags: ["pilot", "q4"],
      contactId: "1",
    }),
  ],
  ["deal_edit.form", "editDeal", "deal_add", unchangedDeal()],
  ["deal_delete.form", "deleteDeal", "deal_delete", [["ID", "2"]]],
  [
    "note_add.form",
    "addNote",
    "note_add",
    encodeNoteDraft({ subject: contact1, body: 'Called: "a < b" & ]]> ok\r\nsecond line' }),
  ],
  [
    "note_edit.form",
    "editNote",
    "note_add",
    [
      ["ID", "2"],
      ["BODY", "Sent offer: 10% off, a + b = c"],
    ],
  ],
  ["note_delete.form", "deleteNote", "note_add", [["ID", "2"]]],
  ["task_add.form", "addTask", "task_add", encodeTaskDraft(callBack, DATES)],
  [
    "task_add.unlinked.form",
    "addTask",
    "task_add",
    encodeTaskDraft(
      {
        text: "Order paper",
        type: "LETTER",
        dueAt: new Date("2026-11-27T06:00:00Z"),
        responsibleUserId: "1",
        subject: null,
      },
      DATES,
    ),
  ],
  [
    "task_edit.form",
    "editTask",
    "task_add",
    encodeTaskEdit("1", { ...callBack, dueAt: new Date("2026-11-26T07:30:00Z") }, DATES),
  ],
  ["task_delete.form", "deleteTask", "task_add", [["ID", "3"]]],
  ["task_complete.form", "completeTask", "task_add", [["ID", "1"]]],
])("%s", (file, call, page, fields) => {
  const { method, path, body } = legacyRequest(call, fields);
  expect([method, path, body?.type]).toEqual(["POST", `/private/api/${page}.php`, "application/x-www-form-urlencoded"]);
  expect(formLines(body?.text ?? "")).toEqual(formFixture(file));
});

test.each([
  ["auth.key.form", { login: "demo@amoql.dev", key: "0123456789abcdef0123456789abcdef" }],
  ["auth.password.form", { login: "demo@amoql.dev", password: "demo-password" }],
])("%s", (file, credentials) => {
  const { request } = legacySignIn("https://demo.amocrm.ru", credentials);
  expect(request.path).toBe("/private/api/auth.php?type=json");
  expect(formLines(request.body?.text ?? "")).toEqual(formFixture(file));
});

test("an edit that detaches a task says so", () => {
  const fields = encodeTaskEdit("1", { ...callBack, subject: null }, DATES);
  const body = legacyRequest("editTask", fields).body?.text ?? "";
  expect(formLines(body)).toEqual(expect.arrayContaining(["TASK_OBJECT=", "ELEMENT_TYPE="]));
});
