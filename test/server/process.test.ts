import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run, start, type RunningCommand } from "./command.js";
import { post } from "./http.js";
import { untilUnderWay } from "./underWay.js";

const IN_MEMORY = { PORT: "0", SANDBOX_DATA: ":memory:" };
const ONE_LINE = /^amoql: [^\n]+\n$/;

let running: RunningCommand[] = [];
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "amoql-process-"));
});
afterEach(async () => {
  for (const command of running) command.process.kill("SIGKILL");
  await Promise.all(running.map((command) => command.ended));
  running = [];
  await rm(directory, { recursive: true, force: true });
});

/** Waits until a gateway has signed in to its account. */
async function untilSignedIn(url: string): Promise<void> {
  const isSignedIn = /^amoql_upstream_calls_total\{endpoint="auth",outcome="ok"\} 1$/m;
  while (!isSignedIn.test(await (await fetch(`${url}/metrics`)).text())) await sleep(20);
}

/** Waits until a gateway takes no more requests. */
async function untilGone(url: string): Promise<void> {
  const isThere = (): Promise<boolean> =>
    fetch(`${url}/ready`).then(
      () => true,
      () => false,
    );
  while (await isThere()) await sleep(20);
}

function serve(env: Record<string, string> = IN_MEMORY, node: string[] = []): RunningCommand {
  const command = start(["serve"], { env, node });
  running.push(command);
  return command;
}

