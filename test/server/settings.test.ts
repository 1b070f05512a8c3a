import { expect, it } from "@jest/globals";
import { startGateway } from "../gateway.js";

/** What the log says of a start with variables that this version does not read. */
async function warnings(env: Readonly<Record<string, string>>): Promise<unknown[]> {
  const lines: string[] = [];
  const gateway = await startGateway({ env: { LOG_LEVEL: "warn", ...env }, onLog: (line) => lines.push(line) });
  await gateway.close();
  return lines.map((line) => (JSON.parse(line) as { msg: unknown }).msg);
}

it("says at the start which settings it does not use, without their values", async () => {
  const env = {
    REDIS_URL: "redis://user:hunter2@cache",
    INSTANCES: "3",
  };
  expect(await warnings(env)).toEqual(Object.keys(env).map((name) => `${name} is not used by this version`));
});

it("says nothing of those that ask for no more than it does", async () => {
  expect(await warnings({ CACHE_TTL: "60", INSTANCES: "1", REDIS_URL: "" })).toEqual([]);
});
