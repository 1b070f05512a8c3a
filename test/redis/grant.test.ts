import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { CrmError } from "../../src/domain/crmError.js";
import { Stopper } from "../../src/domain/stop.js";
import { CopiedGrants } from "../../src/oauth/copiedGrants.js";
import type { Grant } from "../../src/oauth/grant.js";
import type { GrantStore } from "../../src/oauth/grantStore.js";
import { Keyspace } from "../../src/redis/keyspace.js";
import { RedisLink } from "../../src/redis/redisLink.js";
import { SharedGrants } from "../../src/redis/sharedGrants.js";
import { Seal } from "../../src/storage/seal.js";
import { GrantStage, INTEGRATION, SECRET, VARIABLES, type OpenConnection } from "../oauth/stage.js";
import { run, start, type RunningCommand } from "../server/command.js";
import { post } from "../server/http.js";
import { startRedis, type RedisServer } from "./redisServer.js";
import { until } from "./until.js";

/** Seconds that an access token lasts where nothing may end while a test is held up, and where a test waits for its end. */
const LONG = 3_600;
const SHORT = 3;
const NEVER = new Stopper();

let stage: GrantStage;
let redis: RedisServer;
const links: RedisLink[] = [];
const processes: RunningCommand[] = [];

beforeEach(async () => {
  redis = await startRedis();
  stage = await GrantStage.open({ accessTtl: LONG });
});

afterEach(async () => {
  for (const { process, ended } of processes.splice(0)) {
    process.kill("SIGKILL");
    await ended;
  }
  await stage.close();
  await Promise.all(links.splice(0).map((link) => link.close()));
  await redis.close();
});

const keyspace = () => new Keyspace(stage.account.url, SECRET);
const keys = () => ({
  grant: keyspace().open("grant", INTEGRATION.clientId),
  turn: keyspace().open("grant-turn", INTEGRATION.clientId),
});

/** One more instance's way to what is kept in Redis. */
async function shared(leaseMs?: number): Promise<SharedGrants> {
  const link = new RedisLink({ url: redis.url, birthKey: keyspace().plain("birth") });
  links.push(link);
  await link.settled();
  return new SharedGrants({
    link,
    keyspace: keyspace(),
    seal: new Seal([SECRET], "redis"),
    clientId: INTEGRATION.clientId,
    ...(leaseMs !== undefined && { leaseMs }),
  });
}

const grant = (issuedAt: number): Grant => ({
  accessToken: `marked-access-${issuedAt}`,
  refreshToken: `marked-refresh-${issuedAt}`,
  issuedAt,
  expiresAt: issuedAt + 1_000,
  lastsMs: 1_000,
});

const keep = (store: GrantStore, issuedAt: number): Promise<void> =>
  store.inTurn(NEVER, (turn) => turn.save(grant(issuedAt)));

const read = ({ crm }: OpenConnection): Promise<unknown> => crm.contacts.page({ number: 1, size: 10 });

/** From now on the account gives tokens that end soon. */
async function endSoon(): Promise<void> {
  await stage.close();
  stage = await GrantStage.open({ accessTtl: SHORT });
}

/** Keeps the pair as if the life of its access token were over. */
async function letEnd(store: GrantStore): Promise<void> {
  await store.inTurn(NEVER, async (turn) => {
    const kept = await turn.read();
    if (kept === null) throw new Error("nothing is kept");
    const { issuedAt, expiresAt, lastsMs } = kept;
    await turn.save({ ...kept, issuedAt: issuedAt + 1, expiresAt: expiresAt - lastsMs });
  });
}

const kindOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "ok",
    (error: unknown) => (error instanceof CrmError ? error.kind : "bug"),
  );

