import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import Libsql from "libsql";
import { createSandbox } from "../../src/sandbox/sandbox.js";
import { until } from "../redis/until.js";
import { TestAccount, errorCode, texts } from "./account.js";
import { ChildSandbox, PROCESS_TIMEOUT } from "./childSandbox.js";

const INNARDS = /SQLITE|sqlite|node_modules|\bat .*[jt]s:|sandbox\.db/;

let directory: string;
let file: string;
const children: ChildSandbox[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "amoql-storage-"));
  file = join(directory, "sandbox.db");
});
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
  rmSync(directory, { recursive: true });
});

async function startChild(options: { fileBlocks?: number } = {}): Promise<ChildSandbox> {
  const child = await ChildSandbox.start(file, options);
  children.push(child);
  return child;
}

/** What SQLite thinks of the file while nobody has it open. */
function checkedFile(): unknown {
  const database = new Libsql(file);
  const result = [database.prepare("PRAGMA integrity_check").all(), database.prepare("PRAGMA foreign_key_check").all()];
  database.close();
  return result;
}
const SOUND = [[{ integrity_check: "ok" }], []];

/** A process that begins to lock the file, prints how that went, and ends `holdMs` later or when it is told to. */
async function lockElsewhere(holdMs: number): Promise<{ outcome: string; end: () => Promise<unknown> }> {
  const script = `
    import Libsql from "libsql";
    const database = new Libsql(${JSON.stringify(file)}, { timeout: 200 });
    try { database.exec("BEGIN EXCLUSIVE"); console.log("locked"); } catch (error) { console.log(error.code); }
    setTimeout(() => process.exit(), ${holdMs});`;
  const env = { ...process.env, NODE_OPTIONS: "" };
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { env });
  const ended = once(child, "exit");
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  const end = (): Promise<unknown> => {
    child.kill("SIGKILL");
    return ended;
  };
  return { outcome: chunk.toString().trim(), end };
}

describe("a lock of another process", () => {
  beforeEach(async () => {
    const account = await TestAccount.start({ data: file });
    await account.addPerson("A");
    await account.close();
  });

  test("refuses the start after a short wait, in one line, and leaves the file as it is", async () => {
    const { outcome, end } = await lockElsewhere(60_000);
    expect(outcome).toBe("locked");
    const startedAt = performance.now();
    await expect(createSandbox({ data: file })).rejects.toThrow(
      new Error(`${file} is in use by another process; stop it or name another file`),
    );
    // It waits for a second. A machine that is busy adds to that, but not so much.
    expect(performance.now() - startedAt).toBeGreaterThan(900);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await end();
    const account = await TestAccount.start({ data: file, empty: false });
    expect(texts((await account.page("contacts", [])).text, "totalpages")).toEqual(["1"]);
    expect(await account.contact(1)).toContain("<name>A</name>");
    await account.close();
  });

  test("that ends is waited for", async () => {
    // The start waits for a second, and this process may be late to end.
    const { outcome } = await lockElsewhere(100);
    expect(outcome).toBe("locked");
    const account = await TestAccount.start({ data: file });
    expect(await account.contact(1)).toContain("<name>A</name>");
    await account.close();
  });

  test("is not to be had while a sandbox runs, which goes on meanwhile", async () => {
    const account = await TestAccount.start({ data: file });
    const tried = new AbortController();
    const locking = lockElsewhere(0).finally(() => tried.abort());
    for (let index = 0; !tried.signal.aborted || index < 20; index += 1) {
      expect(errorCode(await account.addPerson(`B${index}`))).toBeUndefined();
    }
    expect((await locking).outcome).toBe("SQLITE_BUSY");
    await account.close();
    expect(account.errors).toEqual([]);
    expect(checkedFile()).toEqual(SOUND);
  });
});

