import { EXIT, onFirstSignal } from "./ending.js";

/** What a signal asks for. */
interface Interrupt {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** What a process that was stopped by that signal ends with. */
  exitCode(): number;
}

/** Takes the first signal as a wish to stop soon. The second one ends the process, as it does without us. */
export function listenForInterrupt(onFirst: () => void): Interrupt {
  const controller = new AbortController();
  let exitCode: number = EXIT.interrupted;
  onFirstSignal((signal) => {
    if (signal === "SIGTERM") exitCode = EXIT.terminated;
    onFirst();
    controller.abort();
  });
  return { signal: controller.signal, exitCode: () => exitCode };
}
