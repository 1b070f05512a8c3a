import { afterEach, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { DEMO_CREDENTIALS, USERS } from "../../src/sandbox/account.js";
import { newContact, send } from "../e2e/account.js";
import { delayed, reset, silence, status } from "./faults.js";
import { startGatewayBehindFaults, type FaultyAnswer, type FaultyGateway } from "./faultyGateway.js";
import { OwnTime } from "./ownTime.js";

// What becomes of many calls at once: how often the account is really called, and who is served.

let running: FaultyGateway[] = [];

afterEach(async () => {
  await Promise.all(running.map((gateway) => gateway.close()));
  running = [];
});

async function start(options: Parameters<typeof startGatewayBehindFaults>[0] = {}): Promise<FaultyGateway> {
  const gateway = await startGatewayBehindFaults(options);
  running.push(gateway);
  return gateway;
}

interface Contacts {
  readonly contacts: {
    readonly nodes: readonly { readonly id: string; readonly name: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** The ids of the first contacts; the gateway has signed in then, and the proxy has seen nothing. */
async function firstContacts(gateway: FaultyGateway, first: number): Promise<string[]> {
  const { value } = await send<Contacts["contacts"]>(
    gateway,
    `query ($first: Int!) { contacts(first: $first) { nodes { id } } }`,
    { first },
  );
  gateway.faults.clear();
  expect(value.nodes).toHaveLength(first);
  return value.nodes.map(({ id }) => id);
}

const CONTACT = `query ($id: ID!) { contact(id: $id) { id notes { totalCount } } }`;

interface OneContact {
  readonly contact: { readonly id: string } | null;
}

type Answer = Pick<FaultyAnswer<OneContact>, "data" | "errors" | "codes">;

/** Asks for every contact in an operation of its own, all at once. The first of them watches over what holds for all. */
function askForEach(
  gateway: FaultyGateway,
  [first, ...others]: readonly string[],
  onAnswer: (answer: Answer) => void = () => undefined,
): Promise<Answer[]> {
  return Promise.all([
    gateway.ask<OneContact>(CONTACT, { id: first }),
    ...others.map(async (id): Promise<Answer> => {
      const { data = null, errors = [] } = await gateway.query<OneContact>(CONTACT, { id });
      const answer = { data, errors, codes: errors.map(({ extensions }) => extensions.code) };
      onAnswer(answer);
      return answer;
    }),
  ]);
}

const isServed = ({ data, codes }: Answer) => data !== null && data.contact !== null && codes.length === 0;

/** The most requests that arrived in any one second, sign-ins included. */
function busiestSecond({ faults }: FaultyGateway): number {
  const times = [...faults.calls, ...faults.signIns].map(({ at }) => at).toSorted((one, other) => one - other);
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));
}

describe("sessions that end while many calls are under way", () => {
  it("case 52: 20 calls with a session that is over cost one sign-in, and all are served", async () => {
    let aheadMs = 0;
    const gateway = await start({ sandbox: { empty: false, now: () => new Date(Date.now() + aheadMs) } });
    const ids = await firstContacts(gateway, 20);
    aheadMs = 3_600_000;
    const answers = await askForEach(gateway, ids);
    expect(answers.map(({ data, codes }) => ({ id: data?.contact?.id, codes }))).toEqual(
      ids.map((id) => ({ id, codes: [] })),
    );
    expect(gateway.faults.signIns).toHaveLength(1);
    // Each call is refused at most once.
    expect(gateway.faults.calls.length).toBeLessThanOrEqual(40);
  });

  it("case 52: refusals that come late do not spoil the new session", async () => {
    let aheadMs = 0;
    const gateway = await start({ sandbox: { empty: false, now: () => new Date(Date.now() + aheadMs) } });
    const ids = await firstContacts(gateway, 20);
    aheadMs = 3_600_000;
    const [late] = ids;
    gateway.faults.choose(({ count }) => (count === 1 ? slowly : undefined));
    const answers = await askForEach(gateway, ids);
    expect(answers.every(isServed)).toBe(true);
    expect(answers[0]?.data?.contact?.id).toBe(late);
    expect(gateway.faults.signIns).toHaveLength(1);
  });

  /** Forwards at once and answers late, so that the verdict on the old session comes after the new sign-in. */
  async function slowly({ forward, deliver }: Parameters<ReturnType<typeof delayed>>[0]): Promise<void> {
    const answer = await forward();
    await sleep(400);
    deliver(answer);
  }

  it("case 56: a walk through the pages goes on, without a page twice or missing", async () => {
    let aheadMs = 0;
    const gateway = await start({ sandbox: { empty: false, now: () => new Date(Date.now() + aheadMs) } });
    const whole = await firstContacts(gateway, 60);
    const walked: string[] = [];
    for (let after: string | null = null, page = 1; page <= 6; page += 1) {
      // The account ends the session before the third and the fifth page.
      if (page === 3 || page === 5) aheadMs += 3_600_000;
      const answer: FaultyAnswer<Contacts> = await gateway.ask<Contacts>(
        `query ($after: String) { contacts(first: 10, after: $after) { nodes { id name } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      expect(answer.codes).toEqual([]);
      walked.push(...(answer.data?.contacts.nodes ?? []).map(({ id }) => id));
      after = answer.data?.contacts.pageInfo.endCursor ?? null;
    }
    expect(walked).toEqual(whole);
    expect(gateway.faults.signIns).toHaveLength(2);
  });

  it("case 56: an operation that reads many pages itself goes on too", async () => {
    let aheadMs = 0;
    const gateway = await start({
      sandbox: { empty: false, now: () => new Date(Date.now() + aheadMs), switches: { maxPageSize: 10 } },
      env: { AMO_CONCURRENCY: "1" },
    });
    const { value } = await send<Contacts["contacts"]>(gateway, `{ contacts(first: 50) { nodes { id } } }`);
    gateway.faults.clear();
    gateway.faults.choose(({ count }) => {
      if (count === 3) aheadMs = 3_600_000;
      return undefined;
    });
    const { data, codes } = await gateway.ask<Contacts>(`{ contacts(first: 50) { nodes { id } } }`);
    expect(codes).toEqual([]);
    expect(data?.contacts.nodes).toEqual(value.nodes);
    expect(new Set(data?.contacts.nodes.map(({ id }) => id)).size).toBe(50);
    expect(gateway.faults.signIns).toHaveLength(1);
  });
});

describe("more calls than the account takes", () => {
  it("case 53: 40 reads at 7 a second are all served, and no second has more than 7", async () => {
    // The account counts too, and would refuse the eighth.
    const gateway = await start({
      env: { AMO_RATE: "7" },
      sandbox: { empty: false, switches: { requestsPerSecond: 7 } },
    });
    const ids = await firstContacts(gateway, 40);
    const answers = await askForEach(gateway, ids);
    expect(answers.filter(isServed)).toHaveLength(40);
    expect(gateway.faults.calls).toHaveLength(40);
    expect(busiestSecond(gateway)).toBeLessThanOrEqual(7);
  }, 120_000);

  it("case 53: where the queue is short the others are RATE_LIMITED at once and told when to come back", async () => {
    const gateway = await start({ env: { AMO_RATE: "7", QUEUE_LIMIT: "8" }, sandbox: { empty: false } });
    const ids = await firstContacts(gateway, 40);
    // Seven calls can be under way and eight can wait. The account answers none before the others were told.
    const surplus = 40 - 7 - 8;
    let told = 0;
    let answerAll = (): void => undefined;
    const othersWereTold = new Promise<void>((resolve) => (answerAll = resolve));
    gateway.faults.choose(() => async ({ forward, deliver }) => {
      await othersWereTold;
      deliver(await forward());
    });
    const answers = await askForEach(gateway, ids, (answer) => {
      if (!isServed(answer)) told += 1;
      // The first one, which is not told of here, may be among them.
      if (told === surplus - 1) answerAll();
    });
    const refused = answers.filter((answer) => !isServed(answer));
    expect(refused.length).toBeGreaterThanOrEqual(surplus);
    for (const { data, errors } of refused) {
      expect(data).toEqual({ contact: null });
      expect(errors).toMatchObject([{ path: ["contact"], extensions: { code: "RATE_LIMITED" } }]);
      expect(errors[0]?.extensions["retryAfterSeconds"]).toBeGreaterThanOrEqual(1);
    }
    expect(gateway.faults.calls).toHaveLength(answers.length - refused.length);
    expect(busiestSecond(gateway)).toBeLessThanOrEqual(7);
  }, 120_000);
});

describe("an account that fails", () => {
  it.each([
    ["resets", reset],
    ["a 503", status(503)],
  ])(
    "case 54: every other call ends in %s: most of 30 are served, with at most twice the calls",
    async (_what, fault) => {
      const gateway = await start({ sandbox: { empty: false } });
      const ids = await firstContacts(gateway, 30);
      gateway.faults.choose(({ count }) => (count % 2 === 0 ? fault : undefined));
      const answers = await askForEach(gateway, ids);
      for (const answer of answers) {
        if (isServed(answer)) continue;
        expect(answer).toMatchObject({ data: { contact: null }, codes: ["UPSTREAM_UNAVAILABLE"] });
      }
      expect(answers.filter(isServed).length).toBeGreaterThanOrEqual(20);
      expect(gateway.faults.calls.length).toBeLessThanOrEqual(60);
    },
  );

  it.each([
    ["hangs", silence],
    ["resets", reset],
    ["answers 503", status(503)],
  ])(
    "case 55: it %s: of 100 reads most end before their time is up, and the account is called less than 50 times",
    async (_what, fault) => {
      const gateway = await start({
        sandbox: { empty: false },
        env: { AMO_TIMEOUT_MS: "600", AMO_CONCURRENCY: "4" },
      });
      const ids = await firstContacts(gateway, 100);
      // So that the crowd does not meet code that nobody has run yet: this process is theirs, the gateway's and the account's.
      await askForEach(gateway, ids.slice(0, 30));
      gateway.faults.clear();
      gateway.faults.add({ fault });
      const time = new OwnTime();
      const answers = await askForEach(gateway, ids);
      expect(time.ms).toBeLessThan(6_000);
      time.stop();
      for (const { data, codes } of answers) {
        expect(data).toEqual({ contact: null });
        expect(["UPSTREAM_UNAVAILABLE", "UPSTREAM_TIMEOUT"]).toContain(codes[0]);
      }
      expect(answers.filter(({ codes }) => codes[0] === "UPSTREAM_UNAVAILABLE").length).toBeGreaterThanOrEqual(80);
      expect(gateway.faults.calls.length).toBeLessThan(50);

      const seen = gateway.faults.calls.length;
      const after = await gateway.ask(CONTACT, { id: ids[0] });
      expect(after.codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
      expect(after.errors[0]?.extensions["retryAfterSeconds"]).toBeGreaterThanOrEqual(1);
      expect(gateway.faults.calls).toHaveLength(seen);
    },
    120_000,
  );

  it("case 55: when the account is back, the first call after the pause finds out and all are served", async () => {
    const gateway = await start({ sandbox: { empty: false }, env: { AMO_CONCURRENCY: "4" } });
    const ids = await firstContacts(gateway, 20);
    gateway.faults.add({ fault: reset });
    await askForEach(gateway, ids);
    const { errors } = await gateway.ask(CONTACT, { id: ids[0] });
    gateway.faults.clear();
    await sleep(Number(errors[0]?.extensions["retryAfterSeconds"]) * 1_000);
    expect(isServed(await gateway.ask<OneContact>(CONTACT, { id: ids[0] }))).toBe(true);
    expect((await askForEach(gateway, ids)).every(isServed)).toBe(true);
  }, 120_000);
});

describe("callers that must not see each other's data", () => {
  it("case 63: two users who ask the same at the same moment get what is theirs", async () => {
    const gateway = await start({ sandbox: { empty: false, switches: { visibility: "own" } } });
    const john = USERS[1];
    if (john?.credentials === undefined) throw new Error("John cannot sign in");
    const signedIn = await gateway.query<{ sessionCreate: { session: { token: string } } }>(
      `mutation ($credentials: CredentialsInput!) { sessionCreate(credentials: $credentials) { session { token } } }`,
      { credentials: { apiKey: { login: john.login, key: john.credentials.key } } },
    );
    const headers = { authorization: `Bearer ${signedIn.data?.sessionCreate.session.token ?? ""}` };
    const document = `query ($id: ID!) {
      viewer { login }
      contact(id: $id) { id }
      contacts(first: 100) { nodes { responsibleUser { crmId } } }
    }`;
    interface Seen {
      readonly viewer: { readonly login: string };
      readonly contact: { readonly id: string } | null;
      readonly contacts: { readonly nodes: readonly { readonly responsibleUser: { readonly crmId: string } | null }[] };
    }
    const all = await send<{ nodes: readonly { id: string; responsibleUser: { crmId: string } | null }[] }>(
      gateway,
      `{ contacts(first: 100) { nodes { id responsibleUser { crmId } } } }`,
    );
    const hidden = all.value.nodes.find(({ responsibleUser }) => responsibleUser?.crmId === "1")?.id ?? "";

    // Reads that are slow are under way together, and would be shared if users were not told apart.
    gateway.faults.choose(() => delayed(150));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, turn) =>
        gateway.query<Seen>(document, { id: hidden }, turn % 2 === 0 ? {} : headers),
      ),
    );
    for (const [turn, { data, errors }] of answers.entries()) {
      expect(errors).toBeUndefined();
      const owners = new Set(data?.contacts.nodes.map(({ responsibleUser }) => responsibleUser?.crmId));
      if (turn % 2 === 0) {
        expect(data).toMatchObject({ viewer: { login: DEMO_CREDENTIALS.login }, contact: { id: hidden } });
        expect(owners.size).toBeGreaterThan(1);
      } else {
        expect(data).toMatchObject({ viewer: { login: john.login }, contact: null });
        expect([...owners]).toEqual(["2"]);
      }
    }
  });

  it("case 63: two gateways of two accounts in one process keep records of the same number apart", async () => {
    const names = ["Ada of one", "Ada of the other"];
    const gateways = await Promise.all(names.map(() => start()));
    const made = await Promise.all(gateways.map((gateway, index) => newContact(gateway, { name: names[index] ?? "" })));
    expect(made[0]?.id).toBe(made[1]?.id);
    for (const { faults } of gateways) faults.choose(() => delayed(150));
    const answers = await Promise.all(
      gateways.map((gateway, index) =>
        gateway.ask(`query ($id: ID!) { contact(id: $id) { name } contacts { nodes { name } } }`, {
          id: made[index]?.id,
        }),
      ),
    );
    expect(answers.map(({ data }) => data)).toEqual(
      names.map((name) => ({ contact: { name }, contacts: { nodes: [{ name }] } })),
    );
  });
});