describe("a disk that is full", () => {
  const person = (name: string) =>
    `ACTION=ADD_PERSON&contact[person_name]=${name}&contact[person_company_name]=${name} Ltd` +
    `&contact[contact_data][phone_numbers][][number]=100&contact[person_position]=${"p".repeat(20_000)}`;
  const names = async (child: ChildSandbox) => {
    const { status, text } = await child.post("/private/api/contacts.php", "ELEMENT_COUNT=500");
    expect(status).toBe(200);
    return [...text.matchAll(/<contact>\s*<id>\d+<\/id>\s*<name>([^<]+)</g)].map((match) => match[1]);
  };

  test(
    "fails writes cleanly, keeps what was acknowledged and lets reads and, with space again, writes go on",
    async () => {
      const child = await startChild();
      child.limitFiles(600_000);
      const acknowledged: string[] = [];
      const refused: { status: number; type: string | null; text: string }[] = [];
      for (let index = 0; refused.length < 3; index += 1) {
        const name = `n${index}`;
        const answer = await child.post("/private/api/contact_add.php", person(name));
        if (answer.status === 200) acknowledged.push(name, `${name} Ltd`);
        else refused.push(answer);
      }
      const catalogs = JSON.stringify({ add: [{ name: "c".repeat(600_000) }] });
      refused.push(await child.post("/api/v2/catalogs", catalogs));
      const old = JSON.stringify({ request: { catalogs: JSON.parse(catalogs) as unknown } });
      refused.push(await child.post("/private/api/v2/json/catalogs/set", old));

      expect(acknowledged.length).toBeGreaterThan(4);
      const message = "The account cannot read or write its data now";
      const [xml, , , problem, oldProblem] = refused;
      expect(xml).toMatchObject({ status: 503, type: "text/xml; charset=utf-8" });
      expect([texts(xml?.text ?? "", "code"), texts(xml?.text ?? "", "message")]).toEqual([["503"], [message]]);
      expect(JSON.parse(problem?.text ?? "")).toMatchObject({ status: 503, title: "Service Unavailable" });
      expect(JSON.parse(oldProblem?.text ?? "")).toMatchObject({ response: { error: message } });
      for (const answer of refused) {
        expect(answer.status).toBe(503);
        expect(answer.text).not.toMatch(INNARDS);
      }
      // The cause reaches the operator as it was, once for every refusal.
      await until(() => child.errors.split("\n").length > refused.length);
      expect(child.errors.trim().split("\n")).toHaveLength(refused.length);
      for (const line of child.errors.trim().split("\n")) expect(line).toMatch(/^SQLITE_(IOERR|FULL)/);
      expect(await names(child)).toEqual(acknowledged);

      child.limitFiles("unlimited");
      expect((await child.post("/private/api/contact_add.php", person("after"))).status).toBe(200);
      expect(await names(child)).toEqual([...acknowledged, "after", "after Ltd"]);
      expect(await child.terminate()).toBe(0);
      expect(checkedFile()).toEqual(SOUND);
    },
    PROCESS_TIMEOUT,
  );

  test(
    "lets the process end, and loses nothing",
    async () => {
      const child = await startChild();
      for (const name of ["a", "b"]) await child.post("/private/api/contact_add.php", person(name));
      child.limitFiles(4_096);
      expect(await child.terminate()).toBe(0);
      expect(child.errors).toMatch(/^SQLITE_/);
      expect(await names(await startChild())).toEqual(["a", "a Ltd", "b", "b Ltd"]);
    },
    PROCESS_TIMEOUT,
  );

  test(
    "refuses the first start in one line, and the next start fills the file",
    async () => {
      const { line } = await startChild({ fileBlocks: 16 });
      expect(line).toMatch(/sandbox\.db cannot be opened: [^\n]+$/);
      const next = await startChild();
      expect(next.line).toMatch(/^http:/);
      expect((await next.post("/private/api/contact_add.php", person("a"))).status).toBe(200);
    },
    PROCESS_TIMEOUT,
  );
});

test("a record that was damaged fails its own calls alone, and the cause is told", async () => {
  const first = await TestAccount.start({ data: file });
  await first.addPerson("A");
  await first.addPerson("B");
  await first.close();
  const database = new Libsql(file);
  database.exec("UPDATE contacts SET tags = '[' WHERE id = 1");
  database.close();
  const account = await TestAccount.start({ data: file });
  const answer = await account.page("contact_detail", [["ID", "1"]]);
  expect([answer.status, answer.type, errorCode(answer)]).toEqual([500, "text/xml; charset=utf-8", "500"]);
  expect(texts(answer.text, "message")).toEqual(["Internal error"]);
  expect(answer.text).not.toMatch(/JSON|SyntaxError/);
  expect(await account.contact(2)).toContain("<name>B</name>");
  expect(account.errors).toEqual([expect.any(SyntaxError)]);
  await account.close();
});
