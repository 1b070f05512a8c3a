import { demoNotes, demoTasks } from "./activities.js";
import { demoCatalogs } from "./catalogs.js";
import { demoContacts } from "./contacts.js";
import { demoDeals } from "./deals.js";
import { seededRandom } from "./random.js";
import type { DemoAccount } from "./records.js";
import { statuses, users } from "./staff.js";

/**
 * The data a new sandbox starts with: the account of a small supplier of coffee machines and green coffee. The same
 * `now` always gives the same data. All dates are relative to `now`, so the account never looks abandoned; contacts and
 * deals keep their ids, texts and links whatever `now` is, notes and tasks are numbered by date and may change places.
 * Each list has a seed of its own, so that a change to one leaves the others' choices alone.
 */
export function demoAccount(now: Date): DemoAccount {
  const contacts = demoContacts(now, seededRandom(1));
  const deals = demoDeals(contacts, now, seededRandom(2));
  return {
    users: users.map((user) => ({ ...user })),
    statuses: statuses.map((status) => ({ ...status })),
    contacts: contacts.map(({ contact }) => contact),
    deals: deals.map(({ deal }) => deal),
    notes: demoNotes(contacts, deals, now, seededRandom(3)),
    tasks: demoTasks(contacts, deals, now, seededRandom(4)),
    catalogs: demoCatalogs(now, seededRandom(5)),
  };
}
