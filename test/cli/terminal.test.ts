import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { delayed } from "../faults/faults.js";
import { openStage, serviceUser, type Stage } from "./stage.js";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const SECONDS = 60_000;
const run = promisify(execFile);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ empty: false, switches: { maxPageSize: 20 } });
}, SECONDS);
afterAll(() => stage.close());

/** Runs a command on a terminal of its own, and gives what that showed. */
async function onTerminal(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const command = [process.execPath, CLI, ...args].map((part) => `'${part}'`).join(" ");
  const { stdout } = await run("script", ["-qec", command, "/dev/null"], {
    cwd: stage.folder,
    env: { PATH: process.env["PATH"], TERM: "xterm", ...serviceUser(stage.proxy.url), ...env },
  });
  return stdout;
}

describe("on a terminal", () => {
  it(
    "an export draws a bar and clears it away",
    async () => {
      stage.proxy.add({ page: "contacts", fault: delayed(150) });
      const shown = await onTerminal(["export", "contacts"], { AMO_CONCURRENCY: "1" });
      expect(shown).toMatch(/\[?=+-+\]? \d+% \| \d+\/200 contacts \|/);
      expect(shown).toMatch(/200 contacts in contacts\.jsonl\r\n/);
      stage.proxy.clear();
    },
    SECONDS,
  );

  it(
    "a ping is coloured, unless NO_COLOR is set",
    async () => {
      expect(await onTerminal(["ping"])).toContain("\u001B[32mok");
      const plain = await onTerminal(["ping"], { NO_COLOR: "1" });
      expect(plain).toMatch(/^ok {6}v2 JSON API/m);
      expect(plain).not.toContain("\u001B");
    },
    SECONDS,
  );
});

it(
  "without a terminal an export says a line now and then",
  async () => {
    stage.proxy.add({ page: "contacts", fault: delayed(700) });
    const { stderr } = await stage.exported(["contacts"], { AMO_CONCURRENCY: "1" });
    expect(stderr).toMatch(
      /^amoql: \d+ of 200 contacts\n(?:amoql: \d+ of 200 contacts\n)*amoql: 200 contacts in [^\n]*\n$/,
    );
  },
  SECONDS,
);
