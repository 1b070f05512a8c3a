/** Longest time from the signal to the end of the process. */
const SHUTDOWN_MS = 10_000;

/** Errors whose message says all that is needed: wrong settings, a file that cannot be written or is not a schema, a late end. */
const FOR_USERS: ReadonlySet<string> = new Set([
  "ConfigError",
  "ExportFileError",
  "GraphQLError",
  "LoginFailed",
  "ShutdownError",
]);

/** What the process ends with, besides 0; docs/command-line.md says more. */
export const EXIT = {
  failed: 1,
  /** `compare`: answers differ, or could not be compared. As diff has it. */
  different: 1,
  notCompared: 2,
  /** The account failed for longer than an export waits: what was read is kept. */
  tryAgainLater: 75,
  interrupted: 130,
  terminated: 143,
} as const;

/** Ends the process with one line for what the user can mend, and the whole error for a bug. */
export function fail(error: unknown, code: number = EXIT.failed): never {
  console.error(isForUser(error) ? `amoql: ${error.message}` : error);
  process.exit(code);
}

/** Errors of the system, such as a port in use or a file that is not there, name the call that failed. */
function isForUser(error: unknown): error is Error {
  return error instanceof Error && (FOR_USERS.has(error.name) || "syscall" in error);
}

/** npm passes on the signal that Ctrl+C has sent to its children already: what comes that soon is not a second one. */
const ECHO_MS = 300;

/** Listens for the first SIGINT or SIGTERM. The second one ends the process, as it does without us. */
export function onFirstSignal(listener: (signal: NodeJS.Signals) => void): void {
  let isFirst = true;
  const listen = (signal: NodeJS.Signals): void => {
    if (!isFirst) return;
    isFirst = false;
    setTimeout(() => process.removeListener("SIGTERM", listen).removeListener("SIGINT", listen), ECHO_MS).unref();
    listener(signal);
  };
  process.on("SIGTERM", listen).on("SIGINT", listen);
}

/** Requests under way kept the process longer than it waits for them. */
class ShutdownError extends Error {
  override readonly name = "ShutdownError";
}

/** Runs until SIGTERM or SIGINT, then closes; a second signal ends the process at once. */
export function closeOnSignal(close: () => Promise<void>): void {
  onFirstSignal(() => {
    setTimeout(() => fail(new ShutdownError(`could not finish in ${SHUTDOWN_MS / 1000} seconds`)), SHUTDOWN_MS).unref();
    close().then(() => process.exit(0), fail);
  });
}
