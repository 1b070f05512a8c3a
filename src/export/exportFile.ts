import { mkdir, open, realpath, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { ExportOutput } from "./exportRecords.js";
import { ExportFileError } from "./exportFileError.js";
import type { FileLock } from "../storage/fileLock.js";
import { unlessMissing } from "../storage/fileError.js";
import { takeExportLock } from "./exportLock.js";
import { isBegun, openJournal, type ExportIdentity, type Journal } from "./journal.js";
import type { PageStep } from "./walk.js";

interface OpenOptions {
  readonly identity: ExportIdentity;
  /** Drops what an interrupted export left. */
  readonly restart: boolean;
}

/**
 * A file that is there only once it is complete. Until then its rows are in `NAME.partial`, and what was done in
 * `NAME.progress`: both are on disk before the next page is read, so that an export which ended in any way goes on where it was.
 */
export class ExportFile implements ExportOutput {
  readonly canResume = true;
  readonly steps: readonly PageStep[];
  readonly resumedFrom: Date | null;
  #bytes: number;

  private constructor(
    readonly name: string,
    private readonly path: string,
    private readonly lock: FileLock,
    private readonly journal: Journal,
    private readonly rows: FileHandle,
  ) {
    this.steps = journal.steps;
    this.resumedFrom = journal.isNew ? null : journal.startedAt;
    this.#bytes = journal.bytes;
  }

  /** Throws an ExportFileError when the file cannot be written, or when what is left there belongs to another export. */
  static async open(output: string, { identity, restart }: OpenOptions): Promise<ExportFile> {
    const path = await targetOf(output);
    const lock = await takeExportLock(`${path}.lock`);
    try {
      const partial = `${path}.partial`;
      const progress = `${path}.progress`;
      if (restart) await Promise.all([partial, progress].map((file) => rm(file, { force: true })));
      const left = await sizeOf(partial);
      // Without its rows the progress is that of an export which was finished.
      if (left === null) await rm(progress, { force: true });
      // Looked at first, as opening it begins it: the next run would take these rows for its own and cut them off.
      if (left !== null && !(await isBegun(progress))) {
        throw new ExportFileError(`${partial} is there without its progress: remove it, or give --restart to do so`);
      }
      const journal = await openJournal(progress, identity);
      try {
        const rows = await openRows(partial, left, journal.bytes);
        return new ExportFile(output, path, lock, journal, rows);
      } catch (error) {
        await journal.close();
        throw error;
      }
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  async append(text: string, step: PageStep): Promise<void> {
    const bytes = Buffer.from(text);
    if (bytes.length > 0) {
      await writeAll(this.rows, bytes, this.#bytes);
      await this.rows.datasync();
      this.#bytes += bytes.length;
    }
    await this.journal.append(step, this.#bytes);
  }

  /** Puts the complete file in its place, where it takes that of an earlier one at once. */
  async finish(): Promise<void> {
    await this.rows.sync();
    await this.rows.close();
    await rename(`${this.path}.partial`, this.path);
    await syncFolder(this.path);
    await this.journal.remove();
    await this.lock.release();
  }

  async leave(): Promise<void> {
    await this.rows.close();
    await this.journal.close();
    await this.lock.release();
  }
}

/** Where a symbolic link leads to, so that the file takes the place of its target. */
async function targetOf(output: string): Promise<string> {
  await mkdir(dirname(resolve(output)), { recursive: true });
  const path = join(await realpath(dirname(resolve(output))), basename(output));
  const target = (await sizeOf(path)) === null ? path : await realpath(path);
  const there = await unlessMissing(stat(target));
  if (there !== null && !there.isFile()) {
    throw new ExportFileError(
      `${output} is no plain file, for example give --output contacts.jsonl, or - for standard output`,
    );
  }
  return target;
}

/** Opens the rows at the length that the progress tells; `left` is the one they have, null when there are none. */
async function openRows(partial: string, left: number | null, bytes: number): Promise<FileHandle> {
  if ((left ?? 0) < bytes) {
    throw new ExportFileError(`${partial} is shorter than it was left: give --restart to begin anew`);
  }
  const rows = await open(partial, left === null ? "wx+" : "r+", 0o600);
  try {
    await rows.truncate(bytes);
    await syncFolder(partial);
    return rows;
  } catch (error) {
    await rows.close();
    throw error;
  }
}

async function sizeOf(path: string): Promise<number | null> {
  return (await unlessMissing(stat(path)))?.size ?? null;
}

/** A file handle may write less than it is given. */
async function writeAll(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

/** A new name is on disk only when its folder is. Windows cannot open folders. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
