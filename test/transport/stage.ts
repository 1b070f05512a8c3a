import type { Upstream } from "../../src/transport/message.js";
import { Line } from "../../src/transport/line.js";
import { SignedInUpstream } from "../../src/transport/signedInUpstream.js";
import { optionsFor, ScriptedAccount } from "./scriptedAccount.js";
import type { Behaviour, UpstreamOptions } from "./scriptedAccount.js";

/** The servers and upstreams of one test; closed in the reverse of the order in which they were opened. */
export class Stage {
  readonly #closers: (() => Promise<void>)[] = [];

  /** Starts an account, and opens an upstream to it. */
  async start(
    behave: Behaviour,
    changes: Partial<UpstreamOptions> = {},
  ): Promise<{ account: ScriptedAccount; upstream: Upstream }> {
    const account = await ScriptedAccount.start(behave);
    this.onClose(() => account.close());
    return { account, upstream: this.open(account.origin, changes) };
  }

  open(origin: string, changes: Partial<UpstreamOptions> = {}): Upstream {
    const options = optionsFor(origin, changes);
    const line = new Line(options);
    const upstream = new SignedInUpstream(line, options);
    this.onClose(() => line.close());
    this.onClose(() => upstream.close());
    return upstream;
  }

  onClose(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}
