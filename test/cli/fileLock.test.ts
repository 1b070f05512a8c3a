import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ExportFileError } from "../../src/export/exportFileError.js";
import { takeExportLock } from "../../src/export/exportLock.js";
import { FileLock, FileLocked } from "../../src/storage/fileLock.js";

const EARLIER = "0f0f0f0f-0000-4000-8000-000000000000";
const ENDED = spawnSync(process.execPath, ["--version"]).pid;

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "amoql-lock-"));
  path = join(folder, "out.lock");
});
afterEach(() => rm(folder, { recursive: true }));

/** A lock that is left by, or held by, a process. */
const left = (pid: number, host = hostname(), file = path): Promise<void> =>
  writeFile(file, `${host} ${String(pid)} ${EARLIER}`);

describe("a lock", () => {
  it("is there with its holder until it is released", async () => {
    const lock = await FileLock.take(path);
    expect(await readFile(path, "utf8")).toMatch(new RegExp(` ${String(process.pid)} [\\da-f-]{36}$`));
    expect(await readdir(folder)).toEqual(["out.lock"]);
    await expect(FileLock.take(path)).rejects.toThrow(FileLocked);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("that is left by an ended process is taken over by one of those who try", async () => {
    for (let round = 0; round < 20; round += 1) {
      await left(ENDED);
      const takers = await Promise.allSettled(Array.from({ length: 8 }, () => FileLock.take(path)));
      const refusals = takers.filter((taker) => taker.status === "rejected").map(({ reason }) => reason as unknown);
      expect(refusals).toEqual(Array.from({ length: 7 }, () => expect.any(FileLocked)));
      expect(await readdir(folder)).toEqual(["out.lock"]);
      await rm(path);
    }
  });

  it("is taken over where taking it over was cut off", async () => {
    await left(ENDED);
    await left(ENDED, hostname(), `${path}.${EARLIER}`);
    await FileLock.take(path);
    expect(await readdir(folder)).toEqual(["out.lock"]);
  });

  it("is held by one at a time, however often it is taken and released", async () => {
    let holders = 0;
    let taken = 0;
    const worker = async (): Promise<void> => {
      for (let round = 0; round < 50; round += 1) {
        const lock = await FileLock.take(path).catch((error: unknown) => error);
        if (lock instanceof FileLock) {
          holders += 1;
          taken += 1;
          expect(holders).toBe(1);
          await nextTurn();
          holders -= 1;
          await lock.release();
        } else {
          expect(lock).toBeInstanceOf(FileLocked);
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect(taken).toBeGreaterThan(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it("of an earlier process with our own number, as of a container that was started again, is taken over", async () => {
    await left(process.pid);
    await FileLock.take(path);
    expect(await readFile(path, "utf8")).not.toContain(EARLIER);
  });

  it.each([
    ["of a process that runs", `${hostname()} ${String(process.ppid)} ${EARLIER}`, /^process \d+ is writing.*remove/],
    ["of another host", `elsewhere ${String(process.pid)} ${EARLIER}`, /^process \d+ on elsewhere is.*remove/],
    ["that names nobody", "", /out\.lock names no process: remove it/],
  ])("%s stays", async (_whose, text, words) => {
    await writeFile(path, text);
    await expect(takeExportLock(path)).rejects.toThrow(words);
    await expect(takeExportLock(path)).rejects.toThrow(ExportFileError);
    expect(await readdir(folder)).toEqual(["out.lock"]);
    expect(await readFile(path, "utf8")).toBe(text);
  });
});
