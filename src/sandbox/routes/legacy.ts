import type { FastifyInstance } from "fastify";
import { loggedParameters } from "../requestLog.js";
import type { Account } from "../runningAccount.js";
import { signedInUser } from "../signIn.js";
import { viewerOf } from "../storage/viewer.js";
import { readContent } from "../wire/requestBody.js";
import { writeXml } from "../wire/xmlWriter.js";
import { contactAdd, contactDelete, contactDetail, contactList, contactSearch } from "./contacts.js";
import { dealAdd, dealDelete, dealDetail, dealList, dealSearch } from "./deals.js";
import type { LegacyPage } from "./legacyCall.js";
import { noteAdd } from "./notes.js";
import { taskAdd } from "./tasks.js";

const PAGES: Readonly<Record<string, LegacyPage>> = {
  contacts: contactList,
  contact_search: contactSearch,
  contact_detail: contactDetail,
  contact_add: contactAdd,
  contact_delete: contactDelete,
  deals: dealList,
  deal_search: dealSearch,
  deal_detail: dealDetail,
  deal_add: dealAdd,
  deal_delete: dealDelete,
  note_add: noteAdd,
  task_add: taskAdd,
};

/** Media type of every page: some widgets have the browser parse the answer, which goes by it. */
export const XML_TYPE = "text/xml; charset=utf-8";

/** Serves the pages of the XML API, reads and writes, by GET and POST alike. */
export function legacyRoutes(app: FastifyInstance, account: Account): void {
  for (const [name, page] of Object.entries(PAGES)) {
    app.route({
      method: ["GET", "POST"],
      url: `/private/api/${name}.php`,
      handler: async (request, reply) => {
        const { parameters } = await readContent(request);
        account.log.describe(request, loggedParameters(parameters));
        const user = await signedInUser(account, { request, reply, parameters });
        const { now, switches } = account;
        const viewer = viewerOf(user, switches.visibility);
        // Committed before it is answered; a refusal undoes all of it.
        const answer = await account.db
          .transaction()
          .execute((db) => page({ parameters, user, viewer, db, now: now(), switches }));
        return reply.type(XML_TYPE).send(writeXml(answer));
      },
    });
  }
}