describe("amoql serve", () => {
  it("runs on the embedded sandbox and says where", async () => {
    const gateway = serve();
    const url = await gateway.listening();
    const answer = await post(url, { query: "{ contacts(first: 1) { totalCount } viewer { login } }" });
    expect(answer.data).toEqual({ contacts: { totalCount: 200 }, viewer: { login: "demo@amoql.dev" } });
    gateway.process.kill("SIGTERM");
    const { stdout } = await gateway.ended;
    expect(stdout).toContain(`GraphQL     ${url}/graphql`);
    expect(stdout).toMatch(/embedded sandbox on http:\/\/127\.0\.0\.1:\d+/);
  }, 120_000);

  it.each(["SIGTERM", "SIGINT"] as const)(
    "finishes a write that is under way at %s, and ends with 0",
    async (signal) => {
      const data = join(directory, "sandbox.db");
      const gateway = serve({ PORT: "0", SANDBOX_DATA: data, SANDBOX_OPTIONS: "latencyMs=700" });
      const url = await gateway.listening();
      const write = post(url, {
        query: `mutation { contactCreate(input: { name: "Anna Late" }) { contact { name } } }`,
      });
      await untilSignedIn(url);
      gateway.process.kill(signal);
      expect((await write).data).toEqual({ contactCreate: { contact: { name: "Anna Late" } } });
      const { code, stderr } = await gateway.ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    },
    120_000,
  );

  it("ends within 10 seconds though a client holds a request back", async () => {
    const gateway = serve();
    const url = await gateway.listening();
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.on("error", () => socket.destroy());
    socket.write(
      "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
    );
    await untilUnderWay(url, 1);
    gateway.process.kill("SIGTERM");
    // After ten seconds by its own clock it would end with 1.
    const { code } = await gateway.ended;
    expect(code).toBe(0);
  }, 120_000);

  it("ends at once at a second signal", async () => {
    const gateway = serve({ ...IN_MEMORY, SANDBOX_OPTIONS: "latencyMs=5000" });
    const url = await gateway.listening();
    const asked = post(url, { query: "{ contacts { nodes { id } } }" });
    asked.catch(() => undefined);
    await untilUnderWay(url, 1);
    gateway.process.kill("SIGTERM");
    await untilGone(url);
    const { process } = gateway;
    // What comes soon after the first may be its echo, and is not taken for a second one.
    while (process.exitCode === null && process.signalCode === null) {
      process.kill("SIGINT");
      await sleep(100);
    }
    // The signal itself ended it: it waited neither for what was asked nor until the time was up.
    expect((await gateway.ended).code).toBeNull();
    expect(gateway.process.signalCode).toBe("SIGINT");
    await expect(asked).rejects.toThrow();
  }, 120_000);

  it("says in one line that its port is in use", async () => {
    const port = new URL(await serve().listening()).port;
    const { code, stdout, stderr } = await run(["serve", "--port", port, "--data", ":memory:"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(ONE_LINE);
    expect(stderr).toMatch(/EADDRINUSE/);
  }, 120_000);

  it("says in one line that its data file is in use", async () => {
    const data = join(directory, "sandbox.db");
    await serve({ PORT: "0", SANDBOX_DATA: data }).listening();
    const second = await run(["serve", "--port", "0", "--data", data]);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(ONE_LINE);
    expect(second.stderr).toMatch(/SANDBOX_DATA: .*sandbox\.db is in use by another process/);
    const alone = await run(["sandbox", "--port", "0", "--data", data]);
    expect([alone.code, alone.stderr]).toEqual([1, second.stderr]);
  }, 120_000);

  it.each([
    ["PORT", { PORT: "http" }],
    ["AMO_URL", { AMO_URL: "http://acme.amocrm.com" }],
    [
      "AMO_PASSWORD",
      { AMO_URL: "https://acme.amocrm.com", AMO_LOGIN: "a", AMO_API_KEY: "secret-9931", AMO_PASSWORD: "secret-9931" },
    ],
    ["ACCESS_TOKENS", { HOST: "0.0.0.0" }],
    ["SESSION_SECRET", { SESSION_SECRET: "secret-9931" }],
    ["SANDBOX_OPTIONS", { ...IN_MEMORY, SANDBOX_OPTIONS: "latency=1" }],
  ])(
    "says in one line what is wrong with %s",
    async (name, env) => {
      const { code, stdout, stderr } = await run(["serve"], { env });
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(ONE_LINE);
      expect(stderr).toMatch(new RegExp(`^amoql: ${name}: .*example`, "i"));
      expect(stderr).not.toContain("9931");
    },
    120_000,
  );

  it("lets a flag beat its variable", async () => {
    const { stderr } = await run(["serve", "--port", "nonsense"], { env: IN_MEMORY });
    expect(stderr).toMatch(/^amoql: PORT: /);
  }, 120_000);

  it.each([
    ["an error that nobody caught", "throw new Error('provoked')"],
    ["a rejection that nobody handled", "Promise.reject(new Error('provoked'))"],
    [
      "a network error that nobody caught",
      "throw Object.assign(new Error('provoked'), { syscall: 'read', code: 'ECONNRESET' })",
    ],
  ])(
    "logs %s and ends with 1",
    async (_what, statement) => {
      // The bug is loaded beside the program and happens when it is told to.
      const bug = `process.on("SIGUSR2", () => { ${statement} })`;
      const gateway = serve(IN_MEMORY, ["--import", `data:text/javascript,${encodeURIComponent(bug)}`]);
      await gateway.listening();
      gateway.process.kill("SIGUSR2");
      const { code, stdout } = await gateway.ended;
      expect(code).toBe(1);
      const line = stdout.split("\n").find((text) => text.includes("provoked")) ?? "{}";
      expect(JSON.parse(line)).toMatchObject({
        level: 60,
        err: { message: "provoked", stack: expect.stringContaining("at ") },
      });
    },
    120_000,
  );
});

describe("amoql sandbox", () => {
  it("runs alone, is called by a gateway, and ends with 0 at SIGTERM", async () => {
    const sandbox = start(["sandbox", "--port", "0", "--data", ":memory:", "--empty", "--option", "maxCatalogs=1"]);
    running.push(sandbox);
    const account = await sandbox.listening();
    const env = {
      PORT: "0",
      AMO_URL: account,
      AMO_LOGIN: "demo@amoql.dev",
      AMO_API_KEY: "0123456789abcdef0123456789abcdef",
    };
    const gateway = serve(env);
    const answer = await post(await gateway.listening(), { query: "{ contacts { totalCount } }" });
    expect(answer.data).toEqual({ contacts: { totalCount: 0 } });
    gateway.process.kill("SIGTERM");
    expect((await gateway.ended).code).toBe(0);
    sandbox.process.kill("SIGTERM");
    const { code, stderr } = await sandbox.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }, 120_000);
});
