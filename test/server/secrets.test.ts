import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "@jest/globals";
import * as client from "../../src/client/graphql.js";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import type { Fault } from "../faults/faultProxy.js";
import { afterwards, changed, reset, rewritten, status, text, truncated, withHeaders } from "../faults/faults.js";
import { startGatewayBehindFaults, type FaultyGateway } from "../faults/faultyGateway.js";
import { begin, TRANSPORTS, untilOpen, type Watch } from "../e2e/watch.js";
import { Collector } from "./collector.js";
import { post, send, type HttpAnswer } from "./http.js";

/** What nobody may ever see again, wherever it came in. */
const SECRETS = {
  accessToken: "marked-access-token-0001",
  unknownToken: "marked-unknown-token-0002",
  sessionSecret: "marked-session-secret-that-seals-0003",
  password: "marked-password-0004",
  key: "marked-key-0005",
  accountText: "marked-account-text-0006",
  accountHeader: "marked-account-header-0007",
};

/** What belongs to the account's people: in the answers that ask for it, and nowhere else. */
const PERSONAL = {
  name: "marked-person-1001",
  phone: "marked-phone-1002",
  email: "marked-mail-1003@example.com",
  deal: "marked-deal-1004",
  note: "marked-note-1005",
  task: "marked-task-1006",
  catalog: "marked-catalog-1007",
  position: "marked-position-1008",
  search: "marked-search-1009",
  wrong: "marked-wrong-input-1010",
};

const HTML = `<html><title>${SECRETS.accountText}</title><body>/var/www/${SECRETS.accountText}</body></html>`;

/** What the account can do to a call. */
const FAULTS: readonly Fault[] = [
  status(500, { "x-debug": SECRETS.accountHeader }, HTML),
  status(502, {}, SECRETS.accountText),
  status(429, { "retry-after": "0" }, SECRETS.accountText),
  status(402, {}, SECRETS.accountText),
  status(302, { location: `https://${SECRETS.accountHeader}.example/?${SECRETS.accountText}` }),
  status(401, { "content-type": "text/xml" }, `<root><error>${SECRETS.accountText}</error></root>`),
  text(HTML),
  text(`<?xml version="1.0"?><root><error code="500">${SECRETS.accountText}</error></root>`),
  text(`<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x "${SECRETS.accountText}">]><root>&x;</root>`),
  text(`<?xml version="1.0"?><${SECRETS.accountText}/>`),
  text(`{"_embedded":"${SECRETS.accountText}"`, "application/json"),
  text(`{"title":"${SECRETS.accountText}","status":403}`, "application/json"),
  rewritten((xml) => `<b>Warning</b>: ${SECRETS.accountText} in /var/www${xml}`),
  rewritten((xml) => xml.replace(/<id>/g, `<id>${SECRETS.accountText}`)),
  withHeaders({ "set-cookie": `session_id=${SECRETS.accountHeader}; path=/` }),
  changed((answer) => ({ ...answer, headers: { ...answer.headers, "content-type": SECRETS.accountHeader } })),
  truncated,
  reset,
  afterwards(reset),
  // The address is blocked from here on.
  status(403, {}, HTML),
];

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const OURS = bearer(SECRETS.accessToken);

/** An operation of the typed client with its variables. */
interface Request {
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
}

/** Everything the gateway said in the course of a day. */
interface Day {
  readonly log: string;
  readonly metrics: string;
  readonly traces: string;
  readonly answers: readonly HttpAnswer[];
  /** Tokens and cookies that came up on the way. */
  readonly found: readonly string[];
}

/** The documents of the typed client, by the names of their operations. */
const DOCUMENTS = new Map(
  Object.entries(client).flatMap(([name, document]) =>
    name.endsWith("Document") ? [[name.replace("Document", ""), String(document)]] : [],
  ),
);
const SUBSCRIPTIONS = [...DOCUMENTS].flatMap(([name, text]) => (/^\s*subscription\b/m.test(text) ? [name] : []));
const OPERATIONS = [...DOCUMENTS.keys()].filter((name) => name !== "SignIn" && !SUBSCRIPTIONS.includes(name));

