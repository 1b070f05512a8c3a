import { zonedDates } from "../../src/codec/date.js";
import type { Contact } from "../../src/domain/contact.js";
import type { Deal } from "../../src/domain/deal.js";

/** The account that the fixtures were taken from, as test/fixtures/wire/README.md describes it, in domain terms. */
export const DATES = zonedDates("Europe/Moscow");

const WRITTEN = new Date("2026-11-20T09:30:00Z");
const ANNA = { id: "1", name: "Anna Smirnova" };
const JOHN = { id: "2", name: "John Miller" };
const CONTACT_1 = { kind: "contact", id: "1" } as const;
const DEAL_1 = { kind: "deal", id: "1" } as const;

/** What list pages carry of contact 1. */
export const IVAN = {
  id: "1",
  name: "Ivan Petrov",
  isCompany: false,
  position: "Director",
  company: { id: "2", name: "ACME & Sons" },
  phoneNumbers: [
    { number: "+1 495 123-45-67", label: "Work" },
    { number: "+1 499 891-01-11", label: "Mobile" },
  ],
  emailAddresses: [{ address: "ivan@acme.example", label: "Work" }],
  webAddresses: [{ url: "http://acme.example", label: null }],
  address: "Street 1",
  instantMessengers: [{ address: "ivan.p", protocol: "Skype" }],
  responsibleUser: JOHN,
  tags: ["vip", "reseller"],
  createdAt: WRITTEN,
  updatedAt: WRITTEN,
} satisfies Omit<Contact, "notes" | "tasks">;

const NO_DATA = { phoneNumbers: [], emailAddresses: [], webAddresses: [], address: null, instantMessengers: [] };

export const ACME = {
  ...NO_DATA,
  id: "2",
  name: "ACME & Sons",
  isCompany: true,
  position: null,
  company: null,
  responsibleUser: ANNA,
  tags: [],
  createdAt: WRITTEN,
  updatedAt: WRITTEN,
} satisfies Omit<Contact, "notes" | "tasks">;

export const MARIA = {
  ...NO_DATA,
  id: "3",
  name: "Мария Ковалёва",
  isCompany: false,
  position: null,
  company: null,
  phoneNumbers: [{ number: "+7 921 000-00-07", label: null }],
  responsibleUser: ANNA,
  tags: [],
  createdAt: WRITTEN,
  updatedAt: WRITTEN,
} satisfies Omit<Contact, "notes" | "tasks">;

/** The page of contact 1. */
export const IVAN_DETAIL: Contact = {
  ...IVAN,
  notes: [
    {
      id: "1",
      subject: CONTACT_1,
      body: 'Called: "a < b" & ]]> ok\r\nsecond line',
      author: ANNA,
      createdAt: WRITTEN,
    },
  ],
  tasks: [
    {
      id: "1",
      text: "Call back",
      type: "CALL",
      dueAt: new Date("2026-11-25T15:00:00Z"),
      isCompleted: false,
      result: null,
      responsibleUser: JOHN,
      subject: CONTACT_1,
    },
    {
      id: "2",
      text: "Office visit",
      type: "MEETING",
      dueAt: new Date("2026-11-20T07:00:00Z"),
      isCompleted: true,
      result: null,
      responsibleUser: ANNA,
      subject: CONTACT_1,
    },
  ],
};

const LINKED_IVAN = {
  id: "1",
  name: "Ivan Petrov",
  isCompany: false,
  company: { id: "2", name: "ACME & Sons" },
};

export const PILOT = {
  id: "1",
  name: "Пилот <2026>",
  price: "1500.50",
  status: { id: "2", name: "Negotiation" },
  pipeline: null,
  responsibleUser: JOHN,
  tags: ["pilot", "q4"],
  contacts: [LINKED_IVAN],
  createdAt: WRITTEN,
  updatedAt: WRITTEN,
} satisfies Omit<Deal, "notes" | "tasks">;

export const WEBSITE = {
  id: "2",
  name: "Website",
  price: null,
  status: { id: "1", name: "First contact" },
  pipeline: null,
  responsibleUser: ANNA,
  tags: [],
  contacts: [LINKED_IVAN, { id: "3", name: "Мария Ковалёва", isCompany: false, company: null }],
  createdAt: WRITTEN,
  updatedAt: WRITTEN,
} satisfies Omit<Deal, "notes" | "tasks">;

/** The page of deal 1. */
export const PILOT_DETAIL: Deal = {
  ...PILOT,
  notes: [{ id: "2", subject: DEAL_1, body: "Sent offer", author: ANNA, createdAt: WRITTEN }],
  tasks: [
    {
      id: "3",
      text: "Send contract",
      type: "LETTER",
      dueAt: new Date("2026-12-01T06:00:00Z"),
      isCompleted: false,
      result: null,
      responsibleUser: ANNA,
      subject: DEAL_1,
    },
  ],
};
