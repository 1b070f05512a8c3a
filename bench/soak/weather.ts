import { setTimeout as sleep } from "node:timers/promises";
import type { Exchange, Fault, FaultProxy } from "../../test/faults/faultProxy.js";
import {
  afterwards,
  cutShort,
  delayed,
  halfThenSilence,
  HTML_PAGE,
  raw,
  reset,
  resetHalfway,
  silence,
  status,
  text,
  truncated,
  withHeaders,
} from "../../test/faults/faults.js";
import type { Random } from "./random.js";

/** What can become of one call. Each is as likely as the others. */
const FAULTS: Readonly<Record<string, Fault>> = {
  late: delayed(400),
  silence,
  "silence afterwards": afterwards(silence),
  "half, then silence": halfThenSilence,
  reset,
  "reset afterwards": afterwards(reset),
  "reset half-way": resetHalfway,
  truncated,
  "cut short": cutShort,
  "500 afterwards": afterwards(status(500)),
  "502": status(502),
  "503": status(503),
  "504 afterwards": afterwards(status(504)),
  "429": status(429, { "retry-after": "1" }, ""),
  "page for people": text(HTML_PAGE, "text/html"),
  "wrong root": afterwards(text("<strange/>")),
  "not HTTP": raw("HALLO\r\n\r\n"),
  "session refused": status(401, {}, "<root><auth>false</auth></root>"),
  "many cookies": withHeaders({ "set-cookie": Array.from({ length: 60 }, (_, index) => `c${index}=1; path=/`) }),
};

interface Weather {
  readonly seconds: number;
  /** Share of the calls that a fault befalls. */
  readonly share: number;
}

const CALM: Weather = { seconds: 6, share: 0 };
const DRIZZLE: Weather = { seconds: 12, share: 0.04 };
const STORM: Weather = { seconds: 4, share: 0.5 };
const BLACKOUT: Weather = { seconds: 4, share: 1 };
const WEATHERS_A_CRASH = 4;
const WEATHERS = [CALM, DRIZZLE, DRIZZLE, DRIZZLE, STORM, BLACKOUT];

/** Makes the way to the account a bad one, now more and now less. */
export class FaultWeather {
  /** Faults that befell calls, by name. */
  readonly counts = new Map<string, number>();
  #share = 0;

  constructor(
    proxy: FaultProxy,
    private readonly random: Random,
  ) {
    proxy.choose((exchange) => this.#choose(exchange));
  }

  /**
   * Changes the weather until the signal, then leaves it calm.
   *
   * @param crash Kills the account and starts it again, on the same data.
   */
  async run(signal: AbortSignal, crash: () => Promise<void>): Promise<void> {
    for (let turn = 1; await this.#last(this.random.pick(WEATHERS), signal); turn += 1) {
      if (turn % WEATHERS_A_CRASH !== 0) continue;
      this.#count("account killed");
      await crash();
    }
    this.#share = 0;
  }

  /** Whether the weather lasted for its time: false when the signal came first. */
  async #last({ seconds, share }: Weather, signal: AbortSignal): Promise<boolean> {
    this.#share = share;
    if (signal.aborted) return false;
    return sleep(seconds * 1000, true, { signal }).catch(() => false);
  }

  #choose({ page }: Exchange): Fault | undefined {
    if (this.random.next() >= this.#share) return undefined;
    const name = this.random.pick(Object.keys(FAULTS));
    // Credentials that the account refuses are not tried again for a minute: that would be a calm minute.
    if (page === "auth" && name === "session refused") return undefined;
    this.#count(name);
    return FAULTS[name];
  }

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}
