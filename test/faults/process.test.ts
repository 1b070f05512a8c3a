import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Socket } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Libsql from "libsql";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.js";
import { newContact, send } from "../e2e/account.js";
import { start as startCommand, type RunningCommand } from "../server/command.js";
import { post } from "../server/http.js";
import { untilIdle, untilUnderWay } from "../server/underWay.js";
import { FaultProxy, type Fault } from "./faultProxy.js";
import { afterwards, delayed, silence } from "./faults.js";
import { OwnTime } from "./ownTime.js";
import { startGatewayBehindFaults, type FaultyGateway } from "./faultyGateway.js";
import { startSandboxProcess, type SandboxProcess } from "./sandboxProcess.js";

// What becomes of work under way when a caller leaves, when the gateway is told to end, and when the account's own process fails.

let closing: (() => Promise<unknown>)[] = [];
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "amoql-faults-"));
});

afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
  await rm(directory, { recursive: true, force: true });
});

async function startFaulty(env: Readonly<Record<string, string>> = {}): Promise<FaultyGateway> {
  const gateway = await startGatewayBehindFaults({ env });
  closing.push(() => gateway.close());
  return gateway;
}

/** Waits until something is so. Fails when it is not in time. */
async function until(isSo: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const time = new OwnTime();
  while (!(await isSo())) {
    if (time.ms > withinMs) throw new Error(`not so within ${withinMs} ms: ${isSo.toString()}`);
    await sleep(10);
  }
  time.stop();
}

interface Contact {
  readonly id: string;
  readonly name: string;
  readonly position: string | null;
  readonly tags: readonly string[];
}

const CONTACT = `query ($id: ID!) { contact(id: $id) { id name position tags } }`;
const CONTACTS = `query ($after: String) { contacts(first: 100, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }`;
const CONTACT_CREATE = `mutation ($name: String!) { contactCreate(input: { name: $name }) { contact { name } userErrors { code } } }`;
const CREATE_THREE = `mutation {
  first: contactCreate(input: { name: "Anna" }) { contact { name } userErrors { code } }
  second: contactCreate(input: { name: "Bert" }) { contact { name } userErrors { code } }
  third: catalogBulkCreate(input: [{ name: "Cars" }]) { rows { catalog { name } userErrors { code } } userErrors { code } }
}`;
const BULK = `mutation ($input: [ContactCreateInput!]!) {
  contactBulkCreate(input: $input) { rows { contact { name } userErrors { code } } userErrors { code } }
}`;
const ROWS = Array.from({ length: 30 }, (_, index) => ({ name: `Row ${index}` }));

/** Sends an operation and gives a way to hang up before its answer. */
function ask(url: string, query: string, variables: object = {}): { hangUp: () => Promise<void> } {
  const client = new AbortController();
  const answer = fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
    signal: client.signal,
  });
  return {
    async hangUp() {
      client.abort();
      await expect(answer).rejects.toThrow("aborted");
    },
  };
}

