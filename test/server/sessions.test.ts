import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { readGatewayConfig } from "../../src/config.js";
import { DEMO_CREDENTIALS } from "../../src/sandbox/sandbox.js";
import { serve, type RunningGateway } from "../../src/server/serve.js";
import { SessionTokens } from "../../src/server/sessionTokens.js";
import { gate } from "../faults/faults.js";
import { startGatewayBehindFaults, type FaultyGateway } from "../faults/faultyGateway.js";
import { startGateway, type TestGateway } from "../gateway.js";
import { codes, post, type HttpAnswer } from "./http.js";
import { untilIdle, untilUnderWay } from "./underWay.js";

const SECRET = "the-secret-that-seals-all-sessions";
const OLD_SECRET = "the-secret-that-sealed-all-sessions";
const JOHN = { login: "john@amoql.dev", password: "john-password", key: "fedcba9876543210fedcba9876543210" };

interface Created {
  session: { token: string; expiresAt: string; viewer: { login: string; account: string } } | null;
  userErrors: { code: string; field: string[]; message: string }[];
}

const byKey = (login: string, key: string) => ({ credentials: { apiKey: { login, key } } });
const byPassword = (login: string, password: string) => ({ credentials: { password: { login, password } } });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function signInAnswer(url: string, variables: object): Promise<HttpAnswer> {
  const query = `mutation ($credentials: CredentialsInput!) { sessionCreate(credentials: $credentials) {
    session { token expiresAt viewer { login account } }
    userErrors { code message field }
  } }`;
  return post(url, { query, variables });
}

async function signIn(url: string, variables: object): Promise<NonNullable<Created["session"]>> {
  const answer = await signInAnswer(url, variables);
  const { session } = (answer.data as { sessionCreate: Created }).sessionCreate;
  if (session === null) throw new Error(answer.text);
  return session;
}

/** Login of the user that a token stands for, or the code of the error. */
async function viewer(url: string, token: string): Promise<unknown> {
  const answer = await post(url, { query: "{ viewer { login } }" }, bearer(token));
  return (answer.data as { viewer: { login: string } | null }).viewer?.login ?? codes(answer)[0];
}

/** Further gateways in front of the same account. */
const others: RunningGateway[] = [];
async function another(of: TestGateway, env: Record<string, string>): Promise<string> {
  const gateway = await serve(
    readGatewayConfig({ PORT: "0", LOG_LEVEL: "silent", AMO_RATE: "1000", AMO_URL: of.sandboxUrl, ...env }),
  );
  others.push(gateway);
  return gateway.url;
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ env: { SESSION_SECRET: SECRET, SESSION_TTL: "3600" } });
});
afterAll(async () => {
  await Promise.all(others.map((other) => other.close()));
  await gateway.close();
});

describe("a session opened with a key", () => {
  it("calls the account as its user until SESSION_TTL is over", async () => {
    const before = Date.now();
    const session = await signIn(gateway.url, byKey(JOHN.login, JOHN.key));
    expect(session.viewer).toEqual({ login: JOHN.login, account: "demo" });
    const lasts = (new Date(session.expiresAt).getTime() - before) / 1000;
    expect(lasts).toBeGreaterThan(3_590);
    expect(lasts).toBeLessThan(3_610);
    expect(await viewer(gateway.url, session.token)).toBe(JOHN.login);
  });

  it("tells nothing of what it carries", async () => {
    const { token } = await signIn(gateway.url, byKey(JOHN.login, JOHN.key));
    const parts = token.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1"));
    expect(parts).toHaveLength(5);
    expect(parts.join()).not.toMatch(/john|fedcba/);
  });
});

describe("a session opened with a password", () => {
  it("ends with the account's own session, within 14 minutes", async () => {
    const before = Date.now();
    const session = await signIn(gateway.url, byPassword(JOHN.login, JOHN.password));
    const lasts = (new Date(session.expiresAt).getTime() - before) / 60_000;
    expect(lasts).toBeGreaterThan(13);
    expect(lasts).toBeLessThanOrEqual(14.01);
    expect(await viewer(gateway.url, session.token)).toBe(JOHN.login);
  });

  it("uses the session that the account opened, and signs in no second time", async () => {
    const { token } = await signIn(gateway.url, byPassword(JOHN.login, JOHN.password));
    const answer = await post(
      gateway.url,
      { query: "{ contacts { nodes { id } } }" },
      { ...bearer(token), "amoql-trace": "1" },
    );
    expect(answer.extensions).toMatchObject({ upstream: { calls: 1, requests: [{ outcome: "ok" }] } });
  });

  it("is over when the account has ended it", async () => {
    const short = await startGateway({ sandbox: { switches: { sessionTtl: 1 } } });
    try {
      const { token } = await signIn(short.url, byPassword(JOHN.login, JOHN.password));
      await sleep(1_100);
      const answer = await post(short.url, { query: "{ contacts { nodes { id } } }" }, bearer(token));
      expect(codes(answer)).toEqual(["UNAUTHENTICATED"]);
    } finally {
      await short.close();
    }
  });
});

