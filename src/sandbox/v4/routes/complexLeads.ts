import type { PartyType } from "../../storage/parties.js";
import { eachItem } from "../call.js";
import type { V4Call, V4Routes } from "../call.js";
import { entityExists } from "../checks.js";
import { addLead } from "../leadWrite.js";
import type { ItemReader } from "../wire/itemReader.js";
import { Problem } from "../wire/problem.js";
import { addParty } from "./parties.js";

/** Leads that one request may add together with the person and the company they are about. */
const MAX_COMPLEX = 50;

/** Leads with a person and a company each, who are added with them unless an id names them. */
export const complexLeadRoutes: V4Routes = {
  "POST /leads/complex": async (call) => {
    if (Array.isArray(call.body) && call.body.length > MAX_COMPLEX) throw new Problem(422, `Limit ${MAX_COMPLEX}`);
    const written = await eachItem(call, async (item) => {
      const embedded = item.object("_embedded");
      const contactId = await partyOf(call, embedded, "contacts");
      const companyId = await partyOf(call, embedded, "companies");
      const linked = [contactId, companyId].filter((id) => id !== null);
      const id = await addLead(call, item, () => Promise.resolve(linked));
      return { id, contact_id: contactId, company_id: companyId };
    });
    const body = written.map((item) => ({ ...item.written, request_id: [item.requestId], merged: false }));
    return { body };
  },
};

async function partyOf(call: V4Call, embedded: ItemReader | undefined, type: PartyType): Promise<number | null> {
  const [entry, ...more] = embedded?.list(type) ?? [];
  if (!entry) return null;
  for (const other of more) other.refuse("NotSupportedChoice", "id", "A lead is added with one of them.");
  const id = entry.integer("id");
  if (id === undefined) return addParty(call, entry, type);
  if (!(await entityExists(call, { type, id }))) {
    entry.refuse("NotSupportedChoice", "id", "The record does not exist.");
  }
  return id;
}
