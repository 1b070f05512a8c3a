import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.js";
import { status, text, withHeaders } from "../faults/faults.js";
import { FaultProxy, type Fault } from "../faults/faultProxy.js";
import { run, type Ended } from "../server/command.js";
import { Authority, type Certificate } from "./certificates.js";
import { serviceUser } from "./stage.js";

const SECONDS = 60_000;

let sandbox: Sandbox;
let proxy: FaultProxy;
let authority: Authority;

beforeAll(async () => {
  sandbox = await createSandbox({ data: ":memory:", empty: true });
  proxy = await FaultProxy.start();
  proxy.forwardTo(sandbox.url);
  authority = await Authority.create();
});
afterAll(async () => {
  await proxy.close();
  await sandbox.close();
  await authority.close();
});
beforeEach(() => proxy.clear());

const ping = (env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  run(["ping"], { env: { ...serviceUser(proxy.url), ...env } });

/** Runs a ping that has to fail, and gives what it says of one check. */
async function failure(check: string, env?: Readonly<Record<string, string>>): Promise<string> {
  const { code, stdout, stderr } = await ping(env);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  return new RegExp(`^failed {2}${check}: (.*)$`, "m").exec(stdout)?.[1] ?? `no failed ${check} in: ${stdout}`;
}

describe("an account in order", () => {
  it(
    "passes every check",
    async () => {
      const { code, stdout, stderr } = await ping();
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout.replace(/in \d+ ms/, "in N ms").replace(/127\.0\.0\.1:\d+/, "HOST")).toBe(
        [
          "ok      address: HOST answers in N ms",
          "ok      certificate: none needed: plain http does not leave this machine",
          "ok      clock: agrees with the account's",
          "ok      sign-in: account demo",
          "ok      time zone: Europe/Moscow",
          "ok      legacy XML API: 0 contacts, 0 deals",
          "ok      v2 JSON API: 0 catalogs",
          "",
        ].join("\n"),
      );
    },
    SECONDS,
  );

  it.each([
    [{ FORCE_COLOR: "1" }, true],
    [{}, false],
    [{ NO_COLOR: "1" }, false],
  ])(
    "is shown in colours where they are wanted: %j",
    async (env, isColoured) => {
      const { stdout } = await ping(env);
      expect(stdout.includes("\u001B[32mok")).toBe(isColoured);
    },
    SECONDS,
  );
});

describe("the address", () => {
  it(
    "of no host",
    async () => {
      expect(await failure("address", { AMO_URL: "https://nobody.invalid" })).toMatch(
        /no host nobody\.invalid: check the spelling of AMO_URL|cannot be looked up: check this machine's network/,
      );
    },
    SECONDS,
  );

  it(
    "of a port where nothing listens",
    async () => {
      const closed = createServer().listen(0, "127.0.0.1");
      await once(closed, "listening");
      const { port } = closed.address() as AddressInfo;
      closed.close();
      const url = `http://127.0.0.1:${String(port)}`;
      expect(await failure("address", { AMO_URL: url })).toMatch(
        /nothing listens at .*: check host and port of AMO_URL/,
      );
    },
    SECONDS,
  );

  it(
    "of another web server",
    async () => {
      proxy.add({ page: ["", "auth"], fault: text("<html>Hi</html>", "text/html") });
      expect(await failure("sign-in")).toMatch(/not that of an amoCRM account: check that AMO_URL/);
    },
    SECONDS,
  );
});

