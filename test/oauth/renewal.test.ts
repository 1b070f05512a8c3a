import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { CrmError } from "../../src/domain/crmError.js";
import { Stopper } from "../../src/domain/stop.js";
import { GrantRefused } from "../../src/oauth/grantError.js";
import type { Fault } from "../faults/faultProxy.js";
import { afterwards, delayed, reset, status, text } from "../faults/faults.js";
import { until } from "../redis/until.js";
import { GrantStage, type OpenConnection } from "./stage.js";

/** Seconds that an access token lasts where nothing may end while a test is held up, and where a test waits for its end. */
const LONG = 3_600;
const SHORT = 3;

let stage: GrantStage;
afterEach(() => stage.close());

const refused: Fault = status(401, { "content-type": "application/problem+json" }, '{"title":"Unauthorized"}');

const read = ({ crm }: OpenConnection): Promise<unknown> => crm.contacts.page({ number: 1, size: 10 });

async function errorOf(call: Promise<unknown>): Promise<CrmError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof CrmError) return error;
  throw new Error("the call did not fail as it should", { cause: error });
}

describe("a grant", () => {
  beforeEach(async () => {
    stage = await GrantStage.open({ accessTtl: LONG });
    await stage.login();
    stage.account.clear();
  });

  /** Its token is no new one any more, which would not be renewed for a refusal. */
  const grownOld = (): Promise<void> => keepAsIfOlder(0.5);

  it("lets calls in without a renewal while its token lasts", async () => {
    const gateway = stage.connect();
    await Promise.all(Array.from({ length: 10 }, () => read(gateway)));
    expect(stage.tokenCalls).toBe(0);
  });

  it("whose token is refused is renewed once for all calls, and each call is made again, changes too", async () => {
    await grownOld();
    let old: string | undefined;
    stage.account.choose(({ page, request: { headers } }) => {
      if (page === "access_token") return undefined;
      old ??= headers.authorization;
      return headers.authorization === old ? refused : undefined;
    });
    const { crm } = stage.connect();
    const reads = Array.from({ length: 8 }, (_, index) => crm.contacts.page({ number: index + 1, size: 10 }));
    await Promise.all([...reads, crm.contacts.create({ name: "Anna" })]);
    expect(stage.tokenCalls).toBe(1);
    const { items } = await crm.contacts.page({ number: 1, size: 50 });
    expect(items.map(({ name }) => name)).toEqual(["Anna"]);
  });

  it("that the account withdrew is told with what to do, and not asked for again and again", async () => {
    await grownOld();
    stage.account.choose(() => refused);
    const gateway = stage.connect();
    const error = await errorOf(read(gateway));
    expect(error).toBeInstanceOf(GrantRefused);
    expect(error).toMatchObject({ kind: "notAuthenticated", advice: expect.stringContaining("amoql login") });
    for (let count = 0; count < 5; count += 1) expect(await errorOf(read(gateway))).toBeInstanceOf(GrantRefused);
    expect(stage.account.calls.map(({ page }) => page)).toEqual(["contacts", "access_token"]);
    expect([...new Set(gateway.warnings)]).toEqual([expect.stringMatching(/HTTP 401.*amoql login/)]);
    // Somebody signs in: no restart is needed.
    stage.account.clear();
    await stage.login();
    await read(gateway);
  });

  it("of which one call is refused with a fresh token is not renewed: the user may not do that", async () => {
    const gateway = stage.connect();
    stage.account.add({ page: "contacts", nth: 2, times: 2, fault: refused });
    await read(gateway);
    expect(await errorOf(read(gateway))).toMatchObject({ kind: "forbidden" });
    await read(gateway);
    expect(stage.tokenCalls).toBe(0);
  });

  it("whose fresh token is refused for everything is left alone for a while", async () => {
    const gateway = stage.connect();
    stage.account.choose(() => refused);
    for (let count = 0; count < 2; count += 1)
      expect(await errorOf(read(gateway))).toMatchObject({ kind: "forbidden" });
    for (let count = 0; count < 5; count += 1) expect(await errorOf(read(gateway))).toBeInstanceOf(GrantRefused);
    expect(stage.account.calls).toHaveLength(3);
  });

  it("that nobody gave is asked for, and found as soon as it is there", async () => {
    await rm(stage.file);
    const gateway = stage.connect();
    expect(await errorOf(read(gateway))).toMatchObject({
      advice: expect.stringMatching(/No grant is kept here.*amoql login/),
    });
    await until(() => gateway.warnings.length > 0);
    expect(gateway.warnings).toEqual([expect.stringMatching(/amoql login/)]);
    await stage.login();
    await read(gateway);
  });

  it("that a machine with a clock far ahead has renewed is renewed all the same", async () => {
    const kept = await stage.store().read();
    if (kept === null) throw new Error("nothing is kept");
    const ahead = { ...kept, issuedAt: Date.now() + 10 * 86_400_000, expiresAt: Date.now() - 1 };
    await stage.store().inTurn(new Stopper(), (turn) => turn.save(ahead));
    const gateway = stage.connect();
    await read(gateway);
    await read(gateway);
    expect(stage.tokenCalls).toBe(1);
    expect((await stage.store().read())?.issuedAt).toBe(ahead.issuedAt + 1);
  });

  it("is not told by a refusal that holds it", async () => {
    await grownOld();
    const marked = text("marked-account-text", "application/json");
    stage.account.choose(({ page }) => (page === "access_token" ? marked : refused));
    const error = await errorOf(read(stage.connect()));
    expect(error.kind).toBe("badResponse");
    expect(`${error.message} ${String(error.cause)}`).not.toMatch(/marked|secret/);
  });
});

