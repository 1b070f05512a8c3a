import type { DemoStatus, DemoUser } from "./records.js";

export const users: readonly DemoUser[] = [
  { id: 1, name: "Anna Smirnova", login: "demo@amoql.dev" },
  { id: 2, name: "John Miller", login: "john@amoql.dev" },
  { id: 3, name: "Дарья Ким", login: "darya@amoql.dev" },
  { id: 4, name: "Lucía Ortega", login: "lucia@amoql.dev" },
  { id: 5, name: "Emre Yılmaz", login: "emre@amoql.dev" },
];

export const FIRST_CONTACT = 1;
export const NEGOTIATION = 2;
export const OFFER_SENT = 3;
export const WON = 142;
export const LOST = 143;

export const statuses: readonly DemoStatus[] = [
  { id: FIRST_CONTACT, name: "First contact", sort: 10 },
  { id: NEGOTIATION, name: "Negotiation", sort: 20 },
  { id: OFFER_SENT, name: "Offer sent", sort: 30 },
  { id: WON, name: "Won", sort: 10000 },
  { id: LOST, name: "Lost", sort: 11000 },
];