describe("a client that hangs up", () => {
  it("case 60: ends the reads made for it, and their connections with them", async () => {
    const gateway = await startFaulty({ AMO_TIMEOUT_MS: "30000" });
    const ids = await Promise.all(Array.from({ length: 5 }, () => newContact(gateway)));
    gateway.faults.clear();
    const hung: Socket[] = [];
    gateway.faults.add({ page: "contact_detail", fault: ({ socket }) => void hung.push(socket) });
    const clients = ids.map(({ id }) => ask(gateway.url, CONTACT, { id }));
    await until(() => hung.length === 5);
    await Promise.all(clients.map((client) => client.hangUp()));
    await until(() => hung.every(({ destroyed }) => destroyed));
    gateway.faults.clear();
    const { data, codes } = await gateway.ask(CONTACT, { id: ids[0]?.id });
    expect({ data, codes }).toMatchObject({ data: { contact: { id: ids[0]?.id } }, codes: [] });
  });

  it("case 60: a read that still waits for its turn is not sent", async () => {
    const gateway = await startFaulty({ AMO_TIMEOUT_MS: "30000", AMO_CONCURRENCY: "1" });
    const [first, second] = [await newContact(gateway), await newContact(gateway)];
    gateway.faults.clear();
    gateway.faults.add({ page: "contact_detail", times: 1, fault: silence });
    const inFront = ask(gateway.url, CONTACT, { id: first.id });
    await until(() => gateway.faults.calls.length === 1);
    const behind = ask(gateway.url, CONTACT, { id: second.id });
    await untilUnderWay(gateway.url, 2);
    await untilIdle();
    await behind.hangUp();
    await untilUnderWay(gateway.url, 1);
    await inFront.hangUp();
    const { codes } = await gateway.ask(CONTACT, { id: first.id });
    expect(codes).toEqual([]);
    expect(gateway.faults.calls).toHaveLength(2);
  });

  it("case 60: a write that was sent is finished, with its connection, and made whole", async () => {
    const gateway = await startFaulty();
    const { id } = await newContact(gateway, { name: "Ada", position: "Analyst", tags: ["vip"] });
    gateway.faults.clear();
    const cut: boolean[] = [];
    // The account takes its time. A gateway that drops the write has closed the connection by then.
    const slow: Fault = async ({ socket, forward, deliver }) => {
      await sleep(400);
      cut.push(socket.destroyed);
      deliver(await forward());
    };
    gateway.faults.add({ page: "contact_add", fault: slow });
    const client = ask(
      gateway.url,
      `mutation ($id: ID!) { contactUpdate(id: $id, patch: { position: "Countess" }) { contact { id } } }`,
      { id },
    );
    await until(() => gateway.faults.calls.some(({ action }) => action === "EDIT"));
    await client.hangUp();
    await until(() => cut.length === 1);
    expect(cut).toEqual([false]);
    const { data } = await gateway.ask<{ contact: Contact }>(CONTACT, { id });
    expect(data?.contact).toEqual({ id, name: "Ada", position: "Countess", tags: ["vip"] });
    expect(gateway.faults.calls.filter(({ action }) => action === "EDIT")).toHaveLength(1);
  });

  it("case 60: an edit that was only about to read is not sent", async () => {
    const gateway = await startFaulty();
    const { id } = await newContact(gateway, { name: "Ada", position: "Analyst" });
    gateway.faults.clear();
    gateway.faults.add({ page: "contact_detail", nth: 1, fault: delayed(300) });
    const client = ask(
      gateway.url,
      `mutation ($id: ID!) { contactUpdate(id: $id, patch: { position: "Countess" }) { contact { id } } }`,
      { id },
    );
    await until(() => gateway.faults.calls.length === 1);
    await client.hangUp();
    await sleep(500);
    const { data } = await gateway.ask<{ contact: Contact }>(CONTACT, { id });
    expect(data?.contact.position).toBe("Analyst");
    expect(gateway.faults.calls.map(({ action }) => action)).not.toContain("EDIT");
  });

  it("case 60: of many rows the one in flight is finished and no other is sent", async () => {
    const gateway = await startFaulty();
    await newContact(gateway);
    gateway.faults.clear();
    gateway.calls();
    gateway.faults.add({ page: "contact_add", fault: delayed(200) });
    const client = ask(gateway.url, BULK, { input: ROWS });
    await until(() => gateway.faults.calls.length === 3);
    await client.hangUp();
    await sleep(700);
    expect(gateway.faults.calls).toHaveLength(3);
    expect(gateway.calls()).toEqual(Array(3).fill("contact_add ADD_PERSON"));
  });
});

