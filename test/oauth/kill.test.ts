import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { AccountAnswer, Exchange } from "../faults/faultProxy.js";
import { post } from "../server/http.js";
import { run, start } from "../server/command.js";
import { GrantStage, VARIABLES } from "./stage.js";

let stage: GrantStage;
beforeEach(async () => {
  // A token ends while a test waits for it.
  stage = await GrantStage.open({ accessTtl: 1 });
  await stage.login();
});
afterEach(() => stage.close());

const env = (): Record<string, string> => ({
  ...VARIABLES,
  AMO_URL: stage.account.url,
  AMO_GRANT_FILE: stage.file,
  PORT: "0",
  LOG_LEVEL: "silent",
  PLAYGROUND: "false",
});

/** Points at which a process is killed: the account has not got its request, has answered, or the answer is being kept and used. */
const POINTS = ["asked", "answered", "told"] as const;
const ROUNDS = 15;

test("a process that is killed while it renews never costs the grant, whenever it is killed", async () => {
  const { account } = stage;
  for (let round = 0; round < ROUNDS; round += 1) {
    const point = POINTS[round % POINTS.length];
    // The one before may have been killed after it kept a new token; then this one had nothing to renew.
    await sleep(Math.max(((await stage.store().read())?.expiresAt ?? 0) - Date.now(), 0));
    const command = start(["ping"], { env: env() });
    const answers: Promise<AccountAnswer>[] = [];
    const reached = new Promise<void>((resolve) => {
      account.choose(({ page }) =>
        page !== "access_token"
          ? undefined
          : async ({ forward, deliver }: Exchange) => {
              const answered = forward();
              answers.push(answered);
              if (point === "asked") resolve();
              const answer = await answered;
              if (point === "answered") resolve();
              else deliver(answer);
              if (point === "told") resolve();
            },
      );
    });
    await Promise.race([reached, command.ended]);
    // From before the answer is kept until after it was used.
    if (point === "told") await sleep(Math.random() * 25);
    command.process.kill("SIGKILL");
    await command.ended;
    // It was let in, so the one before had not lost the grant.
    expect({ round, answer: await answers[0] }).toMatchObject({ round, answer: { status: 200 } });
  }
  account.clear();
  expect(await run(["ping"], { env: env() })).toMatchObject({ code: 0 });
}, 180_000);

test("a gateway that is killed while it serves, at any moment, serves again when it is started again", async () => {
  for (let round = 0; round < 4; round += 1) {
    const command = start(["serve"], { env: env() });
    const url = await command.listening();
    const answer = await post(url, { query: "{ contacts(first: 1) { nodes { id } } }" });
    expect(answer).toMatchObject({ data: { contacts: { nodes: [] } } });
    // It renews about once a second.
    await sleep(Math.random() * 1_200);
    command.process.kill("SIGKILL");
    await once(command.process, "close");
  }
}, 180_000);