/** What the records of each kind are filled with. */
function inputs(contactId: string): Record<string, { input: object; patch: object }> {
  const subject = { contactId };
  return {
    Contact: {
      input: {
        name: PERSONAL.name,
        phoneNumbers: [{ number: PERSONAL.phone }],
        emailAddresses: [{ address: PERSONAL.email }],
      },
      patch: { position: PERSONAL.position },
    },
    Deal: { input: { name: PERSONAL.deal, contactId }, patch: { name: PERSONAL.deal } },
    Note: { input: { subject, body: PERSONAL.note }, patch: { body: PERSONAL.note } },
    Task: {
      input: {
        subject,
        text: PERSONAL.task,
        type: "CALL",
        dueAt: "2030-01-01T10:00:00Z",
        responsibleUserCrmId: "1",
      },
      patch: { text: PERSONAL.task },
    },
    Catalog: { input: { name: PERSONAL.catalog }, patch: { name: PERSONAL.catalog } },
  };
}

/** The variables that an operation of the documents takes, right or wrong ones. */
function variablesOf(operationName: string, kinds: ReturnType<typeof inputs>, id: string): Record<string, unknown> {
  const [, kind = "", bulk = "", action = ""] =
    /^([A-Z][a-z]+)(Bulk)?(Create|Update|Delete|Complete)$/.exec(operationName) ?? [];
  const { input, patch } = kinds[kind] ?? {};
  if (action === "Create") return { input: bulk === "" ? input : [input, input] };
  if (action === "Update") return bulk === "" ? { id, patch } : { input: [{ id, patch }] };
  if (action !== "") return bulk === "" ? { id } : { ids: [id] };
  const credentials = { apiKey: { login: DEMO_CREDENTIALS.login, key: DEMO_CREDENTIALS.key } };
  return {
    id,
    ids: [id],
    contactId: id,
    search: PERSONAL.search,
    query: PERSONAL.search,
    crmId: "1",
    type: "CONTACT",
    first: 5,
    credentials,
  };
}

