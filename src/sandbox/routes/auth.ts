import type { FastifyInstance } from "fastify";
import { ACCOUNT } from "../account.js";
import type { Account } from "../runningAccount.js";
import { credentialsOf, setSessionCookies } from "../signIn.js";
import { userOf } from "../storage/users.js";
import { readContent } from "../wire/requestBody.js";
import { authXml } from "../wire/resultXml.js";
import { writeXml } from "../wire/xmlWriter.js";
import { XML_TYPE } from "./legacy.js";
import { responseError, serverTime } from "./jsonErrors.js";

/** Serves `auth.php`, which starts a session. It answers in XML, or in JSON where `type=json` is asked for. */
export function authRoute(app: FastifyInstance, account: Account): void {
  app.all("/private/api/auth.php", async (request, reply) => {
    const { parameters } = await readContent(request);
    const credentials = credentialsOf(parameters);
    const user = credentials && (await userOf(account.db, credentials));
    if (user) {
      account.log.describe(request, { user: user.login });
      setSessionCookies(request, reply, account.sessions.start(user), account.now());
    }
    if (parameters.get("type") !== "json") {
      const status = user ? 200 : account.switches.authFailureStatus;
      return reply
        .code(status)
        .type(XML_TYPE)
        .send(writeXml(authXml(user !== undefined)));
    }
    reply.type("application/json; charset=utf-8");
    if (!user) {
      const { response } = responseError(request, account.now(), "110", "Wrong login or password");
      return reply.code(401).send({ response: { auth: false, ...response } });
    }
    return reply.send({ response: { auth: true, accounts: [ACCOUNT], server_time: serverTime(account.now()) } });
  });
}
