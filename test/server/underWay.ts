import { setTimeout as sleep } from "node:timers/promises";

/** Waits until a gateway has so many requests to /graphql under way whose callers still wait for the answer. */
export async function untilUnderWay(url: string, count: number): Promise<void> {
  while ((await underWay(url)) !== count) await sleep(10);
}

async function underWay(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^amoql_requests_in_flight (\d+)$/m.exec(metrics)?.[1]);
}

/**
 * Waits until this process, which may be a gateway, its clients and its account in one, has nothing left to do but wait. So what
 * was sent before has come as far as it can.
 */
export async function untilIdle(): Promise<void> {
  for (let quietRounds = 0; quietRounds < 4;) {
    const before = process.cpuUsage();
    await sleep(40);
    const { user, system } = process.cpuUsage(before);
    quietRounds = user + system < 4_000 ? quietRounds + 1 : 0;
  }
}
