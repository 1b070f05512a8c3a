import { FileLock, FileLocked } from "../storage/fileLock.js";
import { ExportFileError } from "./exportFileError.js";

/**
 * Keeps two exports from writing one file. Throws an ExportFileError while another process holds the lock, or when it cannot be known
 * whether one does: one of another host is for its user to remove.
 */
export async function takeExportLock(path: string): Promise<FileLock> {
  try {
    return await FileLock.take(path);
  } catch (error) {
    if (error instanceof FileLocked) throw new ExportFileError(adviceOn(error), { cause: error });
    throw error;
  }
}

function adviceOn({ path, text, holder, isElsewhere }: FileLocked): string {
  if (text === null) return `${path} cannot be taken: remove it if no export is writing this file`;
  if (holder === null) return `${path} names no process: remove it if no export is writing this file`;
  if (isElsewhere) {
    return `process ${holder.pid} on ${holder.host} is writing this file: wait for it, or remove ${path} if it has ended`;
  }
  return `process ${holder.pid} is writing this file: wait for it, or remove ${path} if it is no export`;
}
