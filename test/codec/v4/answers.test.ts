import { describe, expect, test } from "@jest/globals";
import { decodeAccount } from "../../../src/codec/v4/accountJson.js";
import { decodeCatalog } from "../../../src/codec/v4/catalogJson.js";
import { decodeCompany } from "../../../src/codec/v4/companyJson.js";
import { decodeContact } from "../../../src/codec/v4/contactJson.js";
import { decodeField } from "../../../src/codec/v4/fieldJson.js";
import { decodeLead } from "../../../src/codec/v4/leadJson.js";
import { decodeLinks } from "../../../src/codec/v4/linksJson.js";
import { decodeNote } from "../../../src/codec/v4/noteJson.js";
import { decodePage } from "../../../src/codec/v4/pageJson.js";
import { decodePipeline } from "../../../src/codec/v4/pipelineJson.js";
import { decodeProblems } from "../../../src/codec/v4/problemJson.js";
import { decodeTask } from "../../../src/codec/v4/taskJson.js";
import { decodeUser } from "../../../src/codec/v4/userJson.js";
import { decodeWebhook } from "../../../src/codec/v4/webhookJson.js";
import { decodeWritten } from "../../../src/codec/v4/writtenJson.js";
import { CrmError } from "../../../src/domain/crmError.js";
import { v4Answer, v4Item } from "./fixture.js";

const NOW = new Date(1_795_167_000_000);

describe("answers of API v4", () => {
  test("a contact with all fields that accounts are known to have", () => {
    expect(decodeContact(v4Item("contact"))).toEqual({
      id: "1",
      name: "Ivan Petrov",
      position: "Director",
      companyId: "2",
      responsibleUserId: "2",
      createdAt: NOW,
      updatedAt: NOW,
      tags: ["vip", "reseller"],
      phoneNumbers: [
        { number: "+1 495 123-45-67", label: "Work" },
        { number: "+1 499 891-01-11", label: "Mobile" },
      ],
      emailAddresses: [{ address: "ivan@acme.example", label: "Work" }],
      webAddresses: [{ url: "http://acme.example", label: null }],
      address: "Street 1",
      instantMessengers: [{ address: "ivan.p", protocol: "Skype" }],
    });
  });

  test("a contact of an account that lacks some fields", () => {
    expect(decodeContact(v4Item("contact.few"))).toMatchObject({
      position: "Director",
      webAddresses: [],
      address: null,
      instantMessengers: [],
    });
  });

  test("links of several records, and what is no list of links", () => {
    expect(decodeLinks(v4Answer("links.mass"))).toEqual([
      { entityId: "1", toEntityId: "1" },
      { entityId: "2", toEntityId: "1" },
      { entityId: "2", toEntityId: "3" },
    ]);
    expect(() => decodeLinks(v4Answer("contacts.add"))).toThrow(CrmError);
  });

  test("a page of contacts: without values, a phone of no particular kind", () => {
    const { items, hasNext } = decodePage(v4Answer("contacts.page"), "contacts", decodeContact);
    expect(hasNext).toBe(false);
    expect(items.map(({ id, companyId }) => [id, companyId])).toEqual([
      ["1", "2"],
      ["3", null],
    ]);
    expect(items[1]?.phoneNumbers.map(({ label }) => label)).toEqual([null]);
    // Told where it was asked for, and not mistaken for none where it was not.
    expect(items.map(({ dealIds }) => dealIds)).toEqual([["1", "2"], ["2"]]);
    expect(decodeContact(v4Item("contact"))).not.toHaveProperty("dealIds");
  });

  test("a deal and its contacts, the price of none", () => {
    expect(decodeLead(v4Item("lead"))).toEqual({
      id: "1",
      name: "Пилот <2026>",
      price: "1500.5",
      statusId: "2",
      pipelineId: "101",
      responsibleUserId: "2",
      createdAt: NOW,
      updatedAt: NOW,
      tags: ["pilot", "q4"],
      contactIds: ["1"],
    });
    const { items } = decodePage(v4Answer("leads.page.ids"), "leads", decodeLead);
    expect(items).toMatchObject([{ id: "2", price: null, contactIds: ["1", "3"] }]);
  });

  test("whether a page has one after it", () => {
    expect(decodePage(v4Answer("leads.page.next"), "leads", decodeLead).hasNext).toBe(true);
    expect(decodePage(v4Answer("leads.page"), "leads", decodeLead).hasNext).toBe(false);
  });

  test("records in the account's bin are none", () => {
    const inBin = (name: string) => ({ ...(v4Item(name) as object), is_deleted: true });
    expect([decodeLead(inBin("lead")), decodeContact(inBin("contact"))]).toEqual([null, null]);
  });

  test("companies, users, pipelines and fields", () => {
    const { items } = decodePage(v4Answer("companies.page"), "companies", decodeCompany);
    expect(items).toEqual([{ id: "2", name: "ACME & Sons" }]);
    expect(decodePage(v4Answer("users.page"), "users", decodeUser).items).toEqual([
      { id: "1", name: "Anna Smirnova" },
      { id: "2", name: "John Miller" },
      { id: "3", name: "Дарья Ким" },
    ]);
    const [pipeline] = decodePage(v4Answer("pipelines"), "pipelines", decodePipeline).items;
    expect(pipeline).toMatchObject({ id: "101", name: "Sales", isMain: true });
    expect(pipeline?.statuses).toContainEqual({ id: "142", name: "Won" });
    const fields = decodePage(v4Answer("custom_fields.contacts"), "custom_fields", decodeField).items;
    expect(fields.map(({ code }) => code)).toEqual(["POSITION", "PHONE", "EMAIL", "IM", "WEB", "ADDRESS"]);
    expect(fields[1]?.id).toBe("1002");
    expect(fields[1]?.choices.map(({ id, code }) => [id, code])).toEqual([
      ["2001", "WORK"],
      ["2002", "WORKDD"],
      ["2003", "MOB"],
      ["2004", "FAX"],
      ["2005", "HOME"],
      ["2006", "OTHER"],
    ]);
  });

  test("notes: those of people, not those that tell of calls", () => {
    expect(decodePage(v4Answer("notes.contacts.page"), "notes", decodeNote).items).toEqual([
      {
        id: "1",
        entityId: "1",
        body: 'Called: "a < b" & ]]> ok\r\nsecond line',
        authorId: "1",
        createdAt: NOW,
      },
    ]);
    expect(decodeNote(v4Item("note.call"))).toBeNull();
  });

  test("tasks: on a record, on their own, completed", () => {
    expect(decodeTask(v4Item("task"))).toEqual({
      id: "3",
      text: "Send contract",
      typeId: "3",
      dueAt: new Date(1_796_104_800_000),
      isCompleted: false,
      result: null,
      responsibleUserId: "1",
      entity: { type: "leads", id: "1" },
    });
    expect(decodeTask(v4Item("task.free")).entity).toBeNull();
    expect(decodeTask(v4Item("task.completed"))).toMatchObject({ isCompleted: true, result: "Agreed on a price" });
  });

  test("catalogs", () => {
    expect(decodeCatalog(v4Item("catalog"))).toEqual({
      id: "2",
      name: "Invoices",
      type: "INVOICES",
      sort: 20,
      createdById: "1",
      createdAt: NOW,
      canAddElements: false,
      canShowInCards: true,
      canLinkMultiple: false,
    });
  });

  test("the account with its kinds of tasks", () => {
    expect(decodeAccount(v4Answer("account"))).toEqual({
      subdomain: "demo",
      timeZone: "Europe/Moscow",
      taskKinds: [
        { id: "1", name: "Follow-up", code: "FOLLOW_UP" },
        { id: "2", name: "Meeting", code: "MEETING" },
        { id: "3", name: "Letter", code: "" },
      ],
    });
  });

  test("what was written, by the row it came from", () => {
    expect(decodeWritten(v4Answer("leads.add"), "leads")).toMatchObject([
      { id: "3", requestId: "0" },
      { id: "4", requestId: "second" },
    ]);
    expect(decodeWritten(v4Answer("notes.add"), "notes")).toMatchObject([{ id: "3", requestId: "0" }]);
  });

  test("why rows were refused", () => {
    const problems = decodeProblems(v4Answer("error.validation"));
    expect([...problems.keys()]).toEqual(["0", "2"]);
    expect(problems.get("0")?.map(({ path }) => path)).toEqual(["status_id", "_embedded.contacts.0.id"]);
    expect(decodeProblems(v4Answer("error.400"))).toEqual(new Map());
    expect(decodeProblems("<html>")).toEqual(new Map());
  });
});

