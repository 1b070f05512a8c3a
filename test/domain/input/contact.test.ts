import { describe, expect, test } from "@jest/globals";
import { checkContactDraft, checkContactPatch, type ContactInput } from "../../../src/domain/input/contactInput.js";
import { outcome } from "./outcome.js";

const full: Required<ContactInput> = {
  name: "Ann Lee",
  position: "Head of sales",
  company: { crmId: "12" },
  phoneNumbers: [{ number: "+1 495", label: "Work" }, { number: "5" }],
  emailAddresses: [{ address: "not an address", label: null }],
  webAddresses: [{ url: "example.com", label: "Home" }],
  address: { street: "Main St 1, Springfield" },
  instantMessengers: [{ address: "ann", protocol: "Skype" }],
  responsibleUserCrmId: "77",
  tags: ["vip", "two words"],
};

const record = {
  name: "Ann Lee",
  position: "Head of sales",
  company: { id: "12", name: null },
  phoneNumbers: [
    { number: "+1 495", label: "Work" },
    { number: "5", label: null },
  ],
  emailAddresses: [{ address: "not an address", label: null }],
  webAddresses: [{ url: "example.com", label: "Home" }],
  address: "Main St 1, Springfield",
  instantMessengers: [{ address: "ann", protocol: "Skype" }],
  responsibleUserId: "77",
  tags: ["vip", "two words"],
};

test("a full contact passes, new or changed", () => {
  expect(checkContactDraft(full)).toEqual({ value: record });
  expect(checkContactPatch(full)).toEqual({ value: record });
});

test("what is absent stays absent", () => {
  expect(checkContactDraft({ name: "Ann" })).toEqual({ value: { name: "Ann" } });
  for (const key of Object.keys(full) as (keyof ContactInput)[]) {
    const { value } = checkContactPatch({ [key]: full[key] });
    const written = key === "responsibleUserCrmId" ? "responsibleUserId" : key;
    expect(value).toStrictEqual({ [written]: record[written] });
  }
});

test("a key that is there but undefined is absent", () => {
  const input = Object.assign<ContactInput, object>({ name: "Ann" }, { position: undefined, tags: undefined });
  expect(checkContactPatch(input).value).toStrictEqual({ name: "Ann" });
});

const LONG = "x".repeat(60_001);

