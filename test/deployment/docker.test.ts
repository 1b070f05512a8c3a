import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { z } from "zod";
import { GATEWAY_VARIABLES, readGatewayConfig } from "../../src/config.js";
import { freePort } from "../redis/freePort.js";
import { buildImage, type Image } from "./image.js";

const TOKEN = "0123456789abcdef";

let image: Image;
beforeAll(async () => {
  image = await buildImage();
}, 300_000);
afterAll(() => image.remove());

/** Starts a command of the image as Docker would, with further variables. */
function start(command: readonly string[], env: Readonly<Record<string, string>>) {
  const [program = "", ...args] = image.here(command);
  const child = spawn(program, args, {
    cwd: join(image.root, image.workingFolder),
    env: { PATH: process.env["PATH"], ...image.env, ...env },
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, output }));
  return { child, ended };
}

describe("the image of the Dockerfile", () => {
  it("runs as a user who is not root", () => {
    expect(image.user).toBe("node");
  });

  it("copies nothing that .dockerignore keeps out, which is all that it does not copy", async () => {
    const lines = (await readFile(".dockerignore", "utf8")).split("\n").filter((line) => /^[^#]/.test(line));
    expect(lines[0]).toBe("*");
    const sent = lines.slice(1).map((line) => line.replace(/^!/, ""));
    expect(sent.sort()).toEqual([...new Set(image.copied)].sort());
  });

  it("is told by variables that the gateway knows", () => {
    const known = [...GATEWAY_VARIABLES, "NODE_ENV"];
    expect(Object.keys(image.env).filter((name) => !known.includes(name))).toEqual([]);
  });

  it("starts a gateway whose health check tells whether it is there, and which stops at SIGTERM", async () => {
    const env = { PORT: String(await freePort()), ACCESS_TOKENS: TOKEN };
    const healthCheck = async () => (await start(image.healthCheck, env).ended).code;
    expect(await healthCheck()).toBe(1);

    const gateway = start(image.command, env);
    const isUp = async (): Promise<boolean> => (await healthCheck()) === 0;
    while (gateway.child.exitCode === null && !(await isUp())) await sleep(100);
    expect(gateway.child.exitCode).toBeNull();
    const url = `http://127.0.0.1:${env.PORT}`;
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<title>amoql")]);
    const answer = await fetch(`${url}/graphql?query={contacts(first:1){totalCount}}`, {
      headers: { authorization: `Bearer ${TOKEN}`, "apollo-require-preflight": "1" },
    });
    expect(await answer.json()).toEqual({ data: { contacts: { totalCount: 200 } } });

    gateway.child.kill("SIGTERM");
    expect((await gateway.ended).code).toBe(0);
    expect(await healthCheck()).toBe(1);
  }, 120_000);

  it("says in one line what it needs to be reached from outside", async () => {
    const { code, output } = await start(image.command, { PORT: "0" }).ended;
    expect(code).not.toBe(0);
    expect(output).toMatch(/^amoql: ACCESS_TOKENS: [^\n]+\n$/);
  }, 30_000);
});

const composeFile = z.object({
  services: z.object({
    gateway: z.object({
      build: z.string(),
      environment: z.record(z.string(), z.string()),
      env_file: z.tuple([z.object({ path: z.literal(".env"), required: z.literal(false) })]),
      ports: z.tuple([z.string()]),
      volumes: z.tuple([z.string()]),
      stop_grace_period: z.string(),
    }),
    redis: z.object({
      profiles: z.tuple([z.literal("redis")]),
      command: z.array(z.string()),
      volumes: z.tuple([z.string()]),
      ports: z.never().optional(),
    }),
  }),
  volumes: z.record(z.string(), z.null()),
});

describe("compose.yaml", () => {
  it("runs that image as it has to be run", async () => {
    const { gateway } = composeFile.parse(parse(await readFile("compose.yaml", "utf8"))).services;
    expect(gateway.build).toBe(".");
    expect(Object.keys(gateway.environment).filter((name) => !GATEWAY_VARIABLES.includes(name))).toEqual([]);
    const config = readGatewayConfig({ ...image.env, ...gateway.environment, ACCESS_TOKENS: TOKEN });
    expect(config.host).toBe("0.0.0.0");
    expect(gateway.ports).toEqual([`127.0.0.1:4000:${config.port}`]);
    const [, mountedAt = ""] = gateway.volumes[0].split(":");
    expect(mountedAt).toBe(image.volume);
    const data = config.account.kind === "sandbox" ? config.account.data : "";
    expect(posix.dirname(posix.resolve(image.workingFolder, data))).toBe(mountedAt);
    // The program gives up after ten seconds.
    expect(Number(/^(\d+)s$/.exec(gateway.stop_grace_period)?.[1])).toBeGreaterThan(10);
  });

  it("runs a Redis that outlasts a restart, forgets nothing before its time and is reached by gateways alone", async () => {
    const file = await readFile("compose.yaml", "utf8");
    const { services, volumes } = composeFile.parse(parse(file));
    const [program, ...args] = services.redis.command;
    expect(program).toBe("redis-server");
    const options = Object.fromEntries(
      args.flatMap((name, at) => (at % 2 === 0 ? [[name.replace(/^--/, ""), args[at + 1]]] : [])),
    ) as Record<string, string>;
    expect(options).toMatchObject({ appendonly: "yes", "maxmemory-policy": "noeviction" });
    const [volume = "", mountedAt] = services.redis.volumes[0].split(":");
    expect(Object.keys(volumes)).toContain(volume);
    // Where the image has its working directory.
    expect(mountedAt).toBe("/data");
    const [, url = ""] = /REDIS_URL=(\S+)/.exec(file) ?? [];
    expect(new URL(url).hostname).toBe("redis");
    const env = { AMO_URL: "https://acme.amocrm.com", SESSION_SECRET: "the-secret-that-all-instances-have" };
    const [, instances = ""] = /INSTANCES=(\S+)/.exec(file) ?? [];
    expect(readGatewayConfig({ ...env, REDIS_URL: url, INSTANCES: instances }).redis).toEqual({ url, instances: 2 });
  });
});
