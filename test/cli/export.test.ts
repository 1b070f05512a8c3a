import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { EventEmitter, once } from "node:events";
import { appendFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../faults/faultProxy.js";
import { delayed, status } from "../faults/faults.js";
import type { RunningCommand } from "../server/command.js";
import { queried } from "./queries.js";
import { openStage, type Stage } from "./stage.js";

const SECONDS = 60_000;
/** Contacts of the demo account, and how they are cut here. */
const CONTACTS = 200;
const PAGE = 10;
/** Besides the pages themselves, a walk looks at the first and at the last. */
const CALLS = CONTACTS / PAGE + 2;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ empty: false, switches: { maxPageSize: PAGE } });
}, SECONDS);
afterAll(() => stage.close());
beforeEach(async () => {
  stage.proxy.clear();
  for (const name of await stage.files()) await rm(join(stage.folder, name), { recursive: true });
});

const read = (name: string): Promise<string> => readFile(join(stage.folder, name), "utf8");

const isRunning = ({ process }: RunningCommand): boolean => process.exitCode === null && process.signalCode === null;

/** Waits until so many calls have reached the account, or the command that makes them has ended. */
async function calls(number: number, by: RunningCommand): Promise<void> {
  while (stage.proxy.calls.length < number && isRunning(by)) await sleep(5);
}

/** Holds answers back until they are let go. */
function held(): { readonly fault: Fault; readonly letGo: () => void } {
  const events = new EventEmitter();
  const letGo = once(events, "letGo");
  const fault: Fault = async ({ forward, deliver }) => {
    await letGo;
    deliver(await forward());
  };
  return { fault, letGo: () => events.emit("letGo") };
}

/** The one line that a command that failed has to say. */
async function complaint(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string> {
  const { code, stdout, stderr } = await stage.export(args, env).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^amoql: [^\n]+\n$/);
  return stderr;
}

describe("what is written", () => {
  it(
    "a page costs one call, and a list two more",
    async () => {
      const { stdout, stderr } = await stage.exported(["contacts"]);
      expect(stage.proxy.calls).toHaveLength(CALLS);
      expect(stdout).toBe("");
      expect(stderr).toBe(`amoql: ${String(CONTACTS)} contacts in contacts.jsonl\n`);
    },
    SECONDS,
  );

  it(
    "goes to standard output as to a file",
    async () => {
      await stage.exported(["deals", "--output", "a.jsonl"]);
      const { stdout } = await stage.exported(["deals", "--output", "-"]);
      expect(stdout).toBe(await read("a.jsonl"));
      expect(await stage.files()).toEqual(["a.jsonl"]);
    },
    SECONDS,
  );

  it(
    "is for its owner alone to read, and takes the place of an earlier file at the end",
    async () => {
      await writeFile(join(stage.folder, "catalogs.jsonl"), "earlier");
      const { fault, letGo } = held();
      stage.proxy.add({ page: "catalogs", fault });
      const run = stage.export(["catalogs"]);
      await calls(1, run);
      expect(await read("catalogs.jsonl")).toBe("earlier");
      letGo();
      expect((await run.ended).code).toBe(0);
      expect(await read("catalogs.jsonl")).toMatch(/^\{"id":/);
      expect((await stat(join(stage.folder, "catalogs.jsonl"))).mode & 0o777).toBe(0o600);
    },
    SECONDS,
  );

  it(
    "keeps to AMO_RATE as the account counts",
    async () => {
      await stage.exported(["contacts", "--rate", "8"], { AMO_RATE: "1000" });
      const times = [...stage.proxy.signIns, ...stage.proxy.calls].map(({ at }) => at).sort((a, b) => a - b);
      expect(times).toHaveLength(CALLS + 1);
      const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length));
      expect(most).toBeLessThanOrEqual(8);
      expect(most).toBeGreaterThanOrEqual(6);
    },
    SECONDS,
  );
});

