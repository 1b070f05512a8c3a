import { readFile, stat } from "node:fs/promises";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { DEMO_CREDENTIALS, DEMO_INTEGRATION } from "../../src/sandbox/account.js";
import { GrantStage, INTEGRATION, VARIABLES } from "../oauth/stage.js";
import { freePort } from "../redis/freePort.js";
import { run, start, type RunningCommand } from "../server/command.js";

let stage: GrantStage;
const running: RunningCommand[] = [];
beforeEach(async () => {
  stage = await GrantStage.open();
});
afterEach(async () => {
  for (const { process, ended } of running.splice(0)) {
    process.kill("SIGKILL");
    await ended;
  }
  await stage.close();
});

const env = (changes: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  ...VARIABLES,
  AMO_URL: stage.account.url,
  AMO_GRANT_FILE: stage.file,
  ...changes,
});

const login = (args: readonly string[] = [], changes: Readonly<Record<string, string>> = {}) =>
  run(["login", ...args], { env: env(changes) });

/** A login that waits for a browser: the page that it prints, and the address that it listens on. */
async function waiting(): Promise<{ command: RunningCommand; consent: URL; redirect: URL; state: string }> {
  const redirect = new URL(`http://127.0.0.1:${String(await freePort())}/back`);
  const command = start(["login"], { env: env({ AMO_REDIRECT_URI: redirect.href }) });
  running.push(command);
  let printed = "";
  command.process.stdout?.on("data", (text: string) => (printed += text));
  while (!/waited for/.test(printed)) {
    if (command.process.stdout === null) throw new Error("nothing is printed");
    await Promise.race([once(command.process.stdout, "data"), command.ended]);
    if (command.process.exitCode !== null) throw new Error(`it ended: ${(await command.ended).stderr}`);
  }
  const consent = new URL(/http:\S+\/oauth\?\S+/.exec(printed)?.[0] ?? "");
  return { command, consent, redirect, state: consent.searchParams.get("state") ?? "" };
}

/** Answers the account's page as a browser does, up to where it is sent then. */
async function answered(consent: URL, answer: "allow" | "deny"): Promise<URL> {
  const page = await (await fetch(consent)).text();
  const hidden = Array.from(page.matchAll(/name="(\w+)" value="([^"]*)"/g), ([, name = "", value = ""]) => [
    name,
    value.replace(/&#(\d+);/g, (_match, code: string) => String.fromCharCode(Number(code))),
  ]);
  const { login: user, password } = DEMO_CREDENTIALS;
  const body = new URLSearchParams({ ...(Object.fromEntries(hidden) as object), login: user, password, answer });
  const response = await fetch(new URL("/oauth", consent), { method: "POST", redirect: "manual", body });
  return new URL(response.headers.get("location") ?? "");
}

async function isKept(): Promise<boolean> {
  return stat(stage.file).then(
    () => true,
    () => false,
  );
}