describe("a gateway process that gets SIGTERM", () => {
  let sandbox: Sandbox;
  let faults: FaultProxy;

  beforeEach(async () => {
    sandbox = await createSandbox({ data: ":memory:", empty: true });
    faults = await FaultProxy.start();
    faults.forwardTo(sandbox.url);
    closing.push(
      () => sandbox.close(),
      () => faults.close(),
    );
  });

  async function serve(env: Readonly<Record<string, string>> = {}): Promise<{ gateway: RunningCommand; url: string }> {
    const gateway = startCommand(["serve"], {
      env: {
        PORT: "0",
        AMO_URL: faults.url,
        AMO_LOGIN: DEMO_CREDENTIALS.login,
        AMO_API_KEY: DEMO_CREDENTIALS.key,
        AMO_RATE: "1000",
        ...env,
      },
    });
    closing.push(() => {
      gateway.process.kill("SIGKILL");
      return gateway.ended;
    });
    return { gateway, url: await gateway.listening() };
  }

  /** Once this is called the account keeps back its answers to adds until the gateway takes no more requests. */
  function holdAddsUntilEnding(url: string): void {
    faults.choose(({ page }) =>
      page !== "contact_add"
        ? undefined
        : async ({ forward, deliver }) => {
            await until(() =>
              fetch(`${url}/ready`).then(
                () => false,
                () => true,
              ),
            );
            deliver(await forward());
          },
    );
  }

  const adds = () => sandbox.requests().filter(({ action }) => action === "ADD_PERSON").length;

  /**
   * Sends the signal; gives how the process ended, and after how many milliseconds. One that needs more than ten seconds by its own
   * clock ends with 1.
   */
  async function terminate(gateway: RunningCommand): Promise<{ code: number | null; stderr: string; tookMs: number }> {
    const startedAt = performance.now();
    gateway.process.kill("SIGTERM");
    const { code, stderr } = await gateway.ended;
    return { code, stderr, tookMs: performance.now() - startedAt };
  }

  it("case 61: answers the write in flight, takes no further request, and ends with 0", async () => {
    const { gateway, url } = await serve();
    holdAddsUntilEnding(url);
    const write = post(url, { query: CONTACT_CREATE, variables: { name: "Anna Late" } });
    await until(() => faults.calls.length === 1);
    const ended = terminate(gateway);
    expect(await write).toMatchObject({
      status: 200,
      data: { contactCreate: { contact: { name: "Anna Late" }, userErrors: [] } },
    });
    const { tookMs, ...end } = await ended;
    expect(end).toEqual({ code: 0, stderr: "" });
    expect(tookMs).toBeLessThan(15_000);
    expect(adds()).toBe(1);
  }, 120_000);

  it("case 61: a write whose answer never comes is OUTCOME_UNKNOWN, and the process ends in time with 0", async () => {
    const { gateway, url } = await serve({ AMO_TIMEOUT_MS: "2000" });
    faults.add({ page: "contact_add", fault: afterwards(silence) });
    const write = post(url, { query: CONTACT_CREATE, variables: { name: "Anna Lost" } });
    await until(() => adds() === 1);
    const ended = terminate(gateway);
    expect(await write).toMatchObject({
      data: { contactCreate: null },
      errors: [{ extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } }],
    });
    const { tookMs, ...end } = await ended;
    expect(end).toEqual({ code: 0, stderr: "" });
    expect(tookMs).toBeLessThan(15_000);
    expect(adds()).toBe(1);
  }, 120_000);

  it("case 61: with the default timeouts too, and though the caller of another such write has gone", async () => {
    const { gateway, url } = await serve();
    faults.add({ page: "contact_add", fault: afterwards(silence) });
    const write = post(url, { query: CONTACT_CREATE, variables: { name: "Anna Lost" } });
    const left = ask(url, CONTACT_CREATE, { name: "Bert Gone" });
    await until(() => adds() === 2);
    await left.hangUp();
    const ended = terminate(gateway);
    expect(await write).toMatchObject({
      data: { contactCreate: null },
      errors: [{ extensions: { code: "OUTCOME_UNKNOWN", mayHaveBeenApplied: true } }],
    });
    const { tookMs, ...end } = await ended;
    expect(end).toEqual({ code: 0, stderr: "" });
    expect(tookMs).toBeLessThan(15_000);
    expect(adds()).toBe(2);
  }, 120_000);

  it("case 61: reads are given up in time to be answered, those that wait for their turn as well", async () => {
    const { gateway, url } = await serve({ AMO_TIMEOUT_MS: "30000", AMO_CONCURRENCY: "1" });
    await post(url, { query: "{ contacts { totalCount } }" });
    const seen = faults.calls.length;
    faults.add({ fault: silence });
    const reads = ["contacts", "deals", "catalogs"].map((list) => post(url, { query: `{ ${list} { totalCount } }` }));
    await until(() => faults.calls.length > seen);
    const { tookMs, ...end } = await terminate(gateway);
    expect(end).toEqual({ code: 0, stderr: "" });
    expect(tookMs).toBeLessThan(15_000);
    for (const read of reads)
      expect(await read).toMatchObject({ errors: [{ extensions: { code: "UPSTREAM_TIMEOUT" } }] });
    expect(faults.calls).toHaveLength(seen + 1);
  }, 120_000);

  it("case 61: of several mutations the one in flight is finished and no other is sent", async () => {
    const { gateway, url } = await serve();
    holdAddsUntilEnding(url);
    const write = post(url, { query: CREATE_THREE });
    await until(() => faults.calls.length === 1);
    const { code } = await terminate(gateway);
    expect(code).toBe(0);
    expect(await write).toMatchObject({
      data: {
        first: { contact: { name: "Anna" }, userErrors: [] },
        second: null,
        third: { rows: [{ catalog: null, userErrors: [{ code: "NOT_SENT" }] }], userErrors: [] },
      },
      errors: [{ path: ["second"], extensions: { code: "UPSTREAM_UNAVAILABLE", retryAfterSeconds: 5 } }],
    });
    expect(faults.calls.map(({ page }) => page)).toEqual(["contact_add", "contact_detail"]);
  }, 120_000);

  it("case 61: of many rows the one in flight is awaited, the others are NOT_SENT, and it ends with 0", async () => {
    const { gateway, url } = await serve();
    for (let row = 1; row <= 3; row += 1) faults.add({ page: "contact_add", nth: row, fault: delayed(0) });
    holdAddsUntilEnding(url);
    const bulk = post(url, { query: BULK, variables: { input: ROWS } });
    await until(() => faults.calls.length === 4);
    const { tookMs, ...end } = await terminate(gateway);
    expect(end).toEqual({ code: 0, stderr: "" });
    expect(tookMs).toBeLessThan(15_000);
    const count = adds();
    expect(count).toBe(4);
    const made = ROWS.slice(0, count).map((contact) => ({ contact, userErrors: [] }));
    const left = ROWS.slice(count).map(() => ({ contact: null, userErrors: [{ code: "NOT_SENT" }] }));
    expect((await bulk).data).toEqual({ contactBulkCreate: { rows: [...made, ...left], userErrors: [] } });
  }, 120_000);
});

