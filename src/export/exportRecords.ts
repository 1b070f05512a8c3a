import type { CrmId } from "../domain/crmId.js";
import { PagesRead } from "../domain/pagesRead.js";
import { PagingError } from "../domain/page.js";
import { isPassing, withPatience } from "./patience.js";
import type { RowFormat } from "./rowFormat.js";
import type { ListedRecord, RowSource } from "./rowSource.js";
import { stepOf, Walk, type PageStep, type PageWanted } from "./walk.js";

/** Where an export is written. */
interface ExportSink {
  /** The steps that earlier runs took, oldest first. */
  readonly steps: readonly PageStep[];
  /** Keeps the text of a step and then the step, so that neither is ever there twice. */
  append(text: string, step: PageStep): Promise<void>;
}

/** A sink with a beginning and an end. */
export interface ExportOutput extends ExportSink {
  /** What the user calls it. */
  readonly name: string;
  readonly canResume: boolean;
  /** When the export began that is resumed now; null for a new one. */
  readonly resumedFrom: Date | null;
  /** All is written. */
  finish(): Promise<void>;
  /** Leaves everything as it is, to be resumed if that is possible. */
  leave(): Promise<void>;
}

interface ExportOptions {
  readonly source: RowSource;
  readonly format: RowFormat;
  readonly sink: ExportSink;
  /** Pages that are read at the same time. */
  readonly pagesAtOnce: number;
  /** Ends the export once the page under way is written. */
  readonly stop: AbortSignal;
  /** @param total null while it is not known */
  readonly onProgress: (records: number, total: number | null) => void;
  readonly onWait: (seconds: number) => void;
}

/** How an export ended. */
export interface ExportEnd {
  readonly records: number;
  /** False when it was stopped before the end. */
  readonly isComplete: boolean;
  /** False when the list kept changing, so that a record may have slipped through. */
  readonly isSettled: boolean;
}

interface PageOfRecords {
  readonly step: PageStep;
  readonly records: ReadonlyMap<CrmId, ListedRecord>;
}

/** Walks through all records of one kind and writes each once. Throws a CrmError or a PagingError when the account fails for long. */
export async function exportRecords(options: ExportOptions): Promise<ExportEnd> {
  const { source, format, sink } = options;
  const isStopped = (): boolean => options.stop.aborted;
  const walk = new Walk(source.pageSize);
  for (const step of sink.steps) walk.take(step);
  let header = sink.steps.length === 0 ? format.header : "";
  const end = (isComplete: boolean): ExportEnd => ({ records: walk.records, isComplete, isSettled: walk.isSettled });

  try {
    for (;;) {
      const wanted = walk.next(options.pagesAtOnce);
      if (wanted.length === 0) return end(true);
      if (isStopped()) return end(false);
      const pages = await withPatience(() => Promise.all(wanted.map((page) => readPage(source, page))), options);
      for (const { step, records } of pages) {
        // The list may have ended before this page, or the user may want to stop.
        if (walk.next(1)[0]?.page !== step.page || isStopped()) break;
        const listed = walk.take(step).flatMap((id) => records.get(id) ?? []);
        const rows = await withPatience(() => source.rows(listed), options);
        await sink.append(header + rows.map((row) => format.line(row)).join(""), step);
        header = "";
        options.onProgress(walk.records, walk.total);
      }
    }
  } catch (error) {
    if (isStopped() && isPassing(error)) return end(false);
    throw error;
  }
}

async function readPage(source: RowSource, wanted: PageWanted): Promise<PageOfRecords> {
  const { role, page, size } = wanted;
  const read = await PagesRead.open<ListedRecord>((number, most) => source.page(number, most), page, size);
  if (role !== "opening" && read.totalPages > 0 && read.size !== size) {
    throw new PagingError("The page size changed while reading.");
  }
  const items = read.rows(page).map(({ item }) => item);
  return {
    step: stepOf(wanted, {
      size: read.size,
      totalPages: read.totalPages < Infinity ? read.totalPages : null,
      ids: items.map(({ id }) => id),
    }),
    records: new Map(items.map((record) => [record.id, record])),
  };
}