describe("the certificate", () => {
  /** Pings the account through TLS with a certificate, at `localhost`. */
  async function pingWith(certificate: Certificate, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const server = createTlsServer(certificate, (socket) => {
      const account = connect(Number(new URL(sandbox.url).port), "127.0.0.1");
      socket.on("error", () => account.destroy());
      account.on("error", () => socket.destroy());
      socket.pipe(account).pipe(socket);
    });
    server.on("tlsClientError", () => undefined);
    server.listen(0);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { stdout } = await ping({ AMO_URL: `https://localhost:${String(port)}`, ...env });
    server.close();
    return stdout;
  }

  const trusting = (): Record<string, string> => ({ NODE_EXTRA_CA_CERTS: authority.path });

  it(
    "of an authority that is trusted passes, and so does the account behind it",
    async () => {
      const stdout = await pingWith(await authority.sign("localhost", { from: -1, to: 90 }), trusting());
      expect(stdout).toMatch(/^ok {6}certificate: valid until \d{4}-\d\d-\d\d$/m);
      expect(stdout).toMatch(/^ok {6}v2 JSON API/m);
      expect(stdout).not.toMatch(/failed|warning/);
    },
    SECONDS,
  );

  it(
    "that ends soon is warned of",
    async () => {
      const stdout = await pingWith(await authority.sign("localhost", { from: -80, to: 3.5 }), trusting());
      expect(stdout).toMatch(/^warning certificate: ends on \S+, in 3 days: it has to be renewed$/m);
      expect(stdout).toMatch(/^ok {6}v2 JSON API/m);
    },
    SECONDS,
  );

  it.each([
    ["ended", -400, -35, /certificate: ended on \S+: it has to be renewed; .*set this machine's clock/],
    ["begins later", 20, 90, /certificate: begins only on \S+: .*set this machine's clock/],
  ] as const)(
    "that %s fails, and nothing is sent",
    async (_what, from, to, words) => {
      const stdout = await pingWith(await authority.sign("localhost", { from, to }), trusting());
      expect(stdout).toMatch(words);
      expect(stdout).not.toMatch(/sign-in/);
    },
    SECONDS,
  );

  it(
    "of another host fails, naming it",
    async () => {
      const stdout = await pingWith(await authority.sign("other.example", { from: -1, to: 90 }), trusting());
      expect(stdout).toMatch(/certificate: is not for localhost but for other\.example: AMO_URL has to name/);
    },
    SECONDS,
  );

  it(
    "that signed itself fails, naming the variable that helps",
    async () => {
      const stdout = await pingWith(await authority.selfSigned("localhost"));
      expect(stdout).toMatch(/certificate: is signed by nobody this machine trusts: .*NODE_EXTRA_CA_CERTS=/);
    },
    SECONDS,
  );

  it(
    "without its chain fails, naming the variable that helps",
    async () => {
      const stdout = await pingWith(await authority.sign("localhost", { from: -1, to: 90 }));
      expect(stdout).toMatch(/certificate: comes without the chain .*NODE_EXTRA_CA_CERTS=/);
    },
    SECONDS,
  );

  it(
    "of a port without TLS fails",
    async () => {
      expect(await failure("certificate", { AMO_URL: proxy.url.replace("http:", "https:") })).toMatch(
        /does not speak TLS/,
      );
    },
    SECONDS,
  );
});

describe("the clock", () => {
  it.each([
    [2 * 3_600_000, /this machine's is 2 hours behind the account's: set it by the network/],
    [-5 * 60_000, /this machine's is 5 minutes ahead of the account's: set it by the network/],
  ])(
    "of an account %i ms ahead of ours fails, but the rest is checked",
    async (skew, words) => {
      proxy.add({ page: "", fault: withHeaders({ date: new Date(Date.now() + skew).toUTCString() }) });
      expect(await failure("clock")).toMatch(words);
      expect((await ping()).stdout).toMatch(/^ok {6}v2 JSON API/m);
    },
    SECONDS,
  );

  it(
    "is compared as to its zone",
    async () => {
      const { code, stdout } = await ping({ AMO_TIMEZONE: "Asia/Tokyo" });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^warning time zone: the account is in Europe\/Moscow, .*take AMO_TIMEZONE away/m);
    },
    SECONDS,
  );
});

describe("the service user", () => {
  it(
    "that is refused is told which variables to check, and no secret is repeated",
    async () => {
      const { code, stdout } = await ping({ AMO_API_KEY: "secret-9931" });
      expect(code).toBe(1);
      expect(stdout).toMatch(/^failed {2}sign-in: [^\n]*AMO_LOGIN[^\n]*AMO_API_KEY[^\n]*\n$/m);
      expect(stdout).not.toContain("9931");
    },
    SECONDS,
  );

  it(
    "is asked for where there is none",
    async () => {
      expect(await failure("sign-in", { AMO_LOGIN: "", AMO_API_KEY: "" })).toMatch(/no service user: set AMO_LOGIN/);
    },
    SECONDS,
  );
});

describe("the APIs", () => {
  it(
    "are told apart: one may be broken while the other is not",
    async () => {
      proxy.add({ page: "deals", fault: text("<deals><deal>") });
      expect(await failure("legacy XML API")).toMatch(/not that of an amoCRM account/);
      proxy.clear();
      proxy.add({ page: "deals", fault: status(500) });
      const { stdout } = await ping();
      expect(stdout).toMatch(/^failed {2}legacy XML API: the account cannot be reached/m);
      expect(stdout).toMatch(/^ok {6}v2 JSON API/m);
      proxy.clear();
      proxy.add({ page: "catalogs", fault: text("{}", "application/json") });
      expect(await failure("v2 JSON API")).toMatch(/not that of an amoCRM account/);
    },
    SECONDS,
  );

  it(
    "are counted to the record, also by an account that cuts pages as it likes",
    async () => {
      const demo = await createSandbox({ data: ":memory:", empty: false });
      proxy.forwardTo(demo.url);
      try {
        const counted = async () => /^ok {6}legacy XML API: (.*)$/m.exec((await ping()).stdout)?.[1];
        const asAsked = await counted();
        expect(asAsked).toMatch(/^\d+ contacts, \d+ deals$/);
        const numbers = (asAsked?.match(/\d+/g) ?? []).map(Number);
        expect(numbers.filter((number) => number > 37 && number % 37 !== 0)).toHaveLength(2);
        expect(proxy.calls.map(({ page }) => page)).toEqual(["", "contacts", "deals", "catalogs"]);
        proxy.clear();
        proxy.add({ page: ["contacts", "deals"], fault: pagesOf37(demo.url) });
        expect(await counted()).toBe(asAsked);
        expect(proxy.calls.filter(({ page }) => page === "contacts")).toHaveLength(2);
      } finally {
        proxy.forwardTo(sandbox.url);
        await demo.close();
      }
    },
    SECONDS,
  );

  it(
    "are said to be broken when their pages contradict themselves",
    async () => {
      proxy.add({
        page: "contacts",
        fault: text("<contacts><onpage>1</onpage><currpage>1</currpage><totalpages>3</totalpages></contacts>"),
      });
      expect(await failure("legacy XML API")).toBe("A page does not fit the number of pages.");
    },
    SECONDS,
  );
});

/** The account lists 37 records to a page, whatever it is asked for, as one does that follows its user's own setting. */
function pagesOf37(account: string): Fault {
  return async ({ request: { url, headers, body }, response }) => {
    const answer = await fetch(new URL(url, account), {
      method: "POST",
      headers: { cookie: headers.cookie ?? "", "content-type": headers["content-type"] ?? "" },
      body: body.toString().replace(/(ELEMENT_\w+)=\d+/g, "$1=37"),
    });
    response.writeHead(answer.status, { "content-type": "text/xml" }).end(await answer.text());
  };
}
