import { addContact, NO_DATA } from "../../src/sandbox/storage/contacts.js";
import { closeDatabase, openDatabase } from "../../src/sandbox/storage/database.js";
import { fillEmpty } from "../../src/sandbox/storage/fill.js";

/** A word that this many contacts have in their names, however many contacts there are. */
export const RARE = { word: "needle", contacts: 50 } as const;

/** Contacts of which one is a company, for which the others work. */
const TEAM = 10;

/** The e-mail address that one contact has. */
export function emailOf(id: number): string {
  return `person.${id}@mail.example`;
}

/** Writes the data file of a sandbox account with this many contacts, numbered from 1. */
export async function writeBigAccount(file: string, contacts: number): Promise<void> {
  const createdAt = new Date();
  const step = Math.floor(contacts / RARE.contacts);
  const db = await openDatabase(file, async (fresh) => {
    await fillEmpty(fresh);
    for (let id = 1; id <= contacts; id += 1) {
      const isCompany = id % TEAM === 1;
      const name = `${isCompany ? "Company" : "Person"} ${id}${id % step === 0 ? ` ${RARE.word}` : ""}`;
      const draft = {
        name,
        position: isCompany ? "" : "Buyer",
        companyId: isCompany ? null : id - ((id - 1) % TEAM),
        data: {
          ...NO_DATA,
          phoneNumbers: [{ value: `+7 900 ${String(id).padStart(7, "0")}`, label: "Work" }],
          emailAddresses: [{ value: emailOf(id), label: "Work" }],
        },
        mainUserId: 1,
        tags: ["bench", `group ${id % 7}`],
        extra: [],
      };
      await addContact(fresh, draft, { id, isCompany, createdAt });
    }
  });
  await closeDatabase(db);
}
