import type { Writable } from "node:stream";
import type { ExportOutput } from "./exportRecords.js";
import type { PageStep } from "./walk.js";

/** Rows to a stream such as standard output, as fast as it is read. Nothing is kept, so nothing can be resumed. */
export class OutputStream implements ExportOutput {
  readonly name = "standard output";
  readonly canResume = false;
  readonly resumedFrom = null;
  readonly steps: readonly PageStep[] = [];

  constructor(private readonly stream: Writable) {
    // Each write tells of its own failure; without a listener the first would end the process.
    stream.on("error", () => undefined);
  }

  async append(text: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.stream.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  leave(): Promise<void> {
    return Promise.resolve();
  }
}
