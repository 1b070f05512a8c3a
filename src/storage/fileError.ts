import { types } from "node:util";

/** The code of an error of the file system, such as `ENOENT`; null where it has none. */
export function codeOf(error: unknown): string | null {
  return types.isNativeError(error) && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** Whether an error of the file system has this code. */
export function hasCode(error: unknown, code: string): boolean {
  return codeOf(error) === code;
}

/** What was asked of a file, or null when there is no such file. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}
