import { ConfigError, readGatewayConfig, type GatewayConfig } from "../config.js";
import type { CrmConnection } from "../crm/crm.js";
import { CrmError } from "../domain/crmError.js";
import { Stopper } from "../domain/stop.js";
import { ExportFile } from "../export/exportFile.js";
import { rowSource, type ExportKind } from "../export/exportKind.js";
import { exportRecords, type ExportOutput } from "../export/exportRecords.js";
import { OutputStream } from "../export/outputStream.js";
import { isPassing } from "../export/patience.js";
import { csvFormat, JSON_LINES, type ExportFormat } from "../export/rowFormat.js";
import type { RowSource } from "../export/rowSource.js";
import { adviceOn } from "../server/advice.js";
import { openAccount } from "../server/openAccount.js";
import { EXIT } from "./ending.js";
import { listenForInterrupt } from "./interrupt.js";
import { openProgress, type Progress } from "./progress.js";
import { NO_LISTENER, variables } from "./settings.js";

/** What `amoql export` can be told by flags. */
export interface ExportFlags {
  readonly format: ExportFormat;
  readonly output?: string;
  readonly details?: boolean;
  readonly spreadsheet?: boolean;
  readonly restart?: boolean;
  readonly amoUrl?: string;
  readonly rate?: string;
}

/** Read at the same time, so that the budget is used up even where the account is slow to answer. */
const PAGES_AT_ONCE = 4;
const RESUME = "what was read is kept: run the same command again to go on, or with --restart to begin anew";

/** One export as the user asked for it. */
interface Order {
  readonly kind: ExportKind;
  readonly flags: ExportFlags;
  readonly config: GatewayConfig;
}

export async function runExport(kind: ExportKind, flags: ExportFlags): Promise<void> {
  const config = readGatewayConfig(variables({ ...NO_LISTENER, AMO_URL: flags.amoUrl, AMO_RATE: flags.rate }));
  const progress = await openProgress(kind);
  const opened = await openAccount(
    // Records are read as they are now; and all calls are ours, so however many wait, none is one too many.
    { ...config, cacheTtlSeconds: 0, queueLimit: Number.MAX_SAFE_INTEGER },
    { onWarning: (message) => progress.say(message), onSandboxError: (error) => progress.say(String(error)) },
  );
  try {
    if (opened.serviceUser === null) {
      throw new ConfigError("AMO_LOGIN: is missing, and AMO_API_KEY, for example AMO_LOGIN=me@company.com");
    }
    const connection = opened.account.as(opened.serviceUser);
    try {
      await exportAs(connection, { kind, flags, config }, progress);
    } finally {
      await connection.close();
    }
  } finally {
    progress.end();
    await opened.close();
  }
}

async function exportAs(connection: CrmConnection, order: Order, progress: Progress): Promise<void> {
  const calls = new Stopper();
  const crm = connection.forOperation({ caller: "export", signal: calls, onCall: () => undefined });
  const source = rowSource(crm, order.kind, {
    withDetails: order.flags.details ?? false,
    onOneByOne: () => progress.say("lists do not carry all of it: reads records one by one too, a call for each"),
  });
  const output = await openOutput(order, source, connection.login);
  if (output.resumedFrom !== null) {
    progress.say(`goes on with ${output.name}, begun at ${output.resumedFrom.toISOString()}`);
  }
  try {
    await exportTo(output, source, order, progress);
  } catch (error) {
    await output.leave();
    const isForLater = isPassing(error);
    if (!isForLater && !(error instanceof CrmError)) throw error;
    progress.say(adviceOn(error));
    if (output.canResume) progress.say(RESUME);
    process.exitCode = isForLater ? EXIT.tryAgainLater : EXIT.failed;
  }
}

/** Throws an ExportFileError when the file cannot be written. */
async function openOutput({ kind, flags, config }: Order, source: RowSource, login: string): Promise<ExportOutput> {
  const { format, output = `${kind}.${format}`, spreadsheet = false, restart = false } = flags;
  if (output === "-") return new OutputStream(process.stdout);
  const { account } = config;
  const place = account.kind === "remote" ? account.origin : `embedded sandbox ${account.data}`;
  // The APIs cut lists otherwise, and tell some fields otherwise.
  const over = config.api === "v4" ? " over API v4" : "";
  const identity = { account: `${place} as ${login}${over}`, kind, format, columns: source.columns, spreadsheet };
  return ExportFile.open(output, { identity, restart });
}

async function exportTo(output: ExportOutput, source: RowSource, order: Order, progress: Progress): Promise<void> {
  const { kind, flags, config } = order;
  const interrupt = listenForInterrupt(() => progress.say("stops after the page under way; once more to stop at once"));
  const end = await exportRecords({
    source,
    format: flags.format === "csv" ? csvFormat(source.columns, flags.spreadsheet ?? false) : JSON_LINES,
    sink: output,
    pagesAtOnce: Math.min(config.concurrency, PAGES_AT_ONCE),
    stop: interrupt.signal,
    onProgress: (records, total) => progress.show(records, total),
    onWait: (seconds) => progress.say(`the account fails; tries again in ${seconds} s`),
  });
  progress.end();
  if (!end.isComplete) {
    await output.leave();
    progress.say(`interrupted after ${end.records} ${kind}${output.canResume ? `; ${RESUME}` : ""}`);
    process.exitCode = interrupt.exitCode();
    return;
  }
  await output.finish();
  if (!end.isSettled) {
    progress.say("the list kept changing while it was read: a record may be missing; export again at a quieter time");
  }
  progress.say(`${end.records} ${kind} in ${output.name}`);
}
