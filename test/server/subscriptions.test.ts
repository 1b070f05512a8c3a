import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { request } from "undici";
import { newContact } from "../e2e/account.js";
import { begin, openSubscriptions, TRANSPORTS, untilOpen, watch, type Watch } from "../e2e/watch.js";
import { startGateway, type TestGateway } from "../gateway.js";
import { readUntil } from "./eventText.js";
import { codes, post, send } from "./http.js";

// What subscriptions have to say to HTTP and to those who get them wrong. What the events hold is in test/e2e/subscriptions.test.ts.

const ANY = "subscription { contactChanged { id } }";
const EVENTS = { accept: "text/event-stream" };

/** Notes of the record of notes, so many times. */
function notesOfNotes(times: number): string {
  return times === 0 ? "id" : `notes { nodes { subject { ${notesOfNotes(times - 1)} } } }`;
}

let gateway: TestGateway;
const lines: string[] = [];
beforeAll(async () => {
  gateway = await startGateway({
    env: { CORS_ORIGINS: "https://app.example.com", LOG_LEVEL: "info" },
    onLog: (line) => lines.push(line),
  });
});
afterAll(() => gateway.close());

const watches: Watch[] = [];
function keep(one: Watch): Watch {
  watches.push(one);
  return one;
}
afterEach(async () => {
  await Promise.all(watches.splice(0).map((one) => one.stop()));
  await untilOpen(gateway.url, 0);
});

/** POSTs for events, and reads until the bytes are there that are waited for, or all have come. */
async function readEvents(
  { query = ANY, headers = {} }: { readonly query?: string; readonly headers?: Readonly<Record<string, string>> },
  until = "event: complete\ndata:\n\n",
): Promise<{ readonly headers: Headers; readonly status: number; readonly text: string }> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    body: JSON.stringify({ query }),
    headers: { ...EVENTS, "content-type": "application/json", ...headers },
  });
  const text = await readUntil(response, (read) => read.includes(until));
  return { headers: response.headers, status: response.status, text };
}

