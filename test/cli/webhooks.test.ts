import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { DEMO_TOKEN } from "../../src/sandbox/account.js";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.js";
import { signIn } from "../sandbox/v4/oauthClient.js";
import { V4Account } from "../sandbox/v4/account.js";
import { watch } from "../e2e/watch.js";
import { startGateway } from "../gateway.js";
import { run, type Ended } from "../server/command.js";
import { serviceUser } from "./stage.js";

const SECONDS = 60_000;
const SECRET = "first-secret-that-the-account-knows.1";
const OLD_SECRET = "old-secret-that-the-account-once-knew";
const PUBLIC_URL = "http://127.0.0.1:9/behind/a/proxy";

let account: V4Account;
let env: Record<string, string>;
beforeAll(async () => {
  account = await V4Account.empty();
});
afterAll(() => account.close());
beforeEach(async () => {
  env = {
    AMO_API: "v4",
    AMO_URL: account.legacy.sandbox.url,
    AMO_TOKEN: DEMO_TOKEN,
    WEBHOOK_SECRET: SECRET,
    PUBLIC_URL: `${PUBLIC_URL}/`,
  };
  for (const { destination } of await registered()) await account.call("DELETE", "webhooks", { destination });
});

interface Registered {
  readonly destination: string;
  readonly settings: readonly string[];
}

async function registered(of = account): Promise<Registered[]> {
  const { status, json } = await of.get("webhooks");
  return status === 204 ? [] : (json._embedded["webhooks"] as unknown as Registered[]);
}

const webhooks = (action: string, more: Readonly<Record<string, string>> = {}, ...flags: string[]): Promise<Ended> =>
  run(["webhooks", action, ...flags], { env: { ...env, ...more } });

describe("register", () => {
  it(
    "subscribes all that the schema shows, and shows no more of the secret than its beginning",
    async () => {
      expect(await webhooks("register")).toEqual({
        code: 0,
        stdout: `registered ${PUBLIC_URL}/webhooks/firs…\n`,
        stderr: "",
      });
      const [webhook, ...others] = await registered();
      expect(others).toEqual([]);
      expect(webhook?.destination).toBe(`${PUBLIC_URL}/webhooks/${SECRET}`);
      expect(webhook?.settings.toSorted()).toEqual(
        [
          ...["add_contact", "update_contact", "delete_contact", "restore_contact", "responsible_contact"],
          ...["add_lead", "update_lead", "delete_lead", "restore_lead", "responsible_lead", "status_lead"],
          ...["note_contact", "note_lead", "update_company"],
          ...["add_task", "update_task", "delete_task", "responsible_task"],
        ].sort(),
      );
    },
    SECONDS,
  );

  it(
    "takes the place of the one with the old secret, and leaves those of others alone",
    async () => {
      const others = `${PUBLIC_URL}/webhooks-of-others`;
      for (const destination of [`${PUBLIC_URL}/webhooks/${OLD_SECRET}`, others]) {
        await account.post("webhooks", { destination, settings: ["add_lead"] });
      }
      const { code, stdout } = await webhooks("register", { WEBHOOK_SECRET: `${SECRET},${OLD_SECRET}` });
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: `registered ${PUBLIC_URL}/webhooks/firs…\nremoved ${PUBLIC_URL}/webhooks/old-…\n`,
      });
      expect((await registered()).map(({ destination }) => destination).sort()).toEqual([
        others,
        `${PUBLIC_URL}/webhooks/${SECRET}`,
      ]);
    },
    SECONDS,
  );

  it(
    "tells what the account has no notification for",
    async () => {
      const older = await V4Account.empty({ switches: { v4UpdateTask: false } });
      try {
        const { code, stdout } = await webhooks("register", { AMO_URL: older.legacy.sandbox.url });
        expect(code).toBe(0);
        expect(stdout).toBe(`registered ${PUBLIC_URL}/webhooks/firs…\nthe account does not tell of update_task\n`);
        expect((await registered(older))[0]?.settings).toContain("add_task");
        expect((await registered(older))[0]?.settings).not.toContain("update_task");
      } finally {
        await older.close();
      }
    },
    SECONDS,
  );
});

