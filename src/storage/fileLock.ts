import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { hasCode, unlessMissing } from "./fileError.js";

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

/** Somebody else holds a lock, or it cannot be known whether they do. */
export class FileLocked extends Error {
  override readonly name = "FileLocked";
  /** Who holds it; null when it names no process. */
  readonly holder: Omit<Holder, "processId"> | null;
  /** Whether that process is of another host, where it cannot be seen whether it runs. */
  readonly isElsewhere: boolean;

  /** @param text what the lock holds; null when it came and went too often to be read */
  constructor(
    readonly path: string,
    readonly text: string | null,
  ) {
    super(`${path} is locked`);
    this.holder = text === null ? null : holderOf(text);
    this.isElsewhere = this.holder !== null && this.holder.host !== HOST;
  }
}

/** Keeps two processes from doing something at once. A lock whose process has ended is none. */
export class FileLock {
  private constructor(
    private readonly path: string,
    private readonly text: string,
  ) {}

  /** Throws FileLocked while another process holds the lock, or when it cannot be known whether one does. */
  static async take(path: string): Promise<FileLock> {
    const own = `${path}.${randomUUID()}`;
    const ownText = `${HOST} ${process.pid} ${PROCESS_ID}`;
    try {
      await writeFile(own, ownText, { flag: "wx", mode: 0o600, flush: true });
      for (let left = TRIES; left > 0; left -= 1) {
        if (await isLinked(own, path)) return new FileLock(path, ownText);
        const text = await textOf(path);
        if (text !== null) await dropLeft(path, text);
      }
      throw new FileLocked(path, null);
    } finally {
      await rm(own, { force: true });
    }
  }

  /**
   * Removes a lock that somebody else held, if it is still theirs: for who knows that it was left. Of several that try at once one
   * does it, the others throw FileLocked.
   */
  static async drop({ path, text }: FileLocked): Promise<void> {
    const holder = text === null ? null : holderOf(text);
    if (text !== null) await dropIfSame(path, text, holder?.processId ?? "nobody");
  }

  /** Shows who waits that its holder is alive. */
  async renew(): Promise<void> {
    const now = new Date();
    await unlessMissing(utimes(this.path, now, now));
  }

  /** Whether nobody took it over. Known at once, so that what follows in the same step is still under the lock. */
  get isHeld(): boolean {
    try {
      return readFileSync(this.path, "utf8") === this.text;
    } catch (error) {
      if (hasCode(error, "ENOENT")) return false;
      throw error;
    }
  }

  async release(): Promise<void> {
    if (this.isHeld) await rm(this.path, { force: true });
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

/** Removes a lock whose process has ended. */
async function dropLeft(path: string, text: string): Promise<void> {
  const holder = holderOf(text);
  if (holder === null || holder.host !== HOST || isRunning(holder)) throw new FileLocked(path, text);
  await dropIfSame(path, text, holder.processId);
}

/**
 * Removes a lock that nobody holds any more. Only who holds the lock on that very process may do so: another one, which had read
 * the same, would remove the lock of the first to take it over.
 */
async function dropIfSame(path: string, text: string, processId: string): Promise<void> {
  const claim = await FileLock.take(`${path}.${processId}`);
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
