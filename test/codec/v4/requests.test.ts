import { expect, test } from "@jest/globals";
import { encodeCatalog } from "../../../src/codec/v4/catalogJson.js";
import { encodeContact } from "../../../src/codec/v4/contactJson.js";
import { decodeField } from "../../../src/codec/v4/fieldJson.js";
import { encodeLead } from "../../../src/codec/v4/leadJson.js";
import { encodeNote } from "../../../src/codec/v4/noteJson.js";
import { decodePage } from "../../../src/codec/v4/pageJson.js";
import { encodeTask } from "../../../src/codec/v4/taskJson.js";
import { needingDefinitions } from "../../../src/codec/v4/writtenFields.js";
import { v4Answer, v4Request } from "./fixture.js";

const FIELDS = decodePage(v4Answer("custom_fields.contacts"), "custom_fields", decodeField).items;
const FEW_FIELDS = decodePage(v4Answer("custom_fields.contacts.few"), "custom_fields", decodeField).items;

function first(name: string): object {
  const [row] = v4Request(name) as { request_id: string }[];
  const { request_id, ...item } = row ?? { request_id: "" };
  expect(request_id).toBe("0");
  return item;
}

test("a new contact; fields of all accounts go by their code, others by their number", () => {
  const { custom_fields_values, ...item } = first("contacts.add") as { custom_fields_values: object[] };
  const [, phones, emails] = custom_fields_values;
  const draft = {
    name: "Petra Novak",
    responsibleUserId: "2",
    position: "Buyer",
    phoneNumbers: [
      { number: "+420 222 000 111", label: "Work" },
      { number: "+420 777 000 111", label: "mobile" },
    ],
    emailAddresses: [{ address: "petra@example.org", label: "Personal" }],
    tags: ["vip"],
  };
  expect(needingDefinitions(draft, false)).toEqual(["position", "phoneNumbers"]);
  expect(encodeContact(draft, FIELDS)).toEqual({
    ...item,
    custom_fields_values: [{ field_id: 1001, values: [{ value: "Buyer" }] }, phones, emails],
  });
});

test("a patch of a contact holds what is given and nothing else; null and the empty list clear", () => {
  expect(encodeContact({ emailAddresses: [], tags: [] })).toEqual({
    custom_fields_values: [{ field_code: "EMAIL", values: null }],
    _embedded: { tags: null },
  });
  expect(needingDefinitions({ name: "A", tags: [], phoneNumbers: [] }, false)).toEqual([]);
  const cleared = { name: "A", position: null, webAddresses: [] };
  expect(needingDefinitions(cleared, false)).toEqual(["position", "webAddresses"]);
  expect(needingDefinitions(cleared, true)).toEqual([]);
  expect(encodeContact({ address: null, webAddresses: [{ url: "a.example", label: null }] }, FIELDS)).toEqual({
    custom_fields_values: [
      { field_id: 1005, values: [{ value: "a.example" }] },
      { field_id: 1006, values: null },
    ],
  });
});

test("labels become choices, and none in particular the last one", () => {
  const values = (label: string | null) => encodeContact({ phoneNumbers: [{ number: "1", label }] });
  const choice = (code: string) => ({
    custom_fields_values: [{ field_code: "PHONE", values: [{ value: "1", enum_code: code }] }],
  });
  expect(values("Direct")).toEqual(choice("WORKDD"));
  expect(values("HOME")).toEqual(choice("HOME"));
  expect(["", " ", null, "other"].map(values)).toEqual(Array(4).fill(choice("OTHER")));
});

test("a label that no choice stands for is refused at its place, and those that may be given are told", () => {
  const write = () =>
    encodeContact(
      {
        phoneNumbers: [
          { number: "1", label: "Work" },
          { number: "2", label: "Second" },
        ],
        emailAddresses: [{ address: "a@b.example", label: "Fax" }],
        webAddresses: [{ url: "a.example", label: "Blog" }],
        instantMessengers: [{ address: "a", protocol: "Telegram" }],
      },
      FIELDS,
    );
  expect(write).toThrow(
    expect.objectContaining({
      kind: "notSupported",
      faults: [
        {
          path: ["phoneNumbers", "1", "label"],
          message: "The account keeps one of these: Work, Direct, Mobile, Fax, Home.",
        },
        { path: ["emailAddresses", "0", "label"], message: "The account keeps one of these: Work, Home." },
        { path: ["webAddresses", "0", "label"], message: "The account keeps no label here." },
        {
          path: ["instantMessengers", "0", "protocol"],
          message: "The account keeps one of these: Skype, ICQ, Jabber, Google Talk, MSN.",
        },
      ],
    }),
  );
});

test("where the field itself is lacking, nothing is said of its labels", () => {
  const patch = { instantMessengers: [{ address: "a", protocol: "Telegram" }] };
  expect(() => encodeContact(patch, FEW_FIELDS)).toThrow(
    expect.objectContaining({ faults: [expect.objectContaining({ path: ["instantMessengers"] })] }),
  );
});

test("a value that the account has no field for is refused; clearing one is nothing to do", () => {
  const write = () => encodeContact({ instantMessengers: [{ address: "a", protocol: "Skype" }] }, FEW_FIELDS);
  expect(write).toThrow(expect.objectContaining({ kind: "notSupported" }));
  expect(encodeContact({ instantMessengers: [], address: null }, FEW_FIELDS)).toEqual({});
});

test("deals, with their stage and its pipeline", () => {
  const { _embedded, ...item } = first("leads.add") as { _embedded: { tags: object[] } };
  const draft = { name: "Espresso machines", price: "4200", responsibleUserId: "2", tags: ["pilot", "fair"] };
  expect(encodeLead(draft, { statusId: "2", pipelineId: "101" })).toEqual({
    ...item,
    _embedded: { tags: _embedded.tags },
  });
  expect(encodeLead({ name: "Web site" }, null)).toEqual(v4Request("lead.patch"));
  expect(encodeLead({ price: "1500.50" }, null)).toEqual({ price: 1500.5 });
  expect(encodeLead({ price: null }, null)).toEqual({ price: 0 });
  expect(() => encodeLead({ price: "123456789012345.67" }, null)).toThrow(
    expect.objectContaining({ kind: "notSupported" }),
  );
});

test("notes, tasks and catalogs", () => {
  expect(encodeNote("Called twice")).toEqual(v4Request("note.patch"));
  expect(encodeTask({ text: "Prepare the fair", dueAt: new Date(1_796_688_000_999) }, "2")).toEqual(first("tasks.add"));
  expect(encodeTask({ subject: { kind: "deal", id: "7" } }, null)).toEqual({ entity_id: 7, entity_type: "leads" });
  expect(encodeCatalog({ name: "Tariffs", canAddElements: true, canLinkMultiple: true })).toEqual(
    first("catalogs.add"),
  );
});