describe("a grant in Redis", () => {
  it("is kept sealed and without an end, for all instances", async () => {
    await keep(await shared(), 1);
    expect(await (await shared()).read()).toEqual(grant(1));
    const client = redis.client();
    expect(await client.ttl(keys().grant)).toBe(-1);
    const sealed = (await client.hget(keys().grant, "sealed")) ?? "";
    expect(sealed.length).toBeGreaterThan(100);
    expect(sealed + Buffer.from(sealed, "base64").toString("latin1")).not.toContain("marked");
    expect(await client.exists(keys().turn)).toBe(0);
  });

  it("is never replaced by an older one, nor by who lost the turn meanwhile", async () => {
    const [first, second] = [await shared(), await shared()];
    await keep(first, 2);
    expect(await kindOf(keep(second, 2))).toBe("unavailable");
    expect(await kindOf(keep(second, 1))).toBe("unavailable");
    const late = first.inTurn(NEVER, async (turn) => {
      await redis.client().del(keys().turn);
      await keep(second, 3);
      await turn.save(grant(4));
    });
    expect(await kindOf(late)).toBe("unavailable");
    expect(await first.read()).toEqual(grant(3));
  });

  it("has one turn at a time, which ends by itself when its instance dies, and not before", async () => {
    const [first, second] = [await shared(1_500), await shared()];
    let isHeld = false;
    const end = new Stopper();
    const holding = first.inTurn(NEVER, () => {
      isHeld = true;
      return new Promise<void>((resolve) => end.addEventListener("abort", resolve));
    });
    await until(() => isHeld);
    const giveUp = new Stopper();
    setTimeout(() => giveUp.abort(), 3_500);
    expect(await kindOf(second.inTurn(giveUp, () => Promise.resolve()))).toBe("aborted");
    end.abort();
    await holding;
    await redis.client().set(keys().turn, "of an instance that died", "PX", 300);
    await keep(second, 1);
    expect(await second.read()).toEqual(grant(1));
  });

  it("is renewed once for 30 calls of three instances", async () => {
    await stage.login(await shared());
    await letEnd(await shared());
    stage.account.clear();
    const instances = [stage.connect(await shared()), stage.connect(await shared()), stage.connect(await shared())];
    await Promise.all(instances.flatMap((instance) => Array.from({ length: 10 }, () => read(instance))));
    expect(stage.tokenCalls).toBe(1);
  });

  it("serves while Redis is gone as long as its token lasts, and is renewed when Redis is back", async () => {
    await endSoon();
    await stage.login(await shared());
    const instance = stage.connect(await shared());
    await read(instance);
    const { tokenCalls } = stage;
    redis.freeze();
    await sleep(SHORT * 1_000 + 500);
    expect(await kindOf(read(instance))).toBe("unavailable");
    expect(stage.tokenCalls).toBeLessThanOrEqual(tokenCalls + 1);
    redis.thaw();
    await until(async () => (await kindOf(read(instance))) === "ok");
  });
});

describe("a grant in Redis with a copy in a file", () => {
  const copied = async (): Promise<CopiedGrants> => new CopiedGrants(await shared(), stage.store(), () => undefined);

  it("is brought along from the file", async () => {
    await stage.login(stage.store());
    await letEnd(stage.store());
    await read(stage.connect(await copied()));
    expect(await (await shared()).read()).toEqual(await stage.store().read());
  });

  it("outlives a Redis that forgets everything", async () => {
    await stage.login(await copied());
    await redis.client().flushall();
    expect(await (await shared()).read()).toBeNull();
    await letEnd(stage.store());
    await read(stage.connect(await copied()));
    expect(await (await shared()).read()).toEqual(await stage.store().read());
  });

  it("is the newer of the two, and the copy follows what is kept in common", async () => {
    const store = await copied();
    await keep(stage.store(), 1);
    expect(await store.read()).toEqual(grant(1));
    await keep(await shared(), 2);
    expect(await store.read()).toEqual(grant(2));
    expect(await stage.store().read()).toEqual(grant(2));
  });

  it("does without a copy where none can be kept, and says so", async () => {
    const warnings: string[] = [];
    await writeFile(dirname(stage.file), "no folder");
    const store = new CopiedGrants(await shared(), stage.store(), (message) => warnings.push(message));
    await keep(store, 2);
    expect(await store.read()).toEqual(grant(2));
    expect(warnings).toContainEqual(expect.stringMatching(/^no copy of the grant: .*AMO_GRANT_FILE/));
  });
});

it("gateways that are killed at any moment never cost the grant, and commands beside them use the same one", async () => {
  await endSoon();
  const env = (name: string): Record<string, string> => ({
    ...VARIABLES,
    AMO_URL: stage.account.url,
    REDIS_URL: redis.url,
    INSTANCES: "3",
    // Each machine has a folder of its own.
    AMO_GRANT_FILE: `${stage.folder}/${name}/grant`,
    PORT: "0",
    LOG_LEVEL: "silent",
    PLAYGROUND: "false",
  });
  const refusals: number[] = [];
  stage.account.choose(({ page }) =>
    page !== "access_token"
      ? undefined
      : async ({ forward, deliver }) => {
          const answer = await forward();
          if (answer.status !== 200) refusals.push(answer.status);
          deliver(answer);
        },
  );
  const login = await run(["login", "--code", await stage.code()], { env: env("operator") });
  expect(login).toMatchObject({ code: 0, stdout: expect.stringContaining("Redis") });

  async function serve(name: string): Promise<{ url: string; command: RunningCommand }> {
    const command = start(["serve"], { env: env(name) });
    processes.push(command);
    return { url: await command.listening(), command };
  }
  const ask = async (url: string): Promise<void> => {
    const answer = await post(url, { query: "{ contacts(first: 1) { nodes { id } } }" });
    expect(answer).toMatchObject({ data: { contacts: { nodes: [] } } });
  };
  let alive = await Promise.all([serve("one"), serve("two"), serve("three")]);
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(alive.map(({ url }) => ask(url)));
    const [victim, ...others] = alive;
    await sleep(Math.random() * SHORT * 1_000);
    victim.command.process.kill("SIGKILL");
    await victim.command.ended;
    await Promise.all(others.map(({ url }) => ask(url)));
    alive = [...others, await serve(`machine-${String(round)}`)];
  }
  expect(await run(["ping"], { env: env("operator") })).toMatchObject({ code: 0 });
  expect(refusals).toEqual([]);
});
