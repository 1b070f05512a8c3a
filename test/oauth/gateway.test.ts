import { rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { status } from "../faults/faults.js";
import { startGateway, type TestGateway } from "../gateway.js";
import { until } from "../redis/until.js";
import { GrantStage, INTEGRATION, SECRET, VARIABLES } from "./stage.js";

const CONTACTS = "{ contacts(first: 1) { nodes { id } } }";

let stage: GrantStage;
let gateway: TestGateway;
let log: string;
/** Tokens that the account gave, and codes that it took. */
let secrets: Set<string>;

beforeEach(async () => {
  stage = await GrantStage.open({ accessTtl: 2 });
  log = "";
  secrets = new Set([INTEGRATION.clientSecret, SECRET]);
  stage.account.choose(({ page }) =>
    page !== "access_token"
      ? undefined
      : async ({ forward, deliver, request }) => {
          const answer = await forward();
          for (const body of [request.body, answer.body]) {
            const values = Object.entries(JSON.parse(body.toString()) as Record<string, unknown>);
            for (const [name, value] of values) {
              if (/^(?:code|.*_token)$/.test(name)) secrets.add(String(value));
            }
          }
          deliver(answer);
        },
  );
  gateway = await startGateway({
    api: "v4",
    env: {
      ...VARIABLES,
      AMO_TOKEN: "",
      AMO_URL: stage.account.url,
      AMO_GRANT_FILE: stage.file,
      LOG_LEVEL: "trace",
    },
    onLog: (line) => (log += line),
  });
});

afterEach(async () => {
  await gateway.close();
  await stage.close();
});

test("a gateway without a grant starts, says what to do in its log alone, and serves once somebody logs in", async () => {
  await until(() => log.includes("amoql login"));
  const answer = await gateway.query(CONTACTS);
  expect(answer.errors).toMatchObject([
    { message: "The account refuses the gateway's own user.", extensions: { code: "UPSTREAM_UNAVAILABLE" } },
  ]);
  expect(JSON.stringify(answer)).not.toContain("login");
  await stage.login();
  expect(await gateway.query(CONTACTS)).toMatchObject({ data: { contacts: { nodes: [] } } });
});

test("callers are told that a grant cannot be kept, and the log alone where, and why", async () => {
  await until(() => log.includes("amoql login"));
  await rm(dirname(stage.file), { recursive: true });
  await writeFile(dirname(stage.file), "no folder");
  const answer = await gateway.query(CONTACTS);
  expect(answer.errors).toMatchObject([
    {
      message: "The gateway cannot keep its access to the account for now. If that lasts, its operator has to look.",
      extensions: { code: "UPSTREAM_UNAVAILABLE", retryAfterSeconds: 5 },
    },
  ]);
  expect(JSON.stringify(answer)).not.toMatch(/AMO_|amoql|ENOTDIR|EEXIST/);
  await until(() => /could not be renewed: [^"]*AMO_GRANT_FILE \(E(?:NOTDIR|EXIST)\)/.test(log));
});

test("tokens and secrets are in no log line, no answer and no metric, whatever becomes of them", async () => {
  await stage.login();
  const seen: unknown[] = [await gateway.query(CONTACTS, {}, { "amoql-trace": "1" })];
  await sleep(2_000);
  seen.push(await gateway.query(CONTACTS, {}, { "amoql-trace": "1" }));
  stage.account.choose(() => status(401, { "content-type": "application/json" }, '{"hint":"revoked"}'));
  await sleep(2_000);
  seen.push(await gateway.query(CONTACTS));
  await until(() => /could not be renewed/.test(log));
  for (const path of ["/health", "/ready", "/metrics"]) {
    seen.push(await (await fetch(new URL(path, gateway.url))).text());
  }
  // The demo pair, the one after it, and what they were asked for with.
  expect(secrets.size).toBeGreaterThanOrEqual(6);
  const everything = JSON.stringify(seen) + log;
  expect([...secrets].filter((secret) => everything.includes(secret))).toEqual([]);
  expect(everything).toContain("access_token");
});
