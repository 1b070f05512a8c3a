import type { V4Calls } from "./v4Calls.js";

/** Something that is to be done together with others, and whoever waits for it. */
export interface Waiting<Row, Done> {
  readonly row: Row;
  readonly resolve: (done: Done) => void;
  readonly reject: (error: unknown) => void;
}

/** Changes of one operation that are begun at the same time, to be sent together. */
export class BegunTogether<Row, Done> {
  /** By where they are sent to. */
  readonly #queues = new Map<string, Waiting<Row, Done>[]>();

  constructor(private readonly calls: V4Calls) {}

  /**
   * The first of several begins to wait for the others: for all that is begun before the event loop has gone round once, and for what
   * is still to be begun by whoever waits for a read. Without that, rows that need to know more of the account go after the others.
   */
  add(path: string, row: Row, send: (waiting: readonly Waiting<Row, Done>[]) => Promise<void>): Promise<Done> {
    return new Promise((resolve, reject) => {
      const entry = { row, resolve, reject };
      const queue = this.#queues.get(path);
      if (queue !== undefined) {
        queue.push(entry);
        return;
      }
      const waiting = [entry];
      this.#queues.set(path, waiting);
      this.calls
        .whenRead()
        .then(() => {
          this.#queues.delete(path);
          return send(waiting);
        })
        .catch((error: unknown) => {
          for (const each of waiting) each.reject(error);
        });
    });
  }
}