describe("a token", () => {
  const inAnHour = () => new Date(Date.now() + 3_600_000);
  const john = { login: JOHN.login, key: JOHN.key };

  it("is opened by any gateway with the same secret in front of the same account", async () => {
    const { token } = await signIn(gateway.url, byKey(JOHN.login, JOHN.key));
    expect(await viewer(await another(gateway, { SESSION_SECRET: SECRET }), token)).toBe(JOHN.login);
  });

  it("outlives a change of secrets as long as its own is still listed", async () => {
    const rotated = await another(gateway, { SESSION_SECRET: `${SECRET},${OLD_SECRET}` });
    const old = await another(gateway, { SESSION_SECRET: OLD_SECRET });
    const { token } = await signIn(old, byKey(JOHN.login, JOHN.key));
    expect(await viewer(rotated, token)).toBe(JOHN.login);
    const { token: fresh } = await signIn(rotated, byKey(JOHN.login, JOHN.key));
    expect(await viewer(gateway.url, fresh)).toBe(JOHN.login);
    expect(await viewer(old, fresh)).toBe("UNAUTHENTICATED");
  });

  it("means nothing to a gateway with other secrets, or with none", async () => {
    const { token } = await signIn(gateway.url, byKey(JOHN.login, JOHN.key));
    expect(await viewer(await another(gateway, { SESSION_SECRET: OLD_SECRET }), token)).toBe("UNAUTHENTICATED");
    expect(await viewer(await another(gateway, {}), token)).toBe("UNAUTHENTICATED");
  });

  it("means nothing to a gateway of another account with the same secret", async () => {
    const elsewhere = await startGateway({ env: { SESSION_SECRET: SECRET } });
    try {
      const { token } = await signIn(gateway.url, byKey(JOHN.login, JOHN.key));
      expect(await viewer(elsewhere.url, token)).toBe("UNAUTHENTICATED");
      expect(elsewhere.calls()).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it("stops working when its time is over", async () => {
    const token = await new SessionTokens(gateway.sandboxUrl, [SECRET]).seal(john, new Date(Date.now() + 5_000));
    expect(await viewer(gateway.url, token)).toBe(JOHN.login);
    await sleep(5_100);
    expect(await viewer(gateway.url, token)).toBe("UNAUTHENTICATED");
  });

  it("stops working when it is ended, and others of the same user go on", async () => {
    const { token } = await signIn(gateway.url, byKey(JOHN.login, JOHN.key));
    const { token: kept } = await signIn(gateway.url, byKey(JOHN.login, JOHN.key));
    const end = { query: "mutation { sessionDelete { ended userErrors { code } } }" };
    expect((await post(gateway.url, end, bearer(token))).data).toEqual({
      sessionDelete: { ended: true, userErrors: [] },
    });
    expect((await post(gateway.url, end, bearer(token))).data).toEqual({
      sessionDelete: { ended: false, userErrors: [] },
    });
    expect(await viewer(gateway.url, token)).toBe("UNAUTHENTICATED");
    expect(await viewer(gateway.url, kept)).toBe(JOHN.login);
  });

  it("is useless with any part of it changed or missing", async () => {
    const token = await new SessionTokens(gateway.sandboxUrl, [SECRET]).seal(john, inAnHour());
    const parts = token.split(".");
    const damaged = parts.flatMap((part, at) => {
      const flipped = part === "" ? "AAAA" : (part.startsWith("A") ? "B" : "A") + part.slice(1);
      return [parts.with(at, flipped).join("."), parts.with(at, part.slice(0, -4)).join(".") + (part ? "" : "A")];
    });
    for (const forged of [...damaged, token.slice(0, 40), parts.slice(1).join("."), `${token}.x`]) {
      expect(await viewer(gateway.url, forged)).toBe("UNAUTHENTICATED");
    }
  });

  it("is refused whatever it is, and never brings the gateway down", async () => {
    const tokens = new SessionTokens("https://acme.amocrm.com", [SECRET]);
    const [header = ""] = (await tokens.seal(john, inAnHour())).split(".");
    const part = fc.string({ maxLength: 30 });
    const forged = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(part, { minLength: 1, maxLength: 6 }).map((texts) => texts.join(".")),
      fc.tuple(part, part, part, part).map((texts) => [header, ...texts].join(".")),
      fc.json().map((text) => `${Buffer.from(text).toString("base64url")}..AAAA.AAAA.AAAA`),
    );
    await fc.assert(fc.asyncProperty(forged, async (token) => (await tokens.open(token)) === null));
  });
});

describe("signing in", () => {
  it.each([
    ["a wrong password", byPassword(JOHN.login, "wrong-password-9931")],
    ["a wrong key", byKey("darya@amoql.dev", "wrong-key-9931")],
    ["a login that nobody has", byPassword("nobody@amoql.dev", "wrong-password-9931")],
  ])("with %s is what the user can mend, and repeats nothing of it", async (_what, variables) => {
    const answer = await signInAnswer(gateway.url, variables);
    const { session, userErrors } = (answer.data as { sessionCreate: Created }).sessionCreate;
    expect(answer.errors).toBeUndefined();
    expect(session).toBeNull();
    expect(userErrors).toMatchObject([{ code: "INVALID_CREDENTIALS", field: ["credentials"] }]);
    expect(answer.text).not.toContain("9931");
  });

  it("is refused after 5 failures of one login in a minute, however it is written, and not for other logins", async () => {
    const strict = await startGateway();
    try {
      const logins = ["mary@amoql.dev", "Mary@amoql.dev", "MARY@amoql.dev", "mary@amoql.dev", "mary@amoql.dev"];
      for (const login of logins) {
        expect(codes(await signInAnswer(strict.url, byPassword(login, "wrong")))).toEqual([]);
      }
      const answer = await signInAnswer(strict.url, byPassword("mary@amoql.dev", "wrong"));
      expect(codes(answer)).toEqual(["RATE_LIMITED"]);
      const seconds = answer.errors?.[0]?.extensions["retryAfterSeconds"];
      expect(seconds).toBeGreaterThan(50);
      expect(seconds).toBeLessThanOrEqual(60);
      expect((await signIn(strict.url, byPassword(JOHN.login, JOHN.password))).viewer.login).toBe(JOHN.login);
    } finally {
      await strict.close();
    }
  });

  it("is refused after 20 failures of one client address in a minute", async () => {
    const strict = await startGateway();
    try {
      for (let at = 0; at < 20; at += 1) {
        expect(codes(await signInAnswer(strict.url, byPassword(`user${at}@amoql.dev`, "wrong")))).toEqual([]);
      }
      const answer = await signInAnswer(strict.url, byKey(JOHN.login, JOHN.key));
      expect(codes(answer)).toEqual(["RATE_LIMITED"]);
      expect(answer.errors?.[0]?.extensions["retryAfterSeconds"]).toBeGreaterThan(50);
    } finally {
      await strict.close();
    }
  });

  it("may succeed any number of times", async () => {
    const strict = await startGateway();
    try {
      for (let at = 0; at < 25; at += 1) {
        expect((await signIn(strict.url, byKey(JOHN.login, JOHN.key))).viewer.login).toBe(JOHN.login);
      }
    } finally {
      await strict.close();
    }
  });

  describe("many times at once", () => {
    let strict: FaultyGateway;
    let url: string;
    let account: ReturnType<typeof gate>;
    beforeEach(async () => {
      strict = await startGatewayBehindFaults({ env: { AMO_LOGIN: "", AMO_API_KEY: "" } });
      url = strict.url;
      holdSignIns();
    });
    afterEach(() => strict.close());

    /** From now on the account answers no sign-in before it is opened. */
    function holdSignIns(): void {
      account = gate();
      const { fault } = account;
      strict.faults.choose(({ page }) => (page === "auth" ? fault : undefined));
    }

    /** All of them are there before the account answers the first. */
    const atOnce = async (count: number, variables: (at: number) => object): Promise<HttpAnswer[]> => {
      const answers = Array.from({ length: count }, (_, at) => signInAnswer(url, variables(at)));
      await untilIdle();
      account.open();
      return Promise.all(answers);
    };
    const secondsToWait = (answers: readonly HttpAnswer[]) =>
      answers
        .filter((answer) => codes(answer).includes("RATE_LIMITED"))
        .map((answer) => answer.errors?.[0]?.extensions["retryAfterSeconds"]);
    const attempts = () => strict.faults.signIns.length;

    it("never locks anybody out while the password is right", async () => {
      for (let round = 0; round < 3; round += 1) {
        holdSignIns();
        const seconds = secondsToWait(await atOnce(20, () => byPassword(JOHN.login, JOHN.password)));
        expect(seconds).toHaveLength(15);
        expect(new Set(seconds)).toEqual(new Set([1]));
        expect((await signIn(url, byPassword(JOHN.login, JOHN.password))).viewer.login).toBe(JOHN.login);
        expect((await signIn(url, byKey(DEMO_CREDENTIALS.login, DEMO_CREDENTIALS.key))).viewer.account).toBe("demo");
      }
    });

    it("lets 5 guesses of one login through", async () => {
      await atOnce(20, (at) => byPassword(JOHN.login, `guess ${at}`));
      expect(attempts()).toBe(5);
      const [seconds] = secondsToWait([await signInAnswer(url, byPassword(JOHN.login, JOHN.password))]);
      expect(seconds).toBeGreaterThan(50);
      expect(attempts()).toBe(5);
    });

    it("lets 20 guesses of one client address through", async () => {
      await atOnce(40, (at) => byPassword(`user${at}@amoql.dev`, "guess"));
      expect(attempts()).toBe(20);
      const [seconds] = secondsToWait([await signInAnswer(url, byKey(JOHN.login, JOHN.key))]);
      expect(seconds).toBeGreaterThan(50);
    });

    it("counts a guess whose caller did not wait for the answer", async () => {
      for (let at = 0; at < 5; at += 1) {
        const caller = new AbortController();
        const guess = fetch(`${url}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            query: `mutation ($c: CredentialsInput!) { sessionCreate(credentials: $c) { userErrors { code } } }`,
            variables: { c: byPassword(JOHN.login, `guess ${at}`).credentials },
          }),
          signal: caller.signal,
        });
        while (attempts() <= at) await sleep(5);
        caller.abort();
        await expect(guess).rejects.toThrow();
        await untilUnderWay(url, 0);
      }
      account.open();
      await untilIdle();
      expect(codes(await signInAnswer(url, byPassword(JOHN.login, "guess")))).toEqual(["RATE_LIMITED"]);
    });
  });

  it("counts no failure while the account is down", async () => {
    const strict = await startGateway({ env: { AMO_TIMEOUT_MS: "100" }, sandbox: { switches: { latencyMs: 400 } } });
    try {
      for (let at = 0; at < 7; at += 1) {
        const [code] = codes(await signInAnswer(strict.url, byKey(JOHN.login, JOHN.key)));
        expect(code).toMatch(/^UPSTREAM_(?:TIMEOUT|UNAVAILABLE)$/);
      }
    } finally {
      await strict.close();
    }
  });

  it.each([
    [
      "aliases",
      `mutation { a: sessionCreate(credentials: $c) { x: __typename } b: sessionCreate(credentials: $c) { __typename } }`,
    ],
    [
      "a fragment",
      `mutation { ...Try a: sessionCreate(credentials: $c) { __typename } }
       fragment Try on Mutation { sessionCreate(credentials: $c) { __typename } }`,
    ],
    [
      "nested fragments",
      `mutation { ... on Mutation { ...One ...Two } }
       fragment One on Mutation { a: sessionCreate(credentials: $c) { __typename } }
       fragment Two on Mutation { ... { b: sessionCreate(credentials: $c) { __typename } } }`,
    ],
  ])("may stand once in a document, and not again with %s", async (_how, document) => {
    gateway.calls();
    const query = document.replaceAll("$c", `{ apiKey: { login: "x@amoql.dev", key: "wrong" } }`);
    const answer = await post(gateway.url, { query }, { accept: "application/graphql-response+json" });
    expect(answer.status).toBe(400);
    expect(codes(answer)).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    expect(answer.errors?.[0]?.message).toBe("The operation has 2 uses of `sessionCreate`; the limit is 1.");
  });
});

describe("two users", () => {
  it("never see each other's data, at once and after one another", async () => {
    const anna = await signIn(gateway.url, byKey(DEMO_CREDENTIALS.login, DEMO_CREDENTIALS.key));
    const john = await signIn(gateway.url, byPassword(JOHN.login, JOHN.password));
    const users = [anna, john, anna, john, john, anna];
    for (const round of [users, users.toReversed()]) {
      const seen = await Promise.all(round.map((user) => viewer(gateway.url, user.token)));
      expect(seen).toEqual(round.map((user) => user.viewer.login));
    }
  });

  it("have their own rights: what one may not do, the other may", async () => {
    const anna = await signIn(gateway.url, byKey(DEMO_CREDENTIALS.login, DEMO_CREDENTIALS.key));
    const john = await signIn(gateway.url, byKey(JOHN.login, JOHN.key));
    const created = await post(
      gateway.url,
      { query: `mutation { contactCreate(input: { name: "Pavel" }) { contact { id } } }` },
      bearer(john.token),
    );
    const { id } = (created.data as { contactCreate: { contact: { id: string } } }).contactCreate.contact;
    const remove = (token: string) =>
      post(
        gateway.url,
        { query: "mutation ($id: ID!) { contactDelete(id: $id) { userErrors { code } } }", variables: { id } },
        bearer(token),
      );
    expect((await remove(john.token)).data).toEqual({ contactDelete: { userErrors: [{ code: "PERMISSION_DENIED" }] } });
    expect((await remove(anna.token)).data).toEqual({ contactDelete: { userErrors: [] } });
  });
});
