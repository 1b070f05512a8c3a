import { randomUUID } from "node:crypto";
import { renameSync } from "node:fs";
import { mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { types } from "node:util";
import { CrmError } from "../domain/crmError.js";
import { sleepUnlessStopped, type StopSignal } from "../domain/stop.js";
import { codeOf, unlessMissing } from "../storage/fileError.js";
import { FileLock, FileLocked } from "../storage/fileLock.js";
import type { Seal } from "../storage/seal.js";
import { grantSchema, newest, type Grant } from "./grant.js";
import { GrantNotKept, GrantRefused } from "./grantError.js";
import type { GrantStore, GrantTurn } from "./grantStore.js";

/** How often a lock that somebody else holds is looked at, in milliseconds: between half of it and one and a half. */
const POLL_MS = 50;
/** Of a lock whose process cannot be seen to have ended, the time without a sign of life after which it is left, in milliseconds. */
const LEASE_MS = 15_000;
const RENEWALS_A_LEASE = 5;
/** What a process that was killed while it wrote left behind is removed after so many milliseconds. */
const LEFT_MS = 60 * 60_000;

interface FileGrantsOptions {
  /** The file. Its folder is made if it is not there. */
  readonly path: string;
  /** Which account and which integration the grant is of: one of another cannot be opened. */
  readonly of: { readonly account: string; readonly clientId: string };
  readonly seal: Seal;
  /** As LEASE_MS has it. */
  readonly leaseMs?: number;
}

/**
 * Keeps a grant in a file, sealed, for the processes of one machine. A lock beside it makes turns; it is left behind by a process
 * that was killed, and then taken over: at once where it can be seen that the process has ended, else when it gave no sign of life
 * for a while, as after a container was replaced.
 */
export class FileGrants implements GrantStore {
  readonly #path: string;
  readonly #name: string;
  readonly #seal: Seal;
  readonly #leaseMs: number;

  constructor({ path, of, seal, leaseMs = LEASE_MS }: FileGrantsOptions) {
    this.#path = resolve(path);
    this.#name = JSON.stringify(["grant", of.account, of.clientId]);
    this.#seal = seal;
    this.#leaseMs = leaseMs;
  }

  /** Throws a GrantRefused when what is kept there cannot be opened. */
  async read(): Promise<Grant | null> {
    const sealed = await this.#guarded(() => unlessMissing(readFile(this.#path, "utf8")));
    if (sealed === null) return null;
    const grant = grantSchema.safeParse(this.#seal.open(sealed.trim(), this.#name));
    if (grant.success) return grant.data;
    throw new GrantRefused(
      "The grant in AMO_GRANT_FILE cannot be opened: it was sealed with another SESSION_SECRET, or is of another account or integration. Run `amoql login`.",
    );
  }

  async inTurn<Result>(signal: StopSignal, work: (turn: GrantTurn) => Promise<Result>): Promise<Result> {
    await this.#guarded(() => mkdir(dirname(this.#path), { recursive: true, mode: 0o700 }));
    const lock = await this.#take(signal);
    let heldAt = performance.now();
    let renewing = Promise.resolve();
    const renewal = setInterval(() => {
      const at = performance.now();
      // One that fails is not made up for: the next comes soon, and a lock that was not renewed saves nothing.
      renewing = lock.renew().then(() => void (heldAt = at), unlessOfSystem);
    }, this.#leaseMs / RENEWALS_A_LEASE);
    const isOurs = (): boolean => performance.now() - heldAt < this.#leaseMs / 2 && lock.isHeld;
    try {
      return await work({ read: () => this.read(), save: (grant) => this.#save(grant, isOurs) });
    } finally {
      clearInterval(renewal);
      await renewing;
      await this.#guarded(() => lock.release());
    }
  }

  async #take(signal: StopSignal): Promise<FileLock> {
    let mark = "";
    let since = 0;
    for (;;) {
      if (signal.aborted) throw new CrmError("aborted", "The operation ended while another process renews the grant.");
      const locked = await this.#guarded(() => tryLock(`${this.#path}.lock`));
      if (locked instanceof FileLock) return locked;
      const seen = await this.#guarded(() => markOf(locked));
      if (seen !== mark) {
        mark = seen;
        since = performance.now();
      } else if (performance.now() - since >= this.#leaseMs) {
        await this.#guarded(() => FileLock.drop(locked).catch(unlessLocked));
        continue;
      }
      await sleepUnlessStopped(POLL_MS * (0.5 + Math.random()), signal);
    }
  }

  /** Puts the pair in the place of the one before at once: a crash leaves the one or the other, whole. */
  async #save(grant: Grant, isOurs: () => boolean): Promise<void> {
    const own = `${this.#path}.${randomUUID()}`;
    const kept = await this.read().catch(unlessRefused);
    if (newest(kept, grant) === kept) throw new GrantNotKept("A newer grant is kept already.");
    await this.#guarded(async () => {
      await removeLeft(this.#path);
      try {
        const file = await open(own, "wx", 0o600);
        try {
          await file.writeFile(`${this.#seal.seal(grant, this.#name)}\n`);
          await file.sync();
        } finally {
          await file.close();
        }
        // In one step, so that nobody takes over in between.
        if (!isOurs()) throw new GrantNotKept("Another process took over while the grant was renewed.");
        renameSync(own, this.#path);
      } finally {
        await rm(own, { force: true });
      }
      await syncFolder(dirname(this.#path));
    });
  }

  /** What the file system refuses is a failure of the way to the account, and for whoever runs the gateway to mend. */
  async #guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      unlessOfSystem(error);
      throw new GrantNotKept(`The grant cannot be kept in AMO_GRANT_FILE (${codeOf(error) ?? "UNKNOWN"}).`, error);
    }
  }
}

async function tryLock(path: string): Promise<FileLock | FileLocked> {
  try {
    return await FileLock.take(path);
  } catch (error) {
    if (error instanceof FileLocked) return error;
    throw error;
  }
}

/** What changes about a lock as long as its holder lives. */
async function markOf({ path, text }: FileLocked): Promise<string> {
  const about = await unlessMissing(stat(path));
  return `${text ?? ""} ${about?.mtimeMs ?? ""}`;
}

/** Removes what processes that were killed left behind, long ago: temporary files of ours and of the lock. */
async function removeLeft(path: string): Promise<void> {
  const folder = dirname(path);
  const left = (await readdir(folder)).filter((name) => {
    return (
      name.startsWith(`${basename(path)}.`) && /^(?:lock\.)?[\da-f-]{36}$/.test(name.slice(basename(path).length + 1))
    );
  });
  for (const name of left) {
    const about = await unlessMissing(stat(join(folder, name)));
    if (about !== null && Date.now() - about.mtimeMs > LEFT_MS) await rm(join(folder, name), { force: true });
  }
}

/** After a loss of power the folder may still name the file that was there before. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** For failures of the file system, which somebody else deals with. Throws again what is a bug, or said already. */
function unlessOfSystem(error: unknown): void {
  if (!(types.isNativeError(error) && "syscall" in error)) throw error;
}

/** What cannot be opened is as good as none for who has something better. */
function unlessRefused(error: unknown): null {
  if (error instanceof GrantRefused) return null;
  throw error;
}

/** For a lock that somebody else is taking over. */
function unlessLocked(error: unknown): void {
  if (!(error instanceof FileLocked)) throw error;
}