/** Input, and what becomes of it in a patch. */
const rows: readonly (readonly [string, ContactInput, unknown])[] = [
  ["null position", { position: null }, { position: null }],
  ["blank position", { position: " \t" }, { position: null }],
  ["position with a line break", { position: "a\nb" }, ["INVALID position"]],
  ["position that XML cannot hold", { position: "a\u0000b" }, ["INVALID position"]],
  ["long position", { position: LONG }, ["INVALID position"]],
  ["null company", { company: null }, { company: null }],
  ["company by name", { company: { name: "Acme" } }, { company: { id: null, name: "Acme" } }],
  ["company by name, number null", { company: { name: "A", crmId: null } }, { company: { id: null, name: "A" } }],
  ["blank company name", { company: { name: " " } }, ["REQUIRED company.name"]],
  ["company name with a line break", { company: { name: "a\rb" } }, ["INVALID company.name"]],
  ["company number that is none", { company: { crmId: "x" } }, ["INVALID company.crmId"]],
  ["company number zero", { company: { crmId: "0" } }, ["INVALID company.crmId"]],
  ["blank company number", { company: { crmId: "" } }, ["REQUIRED company.crmId"]],
  ["company by nothing", { company: {} }, ["REQUIRED company"]],
  ["company by both", { company: { crmId: "1", name: "A" } }, ["INVALID company"]],
  ["null phones", { phoneNumbers: null }, { phoneNumbers: [] }],
  ["no phones", { phoneNumbers: [] }, { phoneNumbers: [] }],
  ["blank number", { phoneNumbers: [{ number: "1" }, { number: "" }] }, ["REQUIRED phoneNumbers.1.number"]],
  ["number with a line break", { phoneNumbers: [{ number: "1\n2" }] }, ["INVALID phoneNumbers.0.number"]],
  ["blank label", { phoneNumbers: [{ number: "1", label: "" }] }, { phoneNumbers: [{ number: "1", label: null }] }],
  ["label with a line break", { phoneNumbers: [{ number: "1", label: "\u2028x" }] }, ["INVALID phoneNumbers.0.label"]],
  ["null addresses", { emailAddresses: null }, { emailAddresses: [] }],
  ["blank address", { emailAddresses: [{ address: "  " }] }, ["REQUIRED emailAddresses.0.address"]],
  ["address with a line break", { emailAddresses: [{ address: "a@b\n" }] }, ["INVALID emailAddresses.0.address"]],
  ["bad label", { emailAddresses: [{ address: "a", label: "\u0001" }] }, ["INVALID emailAddresses.0.label"]],
  ["null web addresses", { webAddresses: null }, { webAddresses: [] }],
  ["blank url", { webAddresses: [{ url: "" }] }, ["REQUIRED webAddresses.0.url"]],
  ["url with a line break", { webAddresses: [{ url: "a\u0085b" }] }, ["INVALID webAddresses.0.url"]],
  ["bad url label", { webAddresses: [{ url: "a", label: "b\nc" }] }, ["INVALID webAddresses.0.label"]],
  ["null address", { address: null }, { address: null }],
  ["blank street", { address: { street: "" } }, ["REQUIRED address.street"]],
  ["street of two lines", { address: { street: "a\nb" } }, ["INVALID address.street"]],
  ["null messengers", { instantMessengers: null }, { instantMessengers: [] }],
  ["blank messenger", { instantMessengers: [{ address: " " }] }, ["REQUIRED instantMessengers.0.address"]],
  [
    "blank protocol",
    { instantMessengers: [{ address: "a", protocol: " " }] },
    { instantMessengers: [{ address: "a", protocol: null }] },
  ],
  [
    "bad protocol",
    { instantMessengers: [{ address: "a", protocol: "\uFFFE" }] },
    ["INVALID instantMessengers.0.protocol"],
  ],
  ["user that is no number", { responsibleUserCrmId: "Ann" }, ["INVALID responsibleUserCrmId"]],
  ["user with a leading zero", { responsibleUserCrmId: "07" }, ["INVALID responsibleUserCrmId"]],
  ["blank user", { responsibleUserCrmId: "" }, ["REQUIRED responsibleUserCrmId"]],
  ["null tags", { tags: null }, { tags: [] }],
  ["blank tag", { tags: ["a", " "] }, ["REQUIRED tags.1"]],
  ["tag with a comma", { tags: ["a,b"] }, ["INVALID tags.0"]],
  ["tag with a blank before it", { tags: [" a"] }, ["INVALID tags.0"]],
  ["tag with a line break", { tags: ["a\nb"] }, ["INVALID tags.0"]],
  ["tag that comes twice", { tags: ["a", "b", "a", "a"] }, ["INVALID tags.2", "INVALID tags.3"]],
  ["tags that differ in case", { tags: ["a", "A"] }, { tags: ["a", "A"] }],
  ["too many tags", { tags: Array.from({ length: 101 }, (_, index) => `t${index}`) }, ["INVALID tags"]],
];

describe.each(rows)("%s", (_, input, expected) => {
  test("in a patch", () => {
    expect(outcome(checkContactPatch(input))).toEqual(expected);
  });

  test("in a new contact", () => {
    const whole = Array.isArray(expected) ? expected : { name: "Ann", ...(expected as object) };
    expect(outcome(checkContactDraft({ name: "Ann", ...input }))).toEqual(whole);
  });
});

describe("what a new and a changed contact do not have in common", () => {
  test.each([[{}], [{ name: null }], [{ name: "" }], [{ name: " \n" }]])("a new one needs a name: %j", (input) => {
    expect(outcome(checkContactDraft(input))).toEqual(["REQUIRED name"]);
  });

  test.each([[{ name: null }], [{ name: "" }]])("a name cannot be cleared: %j", (input) => {
    expect(outcome(checkContactPatch(input))).toEqual(["REQUIRED name"]);
  });

  test("a null user in charge leaves the choice to the account, but cannot be taken away", () => {
    expect(outcome(checkContactDraft({ name: "Ann", responsibleUserCrmId: null }))).toEqual({ name: "Ann" });
    expect(outcome(checkContactPatch({ responsibleUserCrmId: null }))).toEqual(["REQUIRED responsibleUserCrmId"]);
  });

  test("a patch must change something", () => {
    expect(outcome(checkContactPatch({}))).toEqual(["REQUIRED "]);
  });
});

test("all faults are told at once, in the order of the fields", () => {
  const input: ContactInput = {
    name: "",
    phoneNumbers: [{ number: "", label: "a\nb" }],
    responsibleUserCrmId: "x",
    tags: ["a,b", ""],
  };
  expect(outcome(checkContactDraft(input))).toEqual([
    "REQUIRED name",
    "REQUIRED phoneNumbers.0.number",
    "INVALID phoneNumbers.0.label",
    "INVALID responsibleUserCrmId",
    "INVALID tags.0",
    "REQUIRED tags.1",
  ]);
});