/** The ids of objects that a gateway handed out, by the kind in them. */
function idsIn(answers: readonly HttpAnswer[]): string[] {
  return answers.flatMap(({ text: body }) => Array.from(body.matchAll(/"id":"([^"]+)"/g), ([, id = ""]) => id));
}

/** Lives through a day: every operation, good and bad, every way to sign in, right and wrong, and an account that fails. */
async function liveOneDay(): Promise<Day> {
  const lines: string[] = [];
  const answers: HttpAnswer[] = [];
  const found = new Set<string>([DEMO_CREDENTIALS.key, DEMO_CREDENTIALS.password]);
  const collector = await Collector.start();
  const gateway = await startGatewayBehindFaults({
    sandbox: { empty: false },
    env: {
      LOG_LEVEL: "trace",
      ACCESS_TOKENS: SECRETS.accessToken,
      SESSION_SECRET: SECRETS.sessionSecret,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      AMO_TIMEOUT_MS: "4000",
    },
    onLog: (line) => lines.push(line),
  });

  async function ask(
    { operationName, variables }: Request,
    headers: Record<string, string> = OURS,
  ): Promise<HttpAnswer> {
    const answer = await post(
      gateway.url,
      { query: DOCUMENTS.get(operationName), variables },
      { ...headers, "amoql-trace": "1" },
    );
    answers.push(answer);
    return answer;
  }

  /** Every operation, right and wrong, but the sign-in, whose own answer is the one place where its token belongs. */
  async function useEverything(): Promise<void> {
    const contact = await ask({
      operationName: "ContactCreate",
      variables: variablesOf("ContactCreate", inputs(""), ""),
    });
    const [contactId = ""] = idsIn([contact]);
    const kinds = inputs(contactId);
    for (const operationName of OPERATIONS) {
      const kind = /^[A-Z][a-z]+/.exec(operationName)?.[0] ?? "";
      const create =
        kinds[kind] === undefined
          ? contact
          : await ask({ operationName: `${kind}Create`, variables: { input: kinds[kind].input } });
      const [id = contactId] = idsIn([create]);
      await ask({ operationName, variables: variablesOf(operationName, kinds, id) });
      // Each argument is of the wrong type.
      const wrong = Object.keys(variablesOf(operationName, kinds, id)).map((name) => [
        name,
        { a: PERSONAL.wrong, b: SECRETS.key },
      ]);
      await ask({ operationName, variables: Object.fromEntries(wrong) as Record<string, unknown> });
    }
  }

  /** An event of every subscription, however it is carried, and one that is refused. */
  async function subscribeToEverything(): Promise<void> {
    const kinds = inputs(idsIn([await ask({ operationName: "ContactList", variables: { first: 1 } })])[0] ?? "");
    for (const transport of TRANSPORTS) {
      const watches: Watch[] = [];
      for (const name of SUBSCRIPTIONS) {
        watches.push(begin(gateway.url, transport, DOCUMENTS.get(name) ?? "", OURS));
        await untilOpen(gateway.url, watches.length);
      }
      for (const kind of ["Contact", "Deal", "Note", "Task"]) {
        await ask({ operationName: `${kind}Create`, variables: { input: kinds[kind]?.input } });
      }
      for (const one of watches) expect(await one.next()).toMatchObject({ data: expect.anything() });
      for (const one of watches) await one.stop();
      const ids = [PERSONAL.wrong, SECRETS.key];
      const refused = begin(gateway.url, transport, DOCUMENTS.get("ContactChanges") ?? "", {
        ...OURS,
        variables: { ids },
      });
      await refused.next().catch(() => undefined);
      await refused.stop();
      await untilOpen(gateway.url, 0);
    }
  }

  await useEverything();
  await subscribeToEverything();
  for (const token of await signInEveryWay(gateway, answers)) found.add(token);
  await sendNonsense(gateway, answers);
  for (const fault of FAULTS) {
    gateway.faults.clear();
    // Enough good calls for the account not to count as down.
    for (let round = 0; round < 12; round += 1) {
      const good = () => ask({ operationName: "ContactList", variables: { first: 1 } });
      // After a 429 the account is left alone for a second, in which all other faults could happen unseen.
      while ((await good()).text.includes('"RATE_LIMITED"')) await delay(50);
    }
    collectCookies(gateway, found);
    gateway.faults.add({ fault });
    for (const operationName of ["ContactList", "CatalogList", "ContactCreate", "CatalogCreate"]) {
      await ask({ operationName, variables: variablesOf(operationName, inputs(""), "") });
    }
    gateway.faults.clear();
    gateway.faults.add({ page: "auth", fault });
    answers.push(await signIn(gateway, { password: { login: DEMO_CREDENTIALS.login, password: SECRETS.password } }));
  }
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  await gateway.close();
  const traces = collector.bodies.join("\n");
  await collector.close();
  return { log: lines.join(""), metrics, traces, answers, found: [...found] };
}

function collectCookies({ faults }: FaultyGateway, found: Set<string>): void {
  for (const { cookie } of faults.calls) {
    for (const [, value = ""] of cookie.matchAll(/=([^;]{8,})/g)) found.add(value);
  }
}

function signIn({ url }: FaultyGateway, credentials: object): Promise<HttpAnswer> {
  const query = `mutation SignIn($credentials: CredentialsInput!) {
    sessionCreate(credentials: $credentials) { session { token expiresAt } userErrors { code message field } }
  }`;
  return post(url, { query, variables: { credentials } });
}

/** Signs in with right and wrong credentials, and uses the sessions; gives their tokens. */
async function signInEveryWay(gateway: FaultyGateway, answers: HttpAnswer[]): Promise<string[]> {
  const { login, key, password } = DEMO_CREDENTIALS;
  const tokens: string[] = [];
  for (const credentials of [{ apiKey: { login, key } }, { password: { login, password } }]) {
    const opened = await signIn(gateway, credentials);
    const { session } = (opened.data as { sessionCreate: { session: { token: string } } }).sessionCreate;
    tokens.push(session.token);
    const mine = bearer(session.token);
    const query = "query Mine { viewer { login account } contacts(first: 1) { nodes { id } } }";
    answers.push(
      await post(gateway.url, { query }, mine),
      await post(gateway.url, { query }, bearer(`${session.token.slice(0, -4)}AAAA`)),
      await post(gateway.url, { query: "mutation { sessionDelete { userErrors { message } } }" }, mine),
      await post(gateway.url, { query }, mine),
    );
  }
  for (const credentials of [
    { password: { login, password: SECRETS.password } },
    { apiKey: { login, key: SECRETS.key } },
    { apiKey: { login, password: SECRETS.password } },
    { apiKey: SECRETS.key },
    { password: { login: 1, password: [SECRETS.password] } },
    { password: { login, password: SECRETS.password }, apiKey: { login, key: SECRETS.key } },
    SECRETS,
  ]) {
    answers.push(await signIn(gateway, credentials));
  }
  return tokens;
}

/** Sends what no client should send. */
async function sendNonsense({ url }: FaultyGateway, answers: HttpAnswer[]): Promise<void> {
  const { password, key, unknownToken } = SECRETS;
  const query = "query Nonsense { contacts { nodes { id } } }";
  const literal = (credentials: string) =>
    `mutation { sessionCreate(credentials: ${credentials}) { session { token } } }`;
  const json = { "content-type": "application/json" };
  answers.push(
    await post(url, { query }, bearer(unknownToken)),
    await post(url, { query }, { authorization: `Basic ${unknownToken}` }),
    await post(url, { query }, { authorization: unknownToken }),
    await post(url, { query }, bearer(`${unknownToken} ${unknownToken}`)),
    await post(url, { query: literal(`{ password: { login: "a", password: "${password}" } }`) }),
    await post(url, { query: literal(`{ apiKey: { login: "a", password: "${password}" } }`) }),
    await post(url, { query: literal(`{ apiKey: "${key}" }`) }),
    await post(url, { query: literal(`{ apiKey: { login: "a", key: "${key}" `) }),
    await post(url, { query: literal(`{ apiKey: { login: "a", key: "${key}`) }),
    await post(url, { query, extensions: { persistedQuery: { version: 1, sha256Hash: key } } }),
    await post(url, { query: [password] }),
    await post(url, { query: `{ node(id: "${key}") { id } }` }, OURS),
    await post(url, { query: `{ contacts(after: "${key}") { nodes { id } } }` }, OURS),
    await send(`${url}/graphql?query=${encodeURIComponent(literal(`{ apiKey: { login: "a", key: "${key}" } }`))}`),
    await send(`${url}/nothing?token=${unknownToken}`, { headers: bearer(unknownToken) }),
    await send(`${url}/%ff${unknownToken}`),
    await send(`${url}/graphql`, {
      method: "POST",
      headers: { ...json, ...bearer(unknownToken) },
      body: `{ "x": "${key}`,
    }),
    await send(`${url}/graphql`, { method: "POST", headers: { "content-type": `text/${key}` }, body: key }),
    await send(`${url}/graphql`, {
      method: "POST",
      headers: { ...json, cookie: `session=${unknownToken}`, "x-secret": key },
      body: "{}",
    }),
  );
}

describe("a day's worth of operations with marked secrets", () => {
  let day: Day;
  beforeAll(async () => {
    day = await liveOneDay();
  }, 300_000);

  it("was a day on which everything happened", () => {
    for (const name of OPERATIONS) {
      expect(day.log).toContain(`"operation":"${name}"`);
      expect(day.traces).toMatch(new RegExp(`"(query|mutation) ${name}"`));
      expect(day.metrics).toContain(`operation="${name}",code="ok"`);
    }
    expect(SUBSCRIPTIONS.length).toBeGreaterThan(3);
    for (const name of SUBSCRIPTIONS) {
      expect(day.log).toMatch(new RegExp(`"operation":"${name}","code":"ok","events":[1-9]`));
      expect(day.traces).toContain(`"subscription ${name}"`);
    }
    for (const code of [
      "UNAUTHENTICATED",
      "UPSTREAM_BAD_RESPONSE",
      "UPSTREAM_UNAVAILABLE",
      "OUTCOME_UNKNOWN",
      "RATE_LIMITED",
    ]) {
      expect(day.log).toContain(`"code":"${code}"`);
    }
    // Two tokens and some cookies, besides the credentials of the demo user.
    expect(day.found.length).toBeGreaterThan(4);
    const shown = day.answers.map((answer) => answer.text).join("\n");
    for (const marker of [
      PERSONAL.name,
      PERSONAL.phone,
      PERSONAL.deal,
      PERSONAL.note,
      PERSONAL.task,
      PERSONAL.catalog,
    ]) {
      expect(shown).toContain(marker);
    }
  });

  const leaked = (texts: readonly string[], markers: readonly string[]) =>
    markers.flatMap((marker) =>
      texts.filter((each) => each.includes(marker)).map((each) => ({ marker, in: each.slice(0, 600) })),
    );

  it.each(["log", "metrics", "traces"] as const)("leaves none of them, and nothing personal, in the %s", (place) => {
    const markers = [...Object.values(SECRETS), ...Object.values(PERSONAL), ...day.found, "session_id"];
    expect(day[place].length).toBeGreaterThan(1_000);
    expect(leaked(day[place].split("\n"), markers)).toEqual([]);
  });

  it("leaves none of them in the answers", () => {
    const texts = day.answers.flatMap((answer) => [answer.text, JSON.stringify([...answer.headers])]);
    expect(leaked(texts, [...Object.values(SECRETS), ...day.found, "session_id"])).toEqual([]);
  });

  it("leaves nothing personal in the errors", () => {
    const texts = day.answers.map(({ errors, extensions }) => JSON.stringify({ errors, extensions }));
    expect(leaked(texts, Object.values(PERSONAL))).toEqual([]);
  });
});