describe("a grant whose token ended", () => {
  beforeEach(async () => {
    stage = await GrantStage.open({ accessTtl: LONG });
    await stage.login();
    await keepAsIfOlder(1);
    stage.account.clear();
  });

  it("is renewed once for 30 calls of three processes at once", async () => {
    const gateways = [stage.connect(), stage.connect(), stage.connect()];
    await Promise.all(gateways.flatMap((gateway) => Array.from({ length: 10 }, () => read(gateway))));
    expect(stage.tokenCalls).toBe(1);
  });

  it("is renewed before the call that is waiting, whose operation is told of it", async () => {
    stage.account.add({ page: "access_token", fault: delayed(300) });
    const store = stage.store();
    // Nothing is begun ahead while another process has the turn.
    let gateway = null as OpenConnection | null;
    await store.inTurn(new Stopper(), () => {
      gateway = stage.connect();
      return Promise.resolve();
    });
    if (gateway === null) throw new Error("there was no turn");
    await read(gateway);
    expect(stage.account.calls.map(({ page }) => page)).toEqual(["access_token", "contacts"]);
  });

  it.each([
    ["the answer is lost", afterwards(reset)],
    ["the answer does not come whole", afterwards(text('{"token_type":"Bearer","acc', "application/json"))],
    ["a server in between fails", afterwards(status(502, {}, "bad gateway"))],
  ])("is kept when %s: the old refresh token works once more", async (_what, fault) => {
    stage.account.add({ page: "access_token", nth: 1, fault });
    const gateway = stage.connect();
    await read(gateway).catch((error: unknown) => expect(error).toBeInstanceOf(CrmError));
    await read(gateway);
    expect(stage.tokenCalls).toBe(2);
    await restarted();
  });

  it("is kept when the account takes a pair for lost three times in a row", async () => {
    stage.account.add({ page: "access_token", times: 3, fault: afterwards(reset) });
    const gateway = stage.connect();
    expect(await errorOf(read(gateway))).toMatchObject({ kind: "unavailable" });
    await read(gateway);
    await restarted();
  });

  it("is kept when the new pair cannot be: that is not used then", async () => {
    const before = await stage.kept();
    let isFirst = true;
    stage.account.choose(({ page }) => {
      if (page !== "access_token" || !isFirst) return undefined;
      isFirst = false;
      return async ({ forward, deliver }) => {
        const answer = await forward();
        await rm(`${stage.file}.lock`);
        deliver(answer);
      };
    });
    const gateway = stage.connect();
    expect(await errorOf(read(gateway))).toMatchObject({ kind: "unavailable" });
    expect(await stage.kept()).toBe(before);
    await read(gateway);
    await restarted();
  });
});

describe("a grant whose token ends while nobody calls", () => {
  beforeEach(async () => {
    stage = await GrantStage.open({ accessTtl: SHORT });
    await stage.login();
  });

  it("is renewed ahead of that, again and again", async () => {
    const gateway = stage.connect();
    const pairs = new Set<string | undefined>();
    // The last of them is new, so that the call has no need of another.
    await until(async () => pairs.add((await stage.store().read())?.accessToken).size > 3);
    await read(gateway);
    expect(gateway.endpoints).toHaveLength(1);
    expect(gateway.warnings).toEqual([]);
  });

  it("is renewed by nobody but who has the turn: a process that was held up takes the newer one", async () => {
    const [first, second] = [stage.connect(), stage.connect()];
    await Promise.all([read(first), read(second)]);
    await sleep(SHORT * 1000);
    const calls = stage.tokenCalls;
    await read(second);
    await read(first);
    expect(stage.tokenCalls - calls).toBeLessThanOrEqual(1);
  });
});

/** Keeps the pair as if this share of the life of its access token had gone by. */
async function keepAsIfOlder(share: number): Promise<void> {
  await stage.store().inTurn(new Stopper(), async (turn) => {
    const kept = await turn.read();
    if (kept === null) throw new Error("nothing is kept");
    const { issuedAt, expiresAt, lastsMs } = kept;
    await turn.save({ ...kept, issuedAt: issuedAt + 1, expiresAt: expiresAt - share * lastsMs });
  });
}

/** A new process gets in with what was kept. */
async function restarted(): Promise<void> {
  await keepAsIfOlder(1);
  const calls = stage.tokenCalls;
  await read(stage.connect());
  expect(stage.tokenCalls - calls).toBe(1);
}