describe("an interruption", () => {
  it.each(["jsonl", "csv"])(
    "by kill -9, again and again, changes no byte of the file (%s)",
    async (format) => {
      const args = ["contacts", "--format", format];
      await stage.exported([...args, "--output", "whole"]);
      stage.proxy.clear();
      stage.proxy.add({ fault: delayed(30) });
      let kills = 0;
      for (let target = 5; ; target += 8) {
        const run = stage.export(args, { AMO_CONCURRENCY: "1" });
        await calls(target, run);
        if (!isRunning(run)) {
          expect(await run.ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/goes on with contacts/) });
          break;
        }
        run.process.kill("SIGKILL");
        await run.ended;
        kills += 1;
      }
      expect(kills).toBeGreaterThanOrEqual(2);
      expect(await read(`contacts.${format}`)).toBe(await read("whole"));
      expect(await stage.files()).toEqual([`contacts.${format}`, "whole"]);
      // Only the page that was under way at each kill is read again.
      expect(stage.proxy.calls.length).toBeLessThanOrEqual(CALLS + 2 * kills);
    },
    SECONDS,
  );

  it(
    "in the middle of a write leaves what is cut off on resumption",
    async () => {
      await stage.exported(["contacts", "--output", "whole"]);
      stage.proxy.add({ fault: delayed(50) });
      const already = stage.proxy.calls.length;
      const run = stage.export(["contacts"], { AMO_CONCURRENCY: "1" });
      await calls(already + 8, run);
      run.process.kill("SIGKILL");
      await run.ended;
      await appendFile(join(stage.folder, "contacts.jsonl.partial"), '{"id":"half a rec');
      await appendFile(join(stage.folder, "contacts.jsonl.progress"), '{"role":"rows","pa');
      await stage.exported(["contacts"]);
      expect(await read("contacts.jsonl")).toBe(await read("whole"));
    },
    SECONDS,
  );

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "by %s ends with %i after the page under way and says how to go on",
    async (signal, code) => {
      await stage.exported(["deals", "--output", "whole"]);
      stage.proxy.clear();
      stage.proxy.add({ fault: delayed(100) });
      const run = stage.export(["deals"], { AMO_CONCURRENCY: "1" });
      await calls(5, run);
      run.process.kill(signal);
      // As npm does, which passes on what the terminal has sent to its children already: soon, so that nothing else may come between.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      run.process.kill(signal);
      const ended = await run.ended;
      expect(ended.code).toBe(code);
      expect(ended.stderr).toMatch(/interrupted after \d+ deals; what was read is kept: run the same command again/);
      expect(await stage.files()).toEqual(["deals.jsonl.partial", "deals.jsonl.progress", "whole"]);
      await stage.exported(["deals"]);
      expect(await read("deals.jsonl")).toBe(await read("whole"));
    },
    SECONDS,
  );

  it("that comes twice ends at once", async () => {
    // The page under way does not come.
    stage.proxy.add({ fault: held().fault });
    const run = stage.export(["deals"], { AMO_CONCURRENCY: "1" });
    await calls(1, run);
    let signals = 0;
    // What comes too soon after the first is not a second one.
    for (; isRunning(run); signals += 1) {
      run.process.kill("SIGINT");
      await Promise.race([run.ended, sleep(300)]);
    }
    expect(signals).toBeGreaterThan(1);
    expect((await run.ended).code).toBeNull();
    expect(run.process.signalCode).toBe("SIGINT");
  }, 60_000);

  it(
    "of a process that reads standard output ends the export",
    async () => {
      const run = stage.export(["contacts", "--output", "-"], { AMO_CONCURRENCY: "1" });
      stage.proxy.add({ fault: delayed(50) });
      if (run.process.stdout === null) throw new Error("no standard output");
      await once(run.process.stdout, "data");
      run.process.stdout.destroy();
      expect(await run.ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/EPIPE\n$/) });
      expect(stage.proxy.calls.length).toBeLessThan(CALLS);
    },
    SECONDS,
  );
});

describe("an account that fails in the middle", () => {
  it(
    "is asked again until it is back",
    async () => {
      await stage.exported(["contacts", "--output", "whole"]);
      stage.proxy.clear();
      stage.proxy.add({ page: "contacts", nth: 9, fault: status(500) });
      stage.proxy.add({ page: "contacts", nth: 12, fault: status(429, { "retry-after": "1" }) });
      const { stderr } = await stage.exported(["contacts"]);
      expect(stderr).toMatch(/the account fails; tries again in \d+ s/);
      expect(await read("contacts.jsonl")).toBe(await read("whole"));
    },
    SECONDS,
  );

  it(
    "for long ends the export with 75, to be resumed later",
    async () => {
      await stage.exported(["contacts", "--output", "whole"]);
      stage.proxy.clear();
      stage.proxy.add({ page: "contacts", nth: 9, fault: status(503, { "retry-after": "3600" }) });
      const first = await stage.export(["contacts"], { AMO_CONCURRENCY: "1" }).ended;
      expect(first.code).toBe(75);
      expect(first.stderr).toMatch(/cannot be reached.*\n.*run the same command again/s);
      await stage.exported(["contacts"]);
      expect(await read("contacts.jsonl")).toBe(await read("whole"));
      // Seven pages came before, of which none is read again.
      expect(stage.proxy.calls.length).toBeLessThanOrEqual(CALLS + 1);
    },
    SECONDS,
  );

  it(
    "by removing a record while it is listed costs a second walk and no other record",
    async () => {
      const before = await queried(stage.gateway, "contacts");
      const victim = before[3];
      if (victim === undefined) throw new Error("no contact to remove");
      stage.proxy.add({
        page: "contacts",
        nth: 8,
        fault: async ({ forward, deliver }) => {
          const document = `mutation { contactDelete(id: "${victim.id}") { deletedContactId } }`;
          expect((await stage.gateway.query(document)).errors).toBeUndefined();
          deliver(await forward());
        },
      });
      await stage.exported(["contacts"], { AMO_CONCURRENCY: "1" });
      const ids = (await read("contacts.jsonl"))
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { crmId: string }).crmId);
      expect(new Set(ids).size).toBe(ids.length);
      expect([...ids].sort()).toEqual(before.map(({ crmId }) => crmId).sort());
      expect(ids).toContain(victim.crmId);
      expect(stage.proxy.calls.length).toBeGreaterThan(CALLS);
    },
    SECONDS,
  );
});

