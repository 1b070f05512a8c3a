import type { SingleBar } from "cli-progress";

/** Milliseconds between two lines where there is no terminal. */
const LINE_EVERY_MS = 5_000;

/** What the user sees of a long walk. All of it goes to standard error. */
export interface Progress {
  show(records: number, total: number | null): void;
  /** One line that stays. */
  say(text: string): void;
  end(): void;
}

/** A bar on a terminal, else a line now and then. */
export async function openProgress(what: string): Promise<Progress> {
  if (!process.stderr.isTTY || process.env["TERM"] === "dumb") return lines(what);
  const { SingleBar } = await import("cli-progress");
  return bar(
    new SingleBar({
      stream: process.stderr,
      format: `{bar} {percentage}% | {value}/{total} ${what} | {eta_formatted} left`,
      barCompleteChar: "=",
      barIncompleteChar: "-",
      hideCursor: true,
      clearOnComplete: true,
      forceRedraw: true,
    }),
  );
}

function lines(what: string): Progress {
  let shownAt = performance.now();
  return {
    show(records, total) {
      if (performance.now() - shownAt < LINE_EVERY_MS) return;
      shownAt = performance.now();
      console.error(`amoql: ${records} of ${total ?? "?"} ${what}`);
    },
    say: (text) => console.error(`amoql: ${text}`),
    end: () => undefined,
  };
}

function bar(single: SingleBar): Progress {
  let latest = { records: 0, total: 0 };
  let isShown = false;
  const hide = (): void => {
    if (isShown) single.stop();
    isShown = false;
  };
  return {
    show(records, total) {
      latest = { records, total: Math.max(total ?? 0, records) };
      if (total === null) return;
      if (!isShown) single.start(latest.total, records);
      isShown = true;
      single.setTotal(latest.total);
      single.update(records);
    },
    say(text) {
      // The line would stand in the middle of the bar; the next step draws the bar anew below it.
      hide();
      console.error(`amoql: ${text}`);
    },
    end: hide,
  };
}
