import { randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { hasCode, unlessMissing } from "./fileError.js";
import { ExportFileError } from "./exportFileError.js";

const HOST = hostname();
/** Tells this process from an earlier one with the same number, as in a container that was started again. */
const PROCESS_ID = randomUUID();
/** How often a lock may come and go while we look at it. */
const TRIES = 100;

/** Who holds a lock. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly processId: string;
}

/** Keeps two exports from writing one file. A lock whose process has ended is none; that of another host is for its user to remove. */
export class FileLock {
  private constructor(private readonly path: string) {}

  /** Throws an ExportFileError while another process holds the lock, or when it cannot be known whether one does. */
  static async take(path: string): Promise<FileLock> {
    const own = `${path}.${randomUUID()}`;
    try {
      await writeFile(own, `${HOST} ${process.pid} ${PROCESS_ID}`, { flag: "wx", mode: 0o600, flush: true });
      for (let left = TRIES; left > 0; left -= 1) {
        if (await isLinked(own, path)) return new FileLock(path);
        const text = await textOf(path);
        if (text !== null) await dropLeft(path, text);
      }
      throw new ExportFileError(`${path} cannot be taken: remove it if no export is writing this file`);
    } finally {
      await rm(own, { force: true });
    }
  }

  async release(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

/** Puts a file in its place with all that it holds, unless one is there. */
async function isLinked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Null when the lock was released meanwhile. */
function textOf(path: string): Promise<string | null> {
  return unlessMissing(readFile(path, "utf8"));
}

/**
 * Removes a lock whose process has ended. Only who holds the lock on that very process may do so: another one, which had read the
 * same, would remove the lock of the first to take it over.
 */
async function dropLeft(path: string, text: string): Promise<void> {
  const holder = holderOf(text);
  if (holder === null) {
    throw new ExportFileError(`${path} names no process: remove it if no export is writing this file`);
  }
  if (holder.host !== HOST) {
    throw new ExportFileError(
      `process ${holder.pid} on ${holder.host} is writing this file: wait for it, or remove ${path} if it has ended`,
    );
  }
  if (isRunning(holder)) {
    throw new ExportFileError(
      `process ${holder.pid} is writing this file: wait for it, or remove ${path} if it is no export`,
    );
  }
  const claim = await FileLock.take(`${path}.${holder.processId}`);
  try {
    if ((await textOf(path)) === text) await rm(path, { force: true });
  } finally {
    await claim.release();
  }
}

function holderOf(text: string): Holder | null {
  const [, host, pid, processId] = /^(.+) ([1-9]\d{0,9}) ([\da-f-]{36})$/.exec(text) ?? [];
  return host === undefined || processId === undefined ? null : { host, pid: Number(pid), processId };
}

/** Of a process on this host. */
function isRunning({ pid, processId }: Holder): boolean {
  if (pid === process.pid) return processId === PROCESS_ID;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}
