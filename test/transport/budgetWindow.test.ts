import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { CrmError } from "../../src/domain/crmError.js";
import { Budget } from "../../src/transport/budget.js";
import type { CallWindow, Leave, NotNow } from "../../src/transport/callWindow.js";
import { LocalCallWindow } from "../../src/transport/localCallWindow.js";
import { errorOf, Operation, READ, WRITE } from "./scriptedAccount.js";
import { Stage } from "./stage.js";

// A budget whose window is further away than this process.

const stage = new Stage();

afterEach(() => stage.close());

/** A window that answers when the test says so. */
class DistantWindow implements CallWindow {
  readonly #window: LocalCallWindow;
  readonly #answers: ((answer: Leave | NotNow | Promise<never>) => void)[] = [];
  /** How many answers were awaited at a time, at most. */
  most = 0;
  asked = 0;
  readonly pauses: number[] = [];

  constructor(concurrency: number) {
    this.#window = new LocalCallWindow({ ratePerSecond: Infinity, concurrency, now: () => performance.now() });
  }

  take(): Promise<Leave | NotNow> {
    this.asked += 1;
    const answer = new Promise<Leave | NotNow>((resolve) => this.#answers.push(resolve));
    this.most = Math.max(this.most, this.#answers.length);
    return answer;
  }

  pause(milliseconds: number): void {
    this.pauses.push(milliseconds);
  }

  /** Answers what was asked first. */
  async answer(answer: Leave | NotNow | Promise<never> = this.#window.take()): Promise<void> {
    this.#answers.shift()?.(answer);
    await sleep(1);
  }

  /** How many more calls it would let go now. */
  get room(): number {
    const leaves: Leave[] = [];
    for (let answer = this.#window.take(); !("waitMs" in answer); answer = this.#window.take()) leaves.push(answer);
    for (const leave of leaves) leave.release();
    return leaves.length;
  }
}

function start({ concurrency = 10, timeoutMs = 10_000, now = () => performance.now() } = {}) {
  const window = new DistantWindow(concurrency);
  const budget = new Budget({ window, ratePerSecond: 10, queueLimit: 100, timeoutMs, now });
  const granted: Leave[] = [];
  const acquire = async (operation = new Operation()): Promise<void> => {
    granted.push(await budget.acquire({ caller: "someone", operation }, { signal: operation.signal, call: operation }));
  };
  return { window, budget, granted, acquire };
}

test("one question is asked at a time, and another as long as somebody waits", async () => {
  const { window, granted, acquire } = start();
  const waiting = [1, 2, 3].map(() => acquire());
  expect(window.asked).toBe(1);
  for (const count of [1, 2, 3]) {
    await window.answer();
    expect(granted).toHaveLength(count);
  }
  await Promise.all(waiting);
  expect(window.asked).toBe(3);
  expect(window.most).toBe(1);
});

test("those who come while the window said later do not make it be asked sooner, the end of a call does", async () => {
  const { window, granted, acquire } = start();
  const first = acquire();
  await window.answer();
  await first;
  const waiting = [1, 2].map(() => acquire());
  await window.answer({ waitMs: 60_000, isPaused: false });
  waiting.push(acquire());
  expect(window.asked).toBe(2);
  granted[0]?.release();
  expect(window.asked).toBe(3);
  for (const count of [2, 3, 4]) {
    await window.answer();
    expect(granted).toHaveLength(count);
  }
  await Promise.all(waiting);
});

test("a call that ends while the window is asked makes it be asked again, whatever it says", async () => {
  const { window, granted, acquire } = start();
  const first = acquire();
  await window.answer();
  await first;
  const next = acquire();
  granted[0]?.release();
  await window.answer({ waitMs: 60_000, isPaused: false });
  await window.answer();
  await next;
});

test("leave that comes when nobody waits any more is given back", async () => {
  const { window, acquire } = start({ concurrency: 1 });
  const operation = new Operation();
  const left = expect(acquire(operation)).rejects.toMatchObject({ reason: "aborted" });
  operation.leave();
  await left;
  await window.answer();
  expect(window.room).toBe(1);
});

test("leave that comes when the account asked to be left alone is not used, and the window is told", async () => {
  let time = 0;
  const { window, budget, granted, acquire } = start({ concurrency: 1, now: () => time });
  const waiting = acquire();
  budget.pause(100);
  expect(window.pauses).toEqual([100]);
  await window.answer();
  expect(granted).toEqual([]);
  expect(window.room).toBe(1);
  time = 100;
  while (window.asked < 2) await sleep(5);
  await window.answer();
  await waiting;
});

test("that another was asked to leave the account alone is heeded, and not told on", async () => {
  const { window, acquire } = start({ timeoutMs: 1_000 });
  const waiting = errorOf(acquire());
  await window.answer({ waitMs: 30_000, isPaused: true });
  const { kind, retryAfterSeconds } = await waiting;
  expect([kind, retryAfterSeconds]).toEqual(["rateLimited", 30]);
  expect((await errorOf(acquire())).kind).toBe("rateLimited");
  expect([window.asked, window.pauses]).toEqual([1, []]);
});

test("all who wait are turned away when the window lets no call go, and later ones are not", async () => {
  const { window, granted, acquire } = start();
  const waiting = [1, 2].map(() => errorOf(acquire()));
  await window.answer(Promise.reject(new CrmError("unavailable", "no share", { retryAfterSeconds: 5 })));
  expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(["unavailable", "unavailable"]);
  const later = acquire();
  await window.answer();
  await later;
  expect(granted).toHaveLength(1);
});

test.each([READ, WRITE])(
  "a $effect is not written when its leave is too old by then, but with a new one",
  async (request) => {
    const local = new LocalCallWindow({ ratePerSecond: Infinity, concurrency: 1, now: () => performance.now() });
    const sent: boolean[] = [];
    const window: CallWindow = {
      take() {
        const answer = local.take();
        if ("waitMs" in answer) return answer;
        return {
          ...answer,
          sent() {
            // The first is the sign-in's.
            sent.push(sent.length !== 1);
            return sent.at(-1) === true && answer.sent();
          },
        };
      },
      pause: () => undefined,
    };
    const { account, upstream } = await stage.start((response) => response.end("<root/>"), { window });
    await upstream.account(new Operation());
    const operation = new Operation();
    expect((await upstream.send(request, operation)).status).toBe(200);
    expect(sent).toEqual([true, false, true]);
    expect(account.requests).toHaveLength(1);
    expect(operation.records.map(({ outcome }) => outcome)).toEqual(["failed", "ok"]);
  },
);