describe("an account whose own process fails", () => {
  let gateway: FaultyGateway;
  let data: string;

  beforeEach(async () => {
    gateway = await startFaulty({ AMO_TIMEOUT_MS: "5000" });
    data = join(directory, "sandbox.db");
  });

  /** Puts an account on the data file behind the gateway. */
  async function open(mostBlocks: number | "unlimited" = "unlimited"): Promise<SandboxProcess> {
    const account = await startSandboxProcess(data, mostBlocks);
    closing.push(() => account.kill());
    if (account.url !== null) gateway.faults.forwardTo(account.url);
    return account;
  }

  const create = (name: string) =>
    gateway.ask<{ contactCreate: { contact: { name: string } } | null }>(CONTACT_CREATE, { name });

  /** The names of all contacts, as the gateway tells them. */
  async function names(): Promise<string[]> {
    const found: string[] = [];
    for (let after: string | null = null; ;) {
      const { value }: { value: { nodes: { name: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        await send(gateway, CONTACTS, { after });
      found.push(...value.nodes.map(({ name }) => name));
      if (!value.pageInfo.hasNextPage) return found.toSorted();
      after = value.pageInfo.endCursor;
    }
  }

  it("case 62: killed amid writes, it has all that was acknowledged when it is back, and no write twice", async () => {
    const account = await open();
    const acknowledged: string[] = [];
    const unknown: string[] = [];
    const codes: string[] = [];
    const write = async (worker: number): Promise<void> => {
      for (let turn = 0; ; turn += 1) {
        const name = `${worker}-${turn}`;
        const answer = await create(name);
        if (answer.data === null || answer.data.contactCreate === null) {
          unknown.push(name);
          codes.push(...answer.codes);
          return;
        }
        acknowledged.push(name);
        if (acknowledged.length === 40) void account.kill();
      }
    };
    await Promise.all([0, 1, 2, 3].map((worker) => write(worker)));
    expect(codes).toHaveLength(4);
    for (const code of codes) expect(["OUTCOME_UNKNOWN", "UPSTREAM_UNAVAILABLE"]).toContain(code);

    await open();
    const stored = await names();
    expect(new Set(stored).size).toBe(stored.length);
    expect(acknowledged.filter((name) => !stored.includes(name))).toEqual([]);
    expect(stored.filter((name) => !acknowledged.includes(name) && !unknown.includes(name))).toEqual([]);
    expect((await create("After")).data?.contactCreate?.contact.name).toBe("After");
  }, 120_000);

  it("case 62: with a full disk a write is OUTCOME_UNKNOWN and undone, reads are served, nothing is lost", async () => {
    const account = await open(400);
    const acknowledged: string[] = [];
    let refused: Awaited<ReturnType<typeof create>> | undefined;
    while (refused === undefined && acknowledged.length < 200) {
      const name = `${acknowledged.length}-${"x".repeat(2_000)}`;
      const answer = await create(name);
      if (answer.codes.length > 0) refused = answer;
      else acknowledged.push(name);
    }
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(refused).toMatchObject({ data: { contactCreate: null }, codes: ["OUTCOME_UNKNOWN"] });
    expect(account.stderr()).toContain("SQLITE_");
    expect(await names()).toEqual(acknowledged.toSorted());

    await account.kill();
    await open();
    expect(await names()).toEqual(acknowledged.toSorted());
    expect((await create("After")).codes).toEqual([]);
    expect(await names()).toEqual(["After", ...acknowledged].toSorted());
  }, 120_000);

  it("case 62: while another program has locked the file it does not start: UPSTREAM_UNAVAILABLE, then all is there", async () => {
    const before = await open();
    expect((await create("Kept")).codes).toEqual([]);
    await before.kill();

    const other = new Libsql(data);
    other.exec("BEGIN EXCLUSIVE");
    const locked = await open();
    expect(locked.url).toBeNull();
    const {
      data: answer,
      codes,
      ownMs,
    } = await gateway.ask(`{ contacts { nodes { name } } catalogs { nodes { id } } }`);
    expect(answer).toEqual({ contacts: null, catalogs: null });
    expect(codes).toEqual(["UPSTREAM_UNAVAILABLE", "UPSTREAM_UNAVAILABLE"]);
    expect(ownMs).toBeLessThan(5_000);
    expect((await create("Refused")).codes).toEqual(["OUTCOME_UNKNOWN"]);
    other.exec("ROLLBACK");
    other.close();

    await open();
    expect(await names()).toContain("Kept");
    expect(await names()).not.toContain("Refused");
  }, 120_000);
});
