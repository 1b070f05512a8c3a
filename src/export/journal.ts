import { open, readFile, rm, type FileHandle } from "node:fs/promises";
import { z } from "zod";
import { unlessMissing } from "../storage/fileError.js";
import { ExportFileError } from "./exportFileError.js";
import type { PageStep } from "./walk.js";

/** What an export is of. Only one of the same can be resumed. */
export interface ExportIdentity {
  /** Which account, as which user. */
  readonly account: string;
  readonly kind: string;
  readonly format: string;
  /** All that decides on the text of a row. */
  readonly columns: readonly string[];
  readonly spreadsheet: boolean;
}

const identity = z.object({
  account: z.string(),
  kind: z.string(),
  format: z.string(),
  columns: z.array(z.string()),
  spreadsheet: z.boolean(),
});
const head = identity.extend({ amoqlExport: z.literal(1), startedAt: z.iso.datetime() });
const line = z.object({
  role: z.enum(["opening", "ending", "rows"]),
  page: z.int().positive(),
  size: z.int().positive(),
  totalPages: z.int().nonnegative().nullable(),
  ids: z.array(z.string()),
  bytes: z.int().nonnegative(),
});

/** The steps of an export, one JSON line each after a first one that says what it is of. */
export interface Journal {
  readonly isNew: boolean;
  readonly startedAt: Date;
  readonly steps: readonly PageStep[];
  /** Length of the rows after the latest step. */
  readonly bytes: number;
  /** Adds a step, on disk when this returns. */
  append(step: PageStep, bytes: number): Promise<void>;
  close(): Promise<void>;
  remove(): Promise<void>;
}

/** Whether there is a journal with a first line, be it readable or not. */
export async function isBegun(path: string): Promise<boolean> {
  return (await unlessMissing(readFile(path, "utf8")))?.includes("\n") ?? false;
}

/** Opens the journal of an export, or begins it. Throws an ExportFileError when it is that of another export, or none. */
export async function openJournal(path: string, of: ExportIdentity): Promise<Journal> {
  const file = await open(path, "a+", 0o600);
  try {
    const text = await readFile(path, "utf8");
    // A line without its end was being written when the process ended.
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const [first, ...rest] = whole.split("\n").slice(0, -1);
    const startedAt = first === undefined ? new Date() : checkedHead(path, first, of);
    const lines = rest.map((source) => parsed(path, line, source));
    await file.truncate(Buffer.byteLength(whole));
    if (first === undefined) {
      await file.appendFile(`${JSON.stringify({ amoqlExport: 1, startedAt, ...of })}\n`);
      await file.sync();
    }
    return {
      isNew: first === undefined,
      startedAt,
      steps: lines.map(({ bytes, ...step }) => step),
      bytes: lines.at(-1)?.bytes ?? 0,
      append: (step, bytes) => appendLine(file, { ...step, bytes }),
      close: () => file.close(),
      async remove() {
        await file.close();
        await rm(path, { force: true });
      },
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function appendLine(file: FileHandle, value: PageStep & { readonly bytes: number }): Promise<void> {
  await file.appendFile(`${JSON.stringify(value)}\n`);
  await file.datasync();
}

function checkedHead(path: string, source: string, of: ExportIdentity): Date {
  const { startedAt, amoqlExport, ...left } = parsed(path, head, source);
  const differs = (["account", "kind", "format", "spreadsheet", "columns"] as const).find(
    (key) => JSON.stringify(left[key]) !== JSON.stringify(of[key]),
  );
  if (differs === undefined) return new Date(startedAt);
  const what = differs === "columns" ? "other fields" : `${differs} ${String(left[differs])}`;
  throw new ExportFileError(
    `${path} is left by an export with ${what}: run that one again to finish it, give another --output, or --restart to drop it`,
  );
}

function parsed<Schema extends z.ZodType>(path: string, schema: Schema, source: string): z.output<Schema> {
  const result = schema.safeParse(jsonOf(source));
  if (result.success) return result.data;
  throw new ExportFileError(`${path} cannot be read as the progress of an export: give --restart to begin anew`);
}

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
