import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { connect } from "node:net";
import { Agent, request } from "undici";
import { startGateway, type TestGateway } from "../gateway.js";
import { codes, post, send } from "./http.js";

const APP = "https://app.example.com";
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TYPENAME = JSON.stringify({ query: "{ __typename }" });
const JSON_TYPE = { "content-type": "application/json" };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ env: { CORS_ORIGINS: APP, ALLOWED_HOSTS: "amoql.test" } });
});
afterAll(() => gateway.close());

/** POSTs with a Host header, which fetch does not let us choose. */
async function postTo(url: string, host: string): Promise<number> {
  const headers = { ...JSON_TYPE, host };
  const { statusCode, body } = await request(`${url}/graphql`, { method: "POST", headers, body: TYPENAME });
  await body.dump();
  return statusCode;
}

/** Sends bytes and reads until the server ends the connection. */
async function sendRaw(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.end(text);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

describe("the host a request names, on loopback", () => {
  it.each(["localhost", "LOCALHOST:4000", "127.0.0.1:1", "[::1]:4000", "amoql.test", "amoql.test:8080"])(
    "is served when it is ours: %s",
    async (host) => expect(await postTo(gateway.url, host)).toBe(200),
  );

  it.each([
    "evil.example",
    "evil.example:4000",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "192.168.1.2",
    "0.0.0.0",
  ])("is refused when it is not: %s", async (host) => expect(await postTo(gateway.url, host)).toBe(421));

  it("is told in GraphQL's form, at every address", async () => {
    for (const path of ["/", "/health", "/ready", "/metrics", "/graphql", "/nothing"]) {
      const { statusCode, body } = await request(`${gateway.url}${path}`, { headers: { host: "evil.example" } });
      expect([path, statusCode]).toEqual([path, 421]);
      expect(await body.json()).toEqual({
        errors: [
          { message: expect.any(String), extensions: { code: "FORBIDDEN", requestId: expect.stringMatching(UUID) } },
        ],
      });
    }
  });

  it("is the one it listens on, whichever of loopback", async () => {
    const other = await startGateway({ env: { HOST: "127.0.0.2" } });
    try {
      expect((await post(other.url, { query: "{ __typename }" })).data).toEqual({ __typename: "Query" });
    } finally {
      await other.close();
    }
  });
});

describe("the host a request names, beyond loopback", () => {
  it("is any that can be read", async () => {
    const open = await startGateway({ env: { HOST: "0.0.0.0", ALLOW_ANONYMOUS: "true" } });
    const url = open.url.replace("0.0.0.0", "127.0.0.1");
    try {
      expect(await postTo(url, "gateway.example.com")).toBe(200);
      for (const host of ["a b", "%%", "[::"]) {
        const answer = await sendRaw(
          url,
          `GET /graphql?query={__typename} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
        );
        expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      }
      expect(await sendRaw(url, "GET /health HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    } finally {
      await open.close();
    }
  });
});

describe("pages of other origins", () => {
  const from = (origin: string, init: RequestInit = {}) =>
    fetch(`${gateway.url}/graphql`, {
      method: "POST",
      body: TYPENAME,
      ...init,
      headers: { ...JSON_TYPE, origin },
    });

  it("are our own", async () => {
    expect((await from(gateway.url)).status).toBe(200);
  });

  it.each([
    "https://evil.example",
    "null",
    "http://localhost",
    "https://app.example.com.evil.example",
    "http://app.example.com",
  ])("are refused without a word that a browser would let them read: %s", async (origin) => {
    const answer = await from(origin);
    expect(answer.status).toBe(403);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(await answer.json()).toMatchObject({
      errors: [{ extensions: { code: "FORBIDDEN", requestId: expect.any(String) } }],
    });
  });

  it("are let in when they are listed", async () => {
    const answer = await from(APP);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe(APP);
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    expect(answer.headers.get("vary")).toMatch(/origin/i);
  });

  it("may read why their request was refused, too", async () => {
    const answer = await from(APP, { body: "{" });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("access-control-allow-origin")).toBe(APP);
  });

  const preflight = (origin: string) => ({
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,authorization,amoql-trace",
    },
  });

  it("get the answer to a preflight when they are listed", async () => {
    const answer = await fetch(`${gateway.url}/graphql`, preflight(APP));
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe(APP);
    expect(answer.headers.get("access-control-allow-methods")).toMatch(/POST/);
    expect(answer.headers.get("access-control-allow-headers")).toMatch(/content-type,\s*authorization,\s*amoql-trace/);
    expect(answer.headers.get("access-control-max-age")).toBe("600");
  });

  it("are not what every OPTIONS is about", async () => {
    const answer = await fetch(`${gateway.url}/graphql`, { method: "OPTIONS" });
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("get no leave by a preflight when they are not", async () => {
    const answer = await fetch(`${gateway.url}/graphql`, preflight("https://evil.example"));
    expect(answer.status).toBe(403);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("are none by default", async () => {
    const closed = await startGateway();
    try {
      const answer = await fetch(`${closed.url}/graphql`, preflight(APP));
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    } finally {
      await closed.close();
    }
  });
});

describe("what a browser could send for another site", () => {
  const query = `?query=${encodeURIComponent("{ __typename }")}`;

  it("is refused: GET", async () => {
    const answer = await send(`${gateway.url}/graphql${query}`);
    expect([answer.status, codes(answer)]).toEqual([400, ["BAD_REQUEST"]]);
  });

  it.each([
    "text/plain",
    "text/plain; charset=utf-8",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
  ])("is refused: POST of %s", async (type) => {
    const answer = await send(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": type },
      body: TYPENAME,
    });
    expect([400, 415]).toContain(answer.status);
    expect(codes(answer)).toEqual(["BAD_REQUEST"]);
    expect(answer.data).toBeUndefined();
  });

  it("is refused: POST without a type", async () => {
    const answer = await send(`${gateway.url}/graphql`, { method: "POST", body: Buffer.from(TYPENAME) });
    expect([400, 415]).toContain(answer.status);
    expect(codes(answer)).toEqual(["BAD_REQUEST"]);
  });

  it("is served when it says that it was meant", async () => {
    const answer = await send(`${gateway.url}/graphql${query}`, { headers: { "apollo-require-preflight": "1" } });
    expect([answer.status, answer.data]).toEqual([200, { __typename: "Query" }]);
  });

  it("changes nothing by GET", async () => {
    const mutation = encodeURIComponent(`mutation { contactCreate(input: { name: "Anna" }) { userErrors { code } } }`);
    for (const accept of ["application/json", "application/graphql-response+json"]) {
      const answer = await send(`${gateway.url}/graphql?query=${mutation}`, {
        headers: { "apollo-require-preflight": "1", accept },
      });
      expect([answer.status, answer.headers.get("allow"), codes(answer)]).toEqual([405, "POST", ["BAD_REQUEST"]]);
    }
    expect(gateway.calls()).toEqual([]);
  });
});

describe("a request that is not one of GraphQL", () => {
  const posted = (body: string, headers: Record<string, string> = JSON_TYPE) => ({ method: "POST", headers, body });

  it.each([
    ["bad JSON", "/graphql", posted(`{ "query": "{ __typename }`), 400],
    ["no body", "/graphql", posted(""), 400],
    ["JSON that is no object", "/graphql", posted("[]"), 400],
    ["an empty object", "/graphql", posted("{}"), 400],
    ["a batch", "/graphql", posted(`[${TYPENAME},${TYPENAME}]`), 400],
    ["a prototype", "/graphql", posted(`{ "__proto__": { "query": "{ __typename }" } }`), 400],
    ["no document", "/graphql", posted(`{ "query": "" }`), 400],
    ["variables in text", "/graphql", posted(`{ "query": "{ __typename }", "variables": "{}" }`), 400],
    ["another type", "/graphql", posted("<query/>", { "content-type": "application/xml" }), 415],
    ["a charset that is none", "/graphql", posted(TYPENAME, { "content-type": "nonsense" }), 415],
    ["another method", "/graphql", { ...posted(TYPENAME), method: "PUT" }, 405],
    ["another address", "/graphql/x", posted(TYPENAME), 404],
    ["another address", "/private/api/auth.php", {}, 404],
    ["an address that cannot be decoded", "/%zz", {}, 400],
    [
      "a body over 1 MB",
      "/graphql",
      posted(JSON.stringify({ query: "{ __typename }", x: "x".repeat(1_048_576) })),
      413,
    ],
    ["an answer that nobody can give", "/graphql", posted(TYPENAME, { ...JSON_TYPE, accept: "text/html" }), 406],
  ])("is answered in GraphQL's form, without a stack: %s", async (_what, path, init, status) => {
    const answer = await send(`${gateway.url}${path}`, init);
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    expect(answer.status).toBe(status);
    expect(codes(answer)).toEqual(["BAD_REQUEST"]);
    expect(answer.errors?.[0]?.extensions["requestId"]).toMatch(UUID);
    expect(answer.text).not.toMatch(/\bat .*:\d+|node_modules|FST_|\/src\/|\/dist\//);
  });

  it.each(["text/html", "application/json-seq", "application/json;q=0", 'application/json; profile="x"'])(
    "is not executed when its answer would not be accepted: %s",
    async (accept) => {
      const query = `mutation { contactCreate(input: { name: "Anna" }) { userErrors { code } } }`;
      const answer = await post(gateway.url, { query }, { accept });
      expect([answer.status, ...codes(answer)]).toEqual([406, "BAD_REQUEST"]);
      expect(answer.errors?.[0]?.extensions["requestId"]).toMatch(UUID);
      expect(gateway.calls()).toEqual([]);
    },
  );

  it.each(["*/*", "text/html, application/*;q=0.8", "Application/JSON; charset=UTF-8", "application/json;q=0.001", ""])(
    "is executed when its answer is accepted: %j",
    async (accept) => {
      expect((await post(gateway.url, { query: "{ __typename }" }, { accept })).status).toBe(200);
    },
  );

  it("is answered though it is not even HTTP", async () => {
    expect(await sendRaw(gateway.url, "nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 [\s\S]*\{.*\}$/);
  });

  it("may not come in a body of just 1 MB", async () => {
    const empty = JSON.stringify({ query: "{ __typename }", x: "" });
    const body = empty.replace(`"x":""`, `"x":"${"x".repeat(1_048_576 - empty.length)}"`);
    expect(body).toHaveLength(1_048_576);
    expect((await send(`${gateway.url}/graphql`, posted(body))).status).toBe(200);
  });
});

describe("answers", () => {
  it("are compressed for those who can read it", async () => {
    const agent = new Agent();
    const query = "{ __schema { types { name description fields { name description } } } }";
    const { headers, body } = await request(`${gateway.url}/graphql`, {
      dispatcher: agent,
      method: "POST",
      headers: { ...JSON_TYPE, "accept-encoding": "br" },
      body: JSON.stringify({ query }),
    });
    await body.dump();
    await agent.close();
    expect(headers["content-encoding"]).toBe("br");
  });
});