describe("amoql login", () => {
  it("takes the user to the account's page and keeps what was allowed there", async () => {
    const { command, consent, redirect, state } = await waiting();
    expect(Object.fromEntries(consent.searchParams)).toEqual({
      client_id: DEMO_INTEGRATION.clientId,
      state: expect.stringMatching(/^[\w-]{43}$/),
      mode: "popup",
      redirect_uri: redirect.href,
    });
    // As browsers do ahead of what they may ask.
    const idle = connect(Number(redirect.port), redirect.hostname);
    await once(idle, "connect");
    const back = await answered(consent, "allow");
    expect(back.href.startsWith(redirect.href)).toBe(true);
    expect(back.searchParams.get("state")).toBe(state);
    const page = await fetch(back);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/^<!doctype html>(?:(?!src=|href=|<script)[^])*Access is granted/);
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");

    const { code, stdout, stderr } = await command.ended;
    idle.destroy();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`kept sealed in ${stage.file}`);
    const [, until = ""] = /lasts until (\d{4}-\d\d-\d\d)/.exec(stdout) ?? [];
    const days = (Date.parse(until) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(87);
    expect(days).toBeLessThan(93);
    expect(stdout).not.toContain(back.searchParams.get("code"));

    const ping = await run(["ping"], { env: env({ AMO_REDIRECT_URI: redirect.href }) });
    expect({ code: ping.code, stdout: ping.stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^ok {6}sign-in: account demo$/m),
    });
  });

  it("hears nobody but the browser that it sent, and that one once", async () => {
    const { command, consent, redirect } = await waiting();
    const back = await answered(consent, "allow");
    const forged = new URL(back);
    forged.searchParams.set("state", "forged");
    const without = new URL(back);
    without.searchParams.delete("state");
    expect((await fetch(forged)).status).toBe(400);
    expect((await fetch(without)).status).toBe(400);
    expect((await fetch(new URL(`/other${back.search}`, redirect))).status).toBe(404);
    expect((await fetch(back, { method: "POST" })).status).toBe(405);
    expect(stage.tokenCalls).toBe(0);
    // Either may be the first; the other one may come when nobody listens any more.
    const twice = await Promise.all([fetch(back).catch(() => null), fetch(back).catch(() => null)]);
    expect(twice.map((answer) => answer?.status ?? 410)).toEqual(expect.arrayContaining([200, 410]));
    expect((await command.ended).code).toBe(0);
    expect(stage.tokenCalls).toBe(1);
  });

  it("tells that access was denied", async () => {
    const { command, consent } = await waiting();
    const back = await answered(consent, "deny");
    expect((await fetch(back)).status).toBe(400);
    expect(await command.ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/^amoql: access was denied/) });
    expect(await isKept()).toBe(false);
  });

  it("takes no grant of another account, wherever the browser says that it is", async () => {
    const { command, consent } = await waiting();
    const back = await answered(consent, "allow");
    back.searchParams.set("referer", "other.kommo.com");
    await fetch(back);
    const { code, stderr } = await command.ended;
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/other\.kommo\.com.*AMO_URL/) });
    expect(stage.tokenCalls).toBe(0);
  });

  it("takes a code that the user brings, once", async () => {
    const code = await stage.code();
    expect(await login(["--code", code])).toMatchObject({ code: 0, stderr: "" });
    const kept = await stage.kept();
    const again = await login(["--code", code]);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/^amoql: .*does not take the code.*once/) });
    expect(again.stderr.trim()).not.toContain("\n");
    expect(await stage.kept()).toBe(kept);
  });

  it("replaces an earlier grant, even one that cannot be opened any more", async () => {
    await login(["--code", await stage.code()], { SESSION_SECRET: "a-secret-that-was-used-before-this-one" });
    expect(await login(["--code", await stage.code()])).toMatchObject({ code: 0 });
    expect(await run(["ping"], { env: env() })).toMatchObject({ code: 0 });
  });

  it("sends the browser elsewhere where it cannot listen, and says how to go on", async () => {
    const { code, stdout } = await login([], { AMO_REDIRECT_URI: "https://acme.example/oauth" });
    expect(code).toBe(0);
    expect(stdout).toMatch(/redirect_uri=https%3A%2F%2Facme\.example%2Foauth/);
    expect(stdout).toContain("amoql login --code <code>");
  });

  it.each([
    ["https://acme.kommo.com", "https://www.kommo.com/oauth?"],
    ["https://acme.amocrm.com", "https://www.kommo.com/oauth?"],
    ["https://acme.amocrm.ru", "https://www.amocrm.ru/oauth?"],
  ])("knows the page of %s", async (AMO_URL, page) => {
    const { stdout } = await login([], { AMO_URL, AMO_REDIRECT_URI: "https://acme.example/oauth" });
    expect(stdout).toContain(`\n  ${page}client_id=`);
  });

  it.each([
    ["AMO_CLIENT_ID", { AMO_CLIENT_ID: "", AMO_CLIENT_SECRET: "", AMO_TOKEN: "token" }],
    ["AMO_CLIENT_ID", { AMO_CLIENT_ID: "" }],
    ["AMO_CLIENT_SECRET", { AMO_CLIENT_SECRET: "" }],
    ["AMO_TOKEN", { AMO_TOKEN: "token" }],
    ["SESSION_SECRET", { SESSION_SECRET: "" }],
    ["AMO_API", { AMO_API: "legacy" }],
    ["AMO_URL", { AMO_URL: "" }],
    ["AMO_REDIRECT_URI", { AMO_REDIRECT_URI: "http://acme.example/oauth" }],
  ])("says what is wrong with %s", async (name, changes) => {
    const { code, stderr } = await login([], changes);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^amoql: ${name}: .*, for example .*\\n$|^amoql: ${name}: .*; for example .*\\n$`),
    );
    expect(stderr).not.toContain(INTEGRATION.clientSecret);
  });

  it("does not use the code up where the grant could not be kept", async () => {
    const code = await stage.code();
    const nowhere = await login(["--code", code], { AMO_GRANT_FILE: "/dev/null/grant" });
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringMatching(/^amoql: .*AMO_GRANT_FILE/) });
    expect(await login(["--code", code])).toMatchObject({ code: 0 });
    expect((await readFile(stage.file, "utf8")).length).toBeGreaterThan(100);
  });
});
