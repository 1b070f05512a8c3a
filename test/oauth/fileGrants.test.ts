import { spawnSync } from "node:child_process";
import { mkdir, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Stopper } from "../../src/domain/stop.js";
import type { Grant } from "../../src/oauth/grant.js";
import { until } from "../redis/until.js";
import { GrantStage } from "./stage.js";

const NEVER = new Stopper();
const ENDED = spawnSync(process.execPath, ["--version"]).pid;

let stage: GrantStage;
beforeEach(async () => {
  stage = await GrantStage.open();
});
afterEach(() => stage.close());

const grant = (issuedAt: number): Grant => ({
  accessToken: `marked-access-${issuedAt}`,
  refreshToken: `marked-refresh-${issuedAt}`,
  issuedAt,
  expiresAt: issuedAt + 1_000,
  lastsMs: 1_000,
});

const keep = (issuedAt: number, store = stage.store()): Promise<void> =>
  store.inTurn(NEVER, (turn) => turn.save(grant(issuedAt)));

/** A lock that another process left, or holds. */
async function locked(host: string, pid: number, path = `${stage.file}.lock`): Promise<void> {
  await mkdir(dirname(stage.file), { recursive: true });
  await writeFile(path, `${host} ${String(pid)} 0f0f0f0f-0000-4000-8000-000000000000`);
}

test("a grant is there for others, in a file that only its owner reads and that tells nothing", async () => {
  expect(await stage.store().read()).toBeNull();
  await keep(1);
  expect(await stage.store().read()).toEqual(grant(1));
  expect((await stat(stage.file)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(stage.file))).mode & 0o777).toBe(0o700);
  const text = await stage.kept();
  expect(text + Buffer.from(text, "base64").toString("latin1")).not.toMatch(/marked/);
  expect(await readdir(dirname(stage.file))).toEqual(["grant"]);
});

test("what cannot be opened is told, and replaced all the same", async () => {
  await keep(1);
  const other = stage.store({ secret: "another-secret-that-is-long-enough-too" });
  await expect(other.read()).rejects.toMatchObject({ advice: expect.stringMatching(/SESSION_SECRET.*amoql login/) });
  await keep(1, other);
  expect(await other.read()).toEqual(grant(1));
  await writeFile(stage.file, "not sealed at all");
  await expect(other.read()).rejects.toMatchObject({ kind: "notAuthenticated" });
});

test("an older pair never takes the place of a newer one", async () => {
  await keep(2);
  await expect(keep(1)).rejects.toMatchObject({ kind: "unavailable" });
  await expect(keep(2)).rejects.toMatchObject({ kind: "unavailable" });
  expect(await stage.store().read()).toEqual(grant(2));
});

test("one at a time has the turn, and finds what the one before kept", async () => {
  let holders = 0;
  const add = (): Promise<void> =>
    stage.store().inTurn(NEVER, async (turn) => {
      holders += 1;
      expect(holders).toBe(1);
      const before = await turn.read();
      await nextTurn();
      await turn.save(grant((before?.issuedAt ?? 0) + 1));
      holders -= 1;
    });
  await Promise.all(Array.from({ length: 12 }, add));
  expect(await stage.store().read()).toEqual(grant(12));
});

test("the turn of a process that was killed is taken over at once", async () => {
  await locked(hostname(), ENDED);
  await keep(1);
  expect(await stage.store().read()).toEqual(grant(1));
});

test.each([
  ["of a container that was replaced", "another-host", process.ppid],
  ["whose number another process has by now", hostname(), process.ppid],
])("the turn of a process %s is taken over when it gave no sign of life for a while", async (_which, host, pid) => {
  await locked(host, pid);
  const startedAt = performance.now();
  // Nothing is kept within this turn: of such a short one a moment's pause of this process would be too much.
  await stage.store({ leaseMs: 400 }).inTurn(NEVER, () => Promise.resolve());
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(400);
  await keep(1);
  expect(await stage.store().read()).toEqual(grant(1));
});

test("a turn that lasts is not taken over, and is waited for until one gives up", async () => {
  const giveUp = new Stopper();
  // Long enough that a pause of this process, of both who hold and who wait, is no sign of a holder's end.
  const leaseMs = 4_000;
  const end = new Stopper();
  let isHeld = false;
  const holding = stage.store({ leaseMs }).inTurn(NEVER, async (turn) => {
    isHeld = true;
    await new Promise<void>((resolve) => end.addEventListener("abort", resolve));
    await turn.save(grant(1));
  });
  await until(() => isHeld);
  setTimeout(() => giveUp.abort(), 1.25 * leaseMs);
  const waiting = stage.store({ leaseMs }).inTurn(giveUp, (turn) => turn.save(grant(2)));
  await expect(waiting).rejects.toMatchObject({ kind: "aborted" });
  end.abort();
  await holding;
  expect(await stage.store().read()).toEqual(grant(1));
});

test("who lost the turn meanwhile keeps nothing", async () => {
  const late = stage.store().inTurn(NEVER, async (turn) => {
    await locked("another-host", 1);
    await turn.save(grant(9));
  });
  await expect(late).rejects.toMatchObject({ kind: "unavailable" });
  expect(await stage.store().read()).toBeNull();
  // Nor is the turn of the other given back.
  expect(await readdir(dirname(stage.file))).toEqual(["grant.lock"]);
});

test("what killed processes left behind is removed after a while, and nothing else", async () => {
  await keep(1);
  const old = `${stage.file}.0f0f0f0f-0000-4000-8000-000000000000`;
  const oldLock = `${stage.file}.lock.0f0f0f0f-0000-4000-8000-000000000001`;
  const others = [`${stage.file}.backup`, `${stage.file}.0f0f0f0f-0000-4000-8000-000000000002`];
  for (const path of [old, oldLock, ...others]) await writeFile(path, "");
  const before = new Date(Date.now() - 2 * 3_600_000);
  for (const path of [old, oldLock, `${stage.file}.backup`]) await utimes(path, before, before);
  await keep(2);
  const names = ["grant", "grant.0f0f0f0f-0000-4000-8000-000000000002", "grant.backup"];
  expect((await readdir(dirname(stage.file))).sort()).toEqual(names);
});

test("a place where nothing can be kept is told without its path", async () => {
  await writeFile(dirname(stage.file), "");
  await expect(keep(1)).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.not.stringContaining("AMO_GRANT_FILE"),
    advice: expect.stringMatching(/^[^/]*AMO_GRANT_FILE \(E[A-Z]+\)\.$/),
  });
});