describe("the stream of events", () => {
  it("begins at once, and nobody on the way keeps, changes or delays it", async () => {
    const { headers, status, text } = await readEvents({ headers: { "accept-encoding": "gzip, br" } }, ":\n\n");
    expect([status, text]).toEqual([200, ":\n\n"]);
    expect(headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(headers.get("cache-control")).toBe("no-cache, no-transform");
    expect(headers.get("x-accel-buffering")).toBe("no");
    expect(headers.get("content-encoding")).toBeNull();
  });

  it.each([
    "text/event-stream, multipart/mixed",
    "text/event-stream;q=0.9",
    "TEXT/Event-Stream",
    "text/event-stream, */*",
  ])("answers who accepts %s", async (accept) => {
    expect((await readEvents({ headers: { accept } }, ":\n\n")).text).toBe(":\n\n");
  });

  it("can be read by pages of other origins that are listed", async () => {
    const origin = "https://app.example.com";
    const { headers } = await readEvents({ headers: { origin } }, ":\n\n");
    expect(headers.get("access-control-allow-origin")).toBe(origin);
    const foreign = await send(`${gateway.url}/graphql?query=${encodeURIComponent(ANY)}`, {
      headers: { ...EVENTS, origin: "https://evil.example" },
    });
    expect([foreign.status, codes(foreign)]).toEqual([403, ["FORBIDDEN"]]);
  });

  it("can be asked for by GET, as an EventSource does", async () => {
    const { id } = await newContact(gateway);
    const query = "subscription ($ids: [ID!]) { contactChanged(ids: $ids) { id } }";
    const address = new URLSearchParams({ query, variables: JSON.stringify({ ids: [id] }) });
    const response = await fetch(`${gateway.url}/graphql?${address.toString()}`, { headers: EVENTS });
    await untilOpen(gateway.url, 1);
    await gateway.query(
      'mutation ($id: ID!) { contactUpdate(id: $id, patch: { name: "B" }) { userErrors { code } } }',
      { id },
    );
    const text = await readUntil(response, (read) => read.includes("data"));
    expect(text).toBe(`:\n\nevent: next\ndata: {"data":{"contactChanged":{"id":"${id}"}}}\n\n`);
  });

  it("tells the cost of each event to who asks for it", async () => {
    const events = keep(
      await watch(gateway, "SSE", "subscription { contactChanged { contact { name } } }", {
        headers: { "amoql-trace": "1" },
      }),
    );
    await newContact(gateway);
    expect(await events.next()).toMatchObject({
      extensions: { upstream: { calls: 1, requests: [{ endpoint: "contact_detail", outcome: "ok" }] } },
    });
  });

  it("has one event for what it would cost", async () => {
    const query = "subscription { dealChanged { deal { name contacts { name } notes { totalCount } } } }";
    const planned = { data: null, extensions: { upstream: { planned: 1, limit: 160 } } };
    const { text } = await readEvents({ query, headers: { "amoql-plan": "1" } });
    expect(text).toBe(`event: next\ndata: ${JSON.stringify(planned)}\n\nevent: complete\ndata:\n\n`);
    expect(await post(gateway.url, { query }, { "amoql-plan": "1" })).toMatchObject(planned);
  });
});

describe("a request for events that is", () => {
  it.each([
    ["a query", { query: "{ __typename }" }, {}, 400],
    ["a mutation", { query: 'mutation { contactDelete(id: "x") { userErrors { code } } }' }, {}, 400],
    ["no document", {}, {}, 400],
    ["a list", [{ query: ANY }], {}, 400],
    ["of the wrong shape", { query: ANY, variables: [] }, {}, 400],
    ["of another media type", { query: ANY }, { "content-type": "text/plain" }, 415],
  ])("%s is a bad request", async (_what, body, headers, status) => {
    const answer = await post(gateway.url, body, { ...EVENTS, ...headers });
    expect([answer.status, codes(answer)]).toEqual([status, ["BAD_REQUEST"]]);
    expect(answer.errors?.[0]?.extensions["requestId"]).toEqual(expect.stringMatching(/^[0-9a-f-]{36}$/));
  });

  it.each(["variables={", "variables=[]", "extensions=1"])("a GET with %s is a bad request", async (wrong) => {
    const answer = await send(`${gateway.url}/graphql?query=${encodeURIComponent(ANY)}&${wrong}`, { headers: EVENTS });
    expect([answer.status, codes(answer)]).toEqual([400, ["BAD_REQUEST"]]);
  });

  it("a GET of a page that may not read it is forbidden", async () => {
    // Not fetch, which writes this header itself.
    const { statusCode, body } = await request(`${gateway.url}/graphql?query=${encodeURIComponent(ANY)}`, {
      headers: { ...EVENTS, "sec-fetch-mode": "no-cors" },
    });
    expect(statusCode).toBe(403);
    expect(await body.json()).toMatchObject({ errors: [{ extensions: { code: "FORBIDDEN" } }] });
  });

  it("a PUT is a bad request", async () => {
    const answer = await send(`${gateway.url}/graphql`, { method: "PUT", headers: EVENTS });
    expect([answer.status, codes(answer)]).toEqual([405, ["BAD_REQUEST"]]);
  });

  it("a subscription where one answer is expected says how to ask", async () => {
    const answer = await post(gateway.url, { query: ANY });
    expect([answer.status, codes(answer)]).toEqual([400, ["BAD_REQUEST"]]);
    expect(answer.errors?.[0]?.message).toMatch(/text\/event-stream/);
  });
});

describe.each(TRANSPORTS)("by %s, a subscription", (transport) => {
  /** The codes of the errors that are all that comes. */
  async function refusalOf(query: string, options?: Parameters<typeof begin>[3], url = gateway.url) {
    const one = begin(url, transport, query, options);
    const seen = await one.next().then(
      (answer) => ({ errors: answer?.errors, data: answer?.data }),
      // The client of graphql-transport-ws throws the list of errors.
      (errors: unknown) => ({ errors }),
    );
    if (transport === "SSE") expect(await one.next()).toBeUndefined();
    await one.stop();
    const errors = seen.errors as NonNullable<Awaited<ReturnType<TestGateway["query"]>>["errors"]>;
    for (const { extensions } of errors) expect(extensions["requestId"]).toEqual(expect.any(String));
    return errors.map(({ extensions }) => extensions.code);
  }

  it.each([
    ["with a mistake in its syntax", "subscription { contactChanged { id }", "GRAPHQL_PARSE_FAILED"],
    ["of an unknown field", "subscription { contactExploded { id } }", "GRAPHQL_VALIDATION_FAILED"],
    ["with two root fields", "subscription { contactChanged { id } dealChanged { id } }", "GRAPHQL_VALIDATION_FAILED"],
    [
      "that is too deep",
      `subscription { contactChanged { contact { ${notesOfNotes(4)} } } }`,
      "GRAPHQL_VALIDATION_FAILED",
    ],
    ["with too many tokens", `subscription { contactChanged { ${"id ".repeat(2_001)} } }`, "GRAPHQL_PARSE_FAILED"],
    ["of what is no id", 'subscription { contactChanged(ids: ["7"]) { id } }', "BAD_USER_INPUT"],
    ["of a record of another kind", 'subscription { dealChanged(ids: ["Q29udGFjdDox"]) { id } }', "BAD_USER_INPUT"],
    [
      "of a subject of another kind",
      'subscription { noteAdded(subjectIds: ["Q2F0YWxvZzox"]) { id } }',
      "BAD_USER_INPUT",
    ],
    [
      "of too many records",
      `subscription { contactChanged(ids: [${'"Q29udGFjdDox" '.repeat(101)}]) { id } }`,
      "BAD_USER_INPUT",
    ],
    ["with a variable missing", "subscription ($ids: [ID!]!) { contactChanged(ids: $ids) { id } }", "BAD_USER_INPUT"],
    ["without the operation it names", "", "BAD_REQUEST"],
  ])("%s is refused", async (_what, query, code) => {
    if (query === "") {
      // Nothing to subscribe to: HTTP says so by its status, which the client of SSE throws.
      const one = begin(gateway.url, transport, query);
      await expect(one.next()).rejects.toBeTruthy();
      await one.stop();
      return;
    }
    expect(await refusalOf(query)).toEqual([code]);
  });

  it("with a token that nobody gave out is refused", async () => {
    const one = begin(gateway.url, transport, ANY, { authorization: "Bearer invented" });
    if (transport === "SSE") {
      expect(await one.next()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    } else {
      await expect(one.next()).rejects.toMatchObject({ code: 4403 });
    }
    await one.stop();
  });

  it("of nobody is refused, that of a user ends with the session", async () => {
    const guarded = await startGateway({ env: { ACCESS_TOKENS: "t".repeat(16) } });
    try {
      if (transport === "SSE") expect(await refusalOf(ANY, {}, guarded.url)).toEqual(["UNAUTHENTICATED"]);
      else await expect(begin(guarded.url, transport, ANY).next()).rejects.toMatchObject({ code: 4403 });
      const answer = await guarded.query<{ sessionCreate: { session: { token: string } } }>(
        'mutation { sessionCreate(credentials: { password: { login: "john@amoql.dev", password: "john-password" } }) { session { token } } }',
      );
      const authorization = `Bearer ${answer.data?.sessionCreate.session.token ?? ""}`;
      const events = await watch(guarded, transport, ANY, { authorization });
      const change = (name: string) =>
        guarded.query(
          `mutation { contactCreate(input: { name: "${name}" }) { contact { id } userErrors { code } } }`,
          {},
          {
            authorization: `Bearer ${"t".repeat(16)}`,
          },
        );
      await change("Before");
      expect(await events.next()).toMatchObject({ data: { contactChanged: { id: expect.any(String) } } });
      await guarded.query("mutation { sessionDelete { userErrors { code } } }", {}, { authorization });
      await change("After");
      expect(await events.next()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
      expect(await events.next()).toBeUndefined();
      expect(await openSubscriptions(guarded.url)).toBe(0);
      await events.stop();
    } finally {
      await guarded.close();
    }
  });

  it("that may need too many calls for each event is refused", async () => {
    const small = await startGateway({ env: { MAX_CALLS: "1" } });
    try {
      const query = "subscription { noteAdded { note { body } subject { name } } }";
      expect(await refusalOf(query, {}, small.url)).toEqual(["QUERY_TOO_COMPLEX"]);
    } finally {
      await small.close();
    }
  });

  it("that is left in any way leaves nothing behind", async () => {
    const some = Array.from({ length: 20 }, () => begin(gateway.url, transport, ANY));
    await untilOpen(gateway.url, 20);
    await Promise.all(some.map((one) => one.stop()));
    await untilOpen(gateway.url, 0);
    // Those that go before they have been answered.
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const one = begin(gateway.url, transport, ANY);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
        await one.stop();
      }),
    );
    await newContact(gateway);
    await untilOpen(gateway.url, 0);
  });

  it("is reported in the log and the metrics, without what was asked", async () => {
    lines.length = 0;
    const one = await watch(gateway, transport, "subscription Watch { contactChanged { contact { name } } }");
    await newContact(gateway);
    await one.next();
    await one.stop();
    await untilOpen(gateway.url, 0);
    const line = lines
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .find(({ msg }) => msg === "subscription ended");
    expect(line).toMatchObject({
      operation: "Watch",
      code: "ok",
      events: 1,
      calls: 1,
      requestId: expect.any(String),
      tookMs: expect.any(Number),
    });
    expect(lines.join("")).not.toContain("contactChanged");
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/^amoql_subscription_events_total\{code="ok"\} [1-9]/m);
    expect(metrics).toMatch(/^amoql_operations_total\{operation="Watch",code="ok"\} [1-9]/m);
  });
});

it("a request that offers h2c is served as if it did not", async () => {
  const { port } = new URL(gateway.url);
  const body = JSON.stringify({ query: "{ __typename }" });
  const answer = await new Promise<string>((resolve, reject) => {
    const sent = httpRequest(
      {
        port,
        host: "127.0.0.1",
        path: "/graphql",
        method: "POST",
        headers: {
          connection: "Upgrade, HTTP2-Settings",
          upgrade: "h2c",
          "http2-settings": "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(Buffer.concat(chunks).toString()));
      },
    );
    sent.on("error", reject);
    // The body comes apart from the head.
    sent.flushHeaders();
    setTimeout(() => sent.end(body), 50);
  });
  expect(JSON.parse(answer)).toEqual({ data: { __typename: "Query" } });
});

it("a client that sends half a request for a WebSocket and goes does no harm", async () => {
  const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
  socket.write("GET /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
  await new Promise((resolve) => socket.once("data", resolve));
  socket.resetAndDestroy();
  expect(await gateway.query("{ __typename }")).toEqual({ data: { __typename: "Query" } });
});
