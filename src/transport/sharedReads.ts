import type { CallContext } from "../domain/call.js";
import { Stopper } from "../domain/stop.js";
import type { UpstreamCalls, UpstreamReply, UpstreamRequest } from "./message.js";
import { unlessAborted } from "./unlessAborted.js";

/** A read under way, and those who wait for it. */
interface ReadUnderWay {
  readonly reply: Promise<UpstreamReply>;
  readonly startedAt: number;
  join(call: CallContext): void;
  /** The read is given up when nobody waits for it any more. */
  leave(): void;
}

/** Tells reads of one account apart by the writes, whoever's, that began or were over before them. */
export interface WriteCount {
  /**
   * What stands for the writes so far. Equal ones mean that none began or was over in between. Null when that is not known: then
   * nothing can be said of this read.
   */
  current(): number | string | null | Promise<number | string | null>;
  /** A write begins or is over. */
  add(): void | Promise<void>;
}

/** Counts the writes of this process. */
export class LocalWriteCount implements WriteCount {
  #count = 0;

  current(): number {
    return this.#count;
  }

  add(): void {
    this.#count += 1;
  }
}

/**
 * Makes equal reads of one user one, while they are under way. Nobody joins a read that began before the latest write that the
 * count knows of was over: what it brings may be from before.
 */
export class SharedReads implements UpstreamCalls {
  readonly #underWay = new Map<string, ReadUnderWay>();

  constructor(
    private readonly upstream: UpstreamCalls,
    private readonly writes: WriteCount = new LocalWriteCount(),
    private readonly now: () => number = () => performance.now(),
  ) {}

  async send(request: UpstreamRequest, call: CallContext): Promise<UpstreamReply> {
    if (request.effect === "write") return this.#write(request, call);
    return request.shared === true ? this.#read(request, call) : this.upstream.send(request, call);
  }

  close: UpstreamCalls["close"] = () => this.upstream.close();

  async #write(request: UpstreamRequest, call: CallContext): Promise<UpstreamReply> {
    const begun = this.writes.add();
    if (begun instanceof Promise) await begun;
    try {
      return await this.upstream.send(request, call);
    } finally {
      await this.writes.add();
    }
  }

  async #read(request: UpstreamRequest, call: CallContext): Promise<UpstreamReply> {
    const asked = this.writes.current();
    const writes = asked instanceof Promise ? await asked : asked;
    if (writes === null) return this.upstream.send(request, call);
    const key = JSON.stringify([writes, request.method, request.path, request.body?.text]);
    const known = this.#underWay.get(key);
    const read = known ?? this.#begin(key, request, call);
    read.join(call);
    try {
      const reply = await unlessAborted(read.reply, call.signal);
      if (known !== undefined) {
        call.onCall({
          endpoint: request.endpoint,
          waitedMs: 0,
          tookMs: this.now() - known.startedAt,
          outcome: "shared",
        });
      }
      return reply;
    } finally {
      read.leave();
    }
  }

  #begin(key: string, request: UpstreamRequest, call: CallContext): ReadUnderWay {
    const nobodyWaits = new Stopper();
    let waiting = 0;
    let isOver = false;
    let latestDeadline = call.deadline ?? Infinity;
    const reply = this.upstream.send(request, {
      signal: nobodyWaits,
      onCall: (record) => call.onCall(record),
      caller: call.caller,
      turnOf: call,
      // As late as anybody's who waits: the others leave by themselves.
      get deadline() {
        return latestDeadline;
      },
    });
    const read: ReadUnderWay = {
      reply,
      startedAt: this.now(),
      join: ({ deadline = Infinity }) => {
        waiting += 1;
        latestDeadline = Math.max(latestDeadline, deadline);
      },
      leave: () => {
        waiting -= 1;
        if (waiting > 0 || isOver) return;
        this.#forget(key, read);
        nobodyWaits.abort();
      },
    };
    this.#underWay.set(key, read);
    // Those who come after the answer read anew, also while somebody is still busy with this one.
    const end = (): void => {
      isOver = true;
      this.#forget(key, read);
    };
    void reply.then(end, end);
    return read;
  }

  #forget(key: string, read: ReadUnderWay): void {
    if (this.#underWay.get(key) === read) this.#underWay.delete(key);
  }
}