describe("what is left of another export", () => {
  async function interrupted(): Promise<void> {
    stage.proxy.add({ page: "contacts", nth: 6, fault: status(503, { "retry-after": "3600" }) });
    expect((await stage.export(["contacts", "--output", "out"], { AMO_CONCURRENCY: "1" }).ended).code).toBe(75);
  }

  it(
    "is not mixed with this one, and --restart drops it",
    async () => {
      await interrupted();
      const start = ["--output", "out"];
      expect(await complaint(["deals", ...start])).toMatch(/with kind contacts.*--output.*--restart/);
      expect(await complaint(["contacts", "--format", "csv", ...start])).toMatch(/with format jsonl/);
      expect(await complaint(["contacts", "--details", ...start])).toMatch(/with other fields/);
      const other = { AMO_LOGIN: "john@amoql.dev", AMO_API_KEY: "fedcba9876543210fedcba9876543210" };
      expect(await complaint(["contacts", ...start], other)).toMatch(/with account http.* as demo@amoql\.dev/);
      await stage.exported(["deals", "--restart", ...start]);
      expect(await read("out")).toMatch(/^\{"id":"RGVhb/);
      expect(await stage.files()).toEqual(["out"]);
    },
    SECONDS,
  );

  it(
    "is refused when it was tampered with",
    async () => {
      await interrupted();
      await writeFile(join(stage.folder, "out.partial"), "short");
      expect(await complaint(["contacts", "--output", "out"])).toMatch(/shorter than it was left.*--restart/);
      await writeFile(join(stage.folder, "out.progress"), "no progress\n");
      expect(await complaint(["contacts", "--output", "out"])).toMatch(/cannot be read.*--restart/);
      // What was being written when the process ended is no progress either.
      await writeFile(join(stage.folder, "out.progress"), '{"amoqlExp');
      expect(await complaint(["contacts", "--output", "out"])).toMatch(/without its progress.*--restart/);
      await rm(join(stage.folder, "out.progress"));
      for (let runs = 0; runs < 2; runs += 1) {
        expect(await complaint(["contacts", "--output", "out"])).toMatch(/without its progress.*--restart/);
        expect(await stage.files()).toEqual(["out.partial"]);
        expect(await read("out.partial")).toBe("short");
      }
    },
    SECONDS,
  );

  it(
    "is not written to by two processes at once",
    async () => {
      const { fault, letGo } = held();
      stage.proxy.add({ nth: 2, fault });
      const first = stage.export(["deals"], { AMO_CONCURRENCY: "1" });
      await calls(2, first);
      expect(await complaint(["deals"])).toMatch(/process \d+ is writing this file/);
      letGo();
      expect((await first.ended).code).toBe(0);
    },
    SECONDS,
  );
});

describe("a mistake in the command", () => {
  it.each([
    ["a rate that is none", ["contacts", "--rate", "fast"], /AMO_RATE: .* for example/],
    ["a folder in place of the file", ["contacts", "--output", "folder"], /no plain file, for example/],
    ["a device in place of the file", ["contacts", "--output", "/dev/null"], /no plain file, for example/],
  ])(
    "is told in one line: %s",
    async (_what, args, words) => {
      await mkdir(join(stage.folder, "folder"), { recursive: true });
      expect(await complaint(args)).toMatch(words);
      expect(stage.proxy.calls).toHaveLength(0);
    },
    SECONDS,
  );

  it(
    "such as no user is told in one line",
    async () => {
      expect(await complaint(["contacts"], { AMO_LOGIN: "", AMO_API_KEY: "" })).toMatch(/AMO_LOGIN.*for example/);
    },
    SECONDS,
  );

  it.each([
    [["everything"], /'everything' is invalid.*Allowed choices are contacts, deals, catalogs/],
    [["contacts", "--format", "xml"], /Allowed choices are jsonl, csv/],
    [["contacts", "--spreadsheet"], /--spreadsheet is for csv, for example/],
  ])(
    "comes with the help: %j",
    async (args, words) => {
      const { code, stderr } = await stage.export(args).ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(words);
      expect(stderr).toMatch(/Usage: amoql export/);
    },
    SECONDS,
  );
});