describe("an answer that is not what it claims to be is an error, never an empty list", () => {
  const page = (text: string) => () => decodePage(text, "leads", decodeLead);
  test.each([
    ["another list", page(v4Answer("contacts.page"))],
    ["a record", page(v4Answer("lead"))],
    ["a problem", page(v4Answer("error.401"))],
    ["no JSON", page("<html>")],
    ["nothing", page("")],
    ["a list", page("[]")],
    ["rows that are no records", page('{"_embedded":{"leads":[1]}}')],
    ["a record without a number", page('{"_embedded":{"leads":[{"name":"A"}]}}')],
    ["a price that is none", page('{"_embedded":{"leads":[{"id":1,"price":"much"}]}}')],
    ["a date that is none", page('{"_embedded":{"leads":[{"id":1,"created_at":"today"}]}}')],
    ["a note without a type", () => decodeNote({ id: 1, entity_id: 1, note_type: 4, params: { text: "a" } })],
    ["a task of which it is not known whether it is completed", () => decodeTask({ id: 1, text: "a" })],
    ["an account without a name", () => decodeAccount("{}")],
    ["what was written without numbers", () => decodeWritten('{"_embedded":{"leads":[{"request_id":"0"}]}}', "leads")],
    ["what was written, of another list", () => decodeWritten(v4Answer("notes.add"), "leads")],
    ["what was written, of nothing", () => decodeWritten("{}", "leads")],
    ["a webhook without an address", () => decodeWebhook({ settings: ["add_lead"], disabled: false })],
  ])("%s", (_name, read) => {
    expect(read).toThrow(expect.objectContaining({ kind: "badResponse" }));
    expect(read).toThrow(CrmError);
  });
});