describe("list and remove", () => {
  it(
    "show and remove ours, and no path of others",
    async () => {
      expect(await webhooks("list")).toMatchObject({ code: 0, stdout: "no webhooks\n" });
      expect(await webhooks("remove")).toMatchObject({
        code: 0,
        stdout: `nothing is registered under ${PUBLIC_URL}/webhooks/\n`,
      });
      await account.post("webhooks", { destination: "http://127.0.0.1:9/their-secret", settings: ["add_lead"] });
      await webhooks("register");
      const { code, stdout } = await webhooks("list");
      expect(code).toBe(0);
      expect(stdout.trimEnd().split("\n").sort()).toEqual([
        "http://127.0.0.1:9/behind/a/proxy/webhooks/firs…  18 events",
        "http://127.0.0.1:9/…  1 event",
      ]);
      expect(await webhooks("remove")).toMatchObject({ code: 0, stdout: `removed ${PUBLIC_URL}/webhooks/firs…\n` });
      expect((await registered()).map(({ destination }) => destination)).toEqual(["http://127.0.0.1:9/their-secret"]);
    },
    SECONDS,
  );
});

describe("stops with one line", () => {
  const failure = async (action: string, more: Readonly<Record<string, string>>): Promise<string> => {
    const { code, stdout, stderr } = await webhooks(action, more);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).not.toMatch(/-secret-/);
    return stderr;
  };

  it.each([
    ["without an address", { PUBLIC_URL: "" }, /^amoql: PUBLIC_URL: is missing/],
    ["without a secret", { WEBHOOK_SECRET: "" }, /^amoql: WEBHOOK_SECRET: is missing/],
    ["for a secret that is too short", { WEBHOOK_SECRET: "short-secret-1" }, /^amoql: WEBHOOK_SECRET: each secret/],
    [
      "for a secret that is no part of a path",
      { WEBHOOK_SECRET: `${SECRET}/x` },
      /^amoql: WEBHOOK_SECRET: each secret/,
    ],
    [
      "for an address in the clear",
      { PUBLIC_URL: "http://amoql.example.com" },
      /^amoql: PUBLIC_URL: must be the https/,
    ],
    ["for an address with a query", { PUBLIC_URL: "https://amoql.example.com/?a=b" }, /^amoql: PUBLIC_URL: must be/],
    ["with a token that is refused", { AMO_TOKEN: "wrong-secret-token" }, /^amoql: \S/],
  ])(
    "%s",
    async (_what, more, message) => {
      const stderr = await failure("register", more);
      expect(stderr).toMatch(message);
      expect(stderr.trimEnd()).not.toContain("\n");
    },
    SECONDS,
  );

  it(
    "over the legacy API",
    async () => {
      const legacy: Sandbox = await createSandbox({ data: ":memory:", empty: true });
      try {
        const ended = await run(["webhooks", "list"], { env: serviceUser(legacy.url) });
        expect(ended).toMatchObject({ code: 1, stdout: "" });
        expect(ended.stderr).toMatch(/^amoql: AMO_API: webhooks are registered over API v4 only.*\n$/);
      } finally {
        await legacy.close();
      }
    },
    SECONDS,
  );

  it(
    "for a user who is no administrator",
    async () => {
      const { access_token: token } = await signIn(account, { login: "john@amoql.dev", password: "john-password" });
      expect(await failure("list", { AMO_TOKEN: token })).toMatch(/^amoql: the user may not do this/);
    },
    SECONDS,
  );

  it(
    "for an action that there is not",
    async () => {
      const { code, stderr } = await webhooks("sing");
      expect(code).toBe(1);
      expect(stderr).toMatch(/Allowed choices are list, register, remove/);
    },
    SECONDS,
  );
});

it(
  "--public-url beats PUBLIC_URL",
  async () => {
    const { stdout } = await webhooks("register", {}, "--public-url", "http://localhost:9");
    expect(stdout).toMatch(/^registered http:\/\/localhost:9\/webhooks\/firs…\n/);
  },
  SECONDS,
);

it(
  "lets the gateway learn what is changed elsewhere",
  async () => {
    const gateway = await startGateway({ api: "v4", env: { WEBHOOK_SECRET: SECRET, CACHE_TTL: "3600" } });
    try {
      const ended = await webhooks("register", { AMO_URL: gateway.sandboxUrl }, "--public-url", gateway.url);
      expect(ended).toMatchObject({ code: 0, stdout: `registered ${gateway.url}/webhooks/firs…\n` });
      const deals = await watch(gateway, "SSE", "subscription { dealChanged { action deal { name } } }");
      const answer = await fetch(`${gateway.sandboxUrl}/api/v4/leads`, {
        method: "POST",
        headers: { authorization: `Bearer ${DEMO_TOKEN}`, "content-type": "application/json" },
        body: JSON.stringify([{ name: "Beans" }]),
      });
      expect(answer.status).toBe(200);
      expect(await deals.next()).toEqual({ data: { dealChanged: { action: "CREATED", deal: { name: "Beans" } } } });
      await deals.stop();
    } finally {
      await gateway.close();
    }
  },
  SECONDS,
);
