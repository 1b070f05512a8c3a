import { readFile, rm, writeFile } from "node:fs/promises";
import { ExportFileError } from "./exportFileError.js";

/** Keeps two exports from writing one file. A lock whose process has ended is none. */
export class FileLock {
  private constructor(private readonly path: string) {}

  /** Throws an ExportFileError while another process holds the lock. */
  static async take(path: string): Promise<FileLock> {
    const isTaken = (await tryToTake(path)) || (await takeOver(path));
    if (!isTaken) {
      const holder = await readFile(path, "utf8").catch(() => "?");
      throw new ExportFileError(
        `process ${holder} is writing this file: wait for it, or remove ${path} if it is no export`,
      );
    }
    return new FileLock(path);
  }

  async release(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

async function tryToTake(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Takes a lock over whose process has ended. */
async function takeOver(path: string): Promise<boolean> {
  if (isRunning(Number(await readFile(path, "utf8")))) return false;
  await rm(path, { force: true });
  return tryToTake(path);
}

/** Our own number is that of an earlier process with the same one, as in a container that was started again. */
function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
