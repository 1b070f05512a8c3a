import { CrmError } from "../domain/crmError.js";
import type { CrmId } from "../domain/crmId.js";
import { PagesRead } from "../domain/pagesRead.js";
import { PagingError } from "../domain/page.js";
import { isPassing, withPatience } from "./patience.js";
import type { Row } from "./row.js";
import type { RowFormat } from "./rowFormat.js";
import type { ListedRow, RowSource } from "./rowSource.js";
import { Walk, type PageStep, type PageWanted } from "./walk.js";

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
  /** Told once when pages of the list carry too little, so that each record takes a call. */
  readonly onOwnPages: () => void;
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

interface PageOfRows {
  readonly step: PageStep;
  /** Null for a record of which the page carries too little. */
  readonly rows: ReadonlyMap<CrmId, Row | null>;
}

/** Walks through all records of one kind and writes each once. Throws a CrmError or a PagingError when the account fails for long. */
export async function exportRecords(options: ExportOptions): Promise<ExportEnd> {
  const { format, sink } = options;
  const isStopped = (): boolean => options.stop.aborted;
  const walk = new Walk();
  for (const step of sink.steps) walk.take(step);
  let header = sink.steps.length === 0 ? format.header : "";
  const readRows = rowReader(options);
  const end = (isComplete: boolean): ExportEnd => ({ records: walk.records, isComplete, isSettled: walk.isSettled });

  try {
    for (;;) {
      const wanted = walk.next(options.pagesAtOnce);
      if (wanted.length === 0) return end(true);
      if (isStopped()) return end(false);
      const pages = await withPatience(
        () => Promise.all(wanted.map((page) => readPage(options.source, page))),
        options,
      );
      for (const { step, rows } of pages) {
        // The list may have ended before this page, or the user may want to stop.
        if (walk.next(1)[0]?.page !== step.page || isStopped()) break;
        const lines = await readRows(walk.take(step).map((id) => ({ id, row: rows.get(id) ?? null })));
        await sink.append(header + lines.map((row) => format.line(row)).join(""), step);
        header = "";
        options.onProgress(walk.records, walk.total);
      }
    }
  } catch (error) {
    if (isStopped() && isPassing(error)) return end(false);
    throw error;
  }
}

async function readPage(source: RowSource, { role, page, size }: PageWanted): Promise<PageOfRows> {
  const read = await PagesRead.open<ListedRow>((number, most) => source.page(number, most), page, size);
  if (role !== "opening" && read.totalPages > 0 && read.size !== size) {
    throw new PagingError("The page size changed while reading.");
  }
  const items = read.rows(page).map(({ item }) => item);
  return {
    step: {
      role,
      page,
      size: read.size,
      totalPages: read.totalPages < Infinity ? read.totalPages : null,
      ids: items.map(({ id }) => id),
    },
    rows: new Map(items.map(({ id, row }) => [id, row])),
  };
}

/** Reads the rows that a page of the list did not carry whole. Those of records that are gone by now are left out. */
function rowReader(options: ExportOptions): (listed: readonly ListedRow[]) => Promise<readonly Row[]> {
  let isTold = false;
  return async (listed) => {
    const own = new Map<CrmId, Row | null>();
    const isMissing = ({ id, row }: ListedRow): boolean => row === null && !own.has(id);
    const readMissing = async (): Promise<void> => {
      const ids = listed.filter(isMissing).map(({ id }) => id);
      const found = await options.source.rows(ids);
      ids.forEach((id, index) => {
        const row = found[index];
        if (row !== undefined && !(row instanceof CrmError)) own.set(id, row);
      });
      const failure = found.find((row) => row instanceof CrmError);
      if (failure !== undefined) throw failure;
    };
    if (listed.some(isMissing)) {
      if (!isTold) options.onOwnPages();
      isTold = true;
      await withPatience(readMissing, options);
    }
    return listed.map(({ id, row }) => row ?? own.get(id) ?? null).filter((row) => row !== null);
  };
}
