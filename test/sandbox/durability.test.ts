import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import Libsql from "libsql";
import { createSandbox } from "../../src/sandbox/sandbox.js";
import { MIGRATIONS } from "../../src/sandbox/storage/migrations.js";
import { KEY_QUERY, TestAccount, texts } from "./account.js";
import { ChildSandbox, PROCESS_TIMEOUT } from "./childSandbox.js";

let directory: string;
let file: string;
const children: ChildSandbox[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "amoql-sandbox-"));
  file = join(directory, "data", "sandbox.db");
});
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
  rmSync(directory, { recursive: true });
});

async function spawnSandbox(): Promise<ChildSandbox> {
  const child = await ChildSandbox.start(file);
  children.push(child);
  return child;
}

describe("a process that is killed while it writes", () => {
  test(
    "loses nothing that it has acknowledged, and the file opens again",
    async () => {
      const child = await spawnSandbox();
      const url = child.line;
      const acknowledged: string[] = [];
      const write = async (worker: number) => {
        for (let index = 0; ; index += 1) {
          const name = `w${worker}-${index}`;
          const body = `ACTION=ADD_PERSON&contact[person_name]=${name}&contact[person_company_name]=${name} Ltd`;
          const response = await fetch(`${url}/private/api/contact_add.php?${KEY_QUERY}`, { method: "POST", body });
          const [id] = texts(await response.text(), "id");
          if (id !== undefined) acknowledged.push(`${id} ${name}`);
        }
      };
      const writers = [0, 1, 2, 3].map((worker) => write(worker).catch(() => undefined));
      while (acknowledged.length < 60) await new Promise((resolve) => setTimeout(resolve, 10));
      await child.kill();
      await Promise.all(writers);

      const account = await TestAccount.start({ data: file });
      try {
        const stored = new Set<string>();
        for (let page = 1, pages = 1; page <= pages; page += 1) {
          const paging = [
            ["ELEMENT_COUNT", "500"],
            ["PAGEN_1", String(page)],
          ] as const;
          const { text } = await account.page("contacts", paging);
          pages = Number(texts(text, "totalpages")[0]);
          for (const [, id, name] of text.matchAll(/<contact>\s*<id>(\d+)<\/id>\s*<name>([^<]+)</g)) {
            stored.add(`${id ?? ""} ${name ?? ""}`);
          }
        }
        expect(acknowledged.filter((record) => !stored.has(record))).toEqual([]);
        // Person and company are one transaction: a killed add leaves neither half.
        const people = Array.from(stored).filter((record) => !record.endsWith(" Ltd"));
        expect(stored.size).toBe(2 * people.length);
        const next = await account.addPerson("after");
        expect(Number(texts(next.text, "id")[0])).toBe(stored.size + 1);
      } finally {
        await account.close();
      }
    },
    PROCESS_TIMEOUT,
  );
});

describe("the data file", () => {
  test("is made with its directory, keeps its records and is filled only once", async () => {
    const first = await TestAccount.start({ data: file });
    await first.addPerson("A");
    await first.close();
    expect(existsSync(file)).toBe(true);
    const second = await TestAccount.start({ data: file, empty: false });
    expect((await second.page("contacts", [])).text.match(/<contact>/g)).toHaveLength(1);
    await second.close();
  });

  test(
    "is for one process",
    async () => {
      const { line: url } = await spawnSandbox();
      expect(url).toMatch(/^http:/);
      await expect(createSandbox({ data: file, empty: true })).rejects.toThrow(
        `${file} is in use by another process; stop it or name another file`,
      );
      expect((await spawnSandbox()).line).toContain("is in use by another process");
      const contacts = await fetch(`${url}/private/api/contacts.php?${KEY_QUERY}`);
      expect(contacts.status).toBe(200);
      await contacts.text();
    },
    PROCESS_TIMEOUT,
  );

  test("of a newer version is refused and left as it is", async () => {
    await (await TestAccount.start({ data: file })).close();
    const database = new Libsql(file);
    database.exec("PRAGMA user_version = 99");
    database.close();
    await expect(createSandbox({ data: file })).rejects.toThrow(
      `written by a newer version (schema 99, this one knows ${MIGRATIONS.length})`,
    );
  });

  test("of another program is refused and left as it is", async () => {
    const other = join(directory, "other.db");
    const database = new Libsql(other);
    database.exec("CREATE TABLE notes (id INTEGER)");
    database.close();
    await expect(createSandbox({ data: other })).rejects.toThrow(
      `${other} is not a sandbox data file; name another file`,
    );
    const text = join(directory, "text.db");
    writeFileSync(text, "hello, this is not a database at all\n".repeat(100));
    await expect(createSandbox({ data: text })).rejects.toThrow(
      `${text} is not a sandbox data file; name another file`,
    );
  });

  test("that cannot be made is named", async () => {
    writeFileSync(join(directory, "plain"), "");
    const below = join(directory, "plain", "sandbox.db");
    await expect(createSandbox({ data: below })).rejects.toThrow(`${below} cannot be opened`);
  });
});

test("a port that is taken leaves the file to others", async () => {
  const first = await TestAccount.start();
  const port = Number(new URL(first.sandbox.url).port);
  await expect(createSandbox({ data: file, empty: true, port })).rejects.toThrow(/EADDRINUSE/);
  await (await TestAccount.start({ data: file })).close();
  await first.close();
});
