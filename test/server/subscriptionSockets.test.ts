import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket, type ClientOptions } from "ws";
import { newContact } from "../e2e/account.js";
import { untilOpen } from "../e2e/watch.js";
import { startGateway, type TestGateway } from "../gateway.js";

// The protocol graphql-transport-ws, message by message, with all that a client can get wrong in it.

const PROTOCOL = "graphql-transport-ws";
const ANY = "subscription { contactChanged { id } }";
const TOKEN = "t".repeat(16);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({
    env: { CORS_ORIGINS: "https://app.example.com", ALLOWED_HOSTS: "amoql.test", ACCESS_TOKENS: TOKEN },
  });
});
afterAll(() => gateway.close());

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A client that sends what it is told to. */
class Client {
  readonly #received: Message[] = [];
  #wake: () => void = () => undefined;
  readonly closed: Promise<number>;

  constructor(readonly socket: WebSocket) {
    socket.on("message", (data: Buffer) => {
      this.#received.push(JSON.parse(data.toString()) as Message);
      this.#wake();
    });
    this.closed = once(socket, "close").then(([code]) => code as number);
  }

  static async open(options: ClientOptions = {}, protocol: string | null = PROTOCOL): Promise<Client> {
    const address = `${gateway.url.replace("http", "ws")}/graphql`;
    const socket = new WebSocket(address, protocol === null ? [] : [protocol], options);
    const client = new Client(socket);
    await once(socket, "open");
    return client;
  }

  /** One that has said who it is. */
  static async ready(params: unknown = { Authorization: `Bearer ${TOKEN}` }): Promise<Client> {
    const client = await Client.open();
    client.send({ type: "connection_init", payload: params });
    expect(await client.next()).toEqual({ type: "connection_ack" });
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  subscribe(id: string, query = ANY, more: object = {}): void {
    this.send({ id, type: "subscribe", payload: { query, ...more } });
  }

  async next(): Promise<Message> {
    for (;;) {
      const message = this.#received.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

const change = () =>
  gateway.query(
    'mutation { contactCreate(input: { name: "Ada" }) { userErrors { code } } }',
    {},
    {
      authorization: `Bearer ${TOKEN}`,
    },
  );

/** The status by which a request for a WebSocket is refused. */
async function refusal(path: string, options: ClientOptions): Promise<{ status: number; body: unknown }> {
  const socket = new WebSocket(`${gateway.url.replace("http", "ws")}${path}`, PROTOCOL, options);
  socket.on("error", () => undefined);
  const [, response] = (await once(socket, "unexpected-response")) as [
    unknown,
    NodeJS.ReadableStream & { statusCode: number },
  ];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) };
}

describe("a request for a WebSocket", () => {
  it.each([
    ["of a page of another origin", "/graphql", { origin: "https://evil.example" }, 403, "FORBIDDEN"],
    ["of a page that hides its origin", "/graphql", { origin: "null" }, 403, "FORBIDDEN"],
    ["by a name that is not ours", "/graphql", { headers: { host: "evil.example" } }, 421, "FORBIDDEN"],
    ["at another address", "/graphql/stream", {}, 404, "BAD_REQUEST"],
  ])("%s is refused", async (_what, path, options, status, code) => {
    expect(await refusal(path, options)).toEqual({
      status,
      body: { errors: [{ message: expect.any(String), extensions: { code, requestId: expect.any(String) } }] },
    });
  });

  it.each([
    ["of our own pages", () => ({ origin: gateway.url })],
    ["of a page of a listed origin", () => ({ origin: "https://app.example.com" })],
    ["by a listed name", () => ({ headers: { host: "amoql.test" } })],
  ])("%s is served", async (_what, options) => {
    const client = await Client.open(options());
    client.send({ type: "ping" });
    expect(await client.next()).toEqual({ type: "pong" });
    client.socket.close();
  });
});

describe("a connection is closed with", () => {
  it.each([null, "graphql-ws"])("4406 where its protocol is %s", async (protocol) => {
    const address = `${gateway.url.replace("http", "ws")}/graphql`;
    const socket = new WebSocket(address, protocol === null ? [] : [protocol]);
    socket.on("error", () => undefined);
    const code = await new Promise((resolve) => socket.once("close", resolve));
    // A client that named protocols ends by itself when none of them is taken.
    expect(code).toBe(protocol === null ? 4406 : 1006);
  });

  it("4408 when it does not say who it is", async () => {
    expect(await (await Client.open()).closed).toBe(4408);
  });

  it("4401 when it subscribes before", async () => {
    const client = await Client.open();
    client.subscribe("1");
    expect(await client.closed).toBe(4401);
  });

  it.each([{ authorization: "Bearer invented" }, { AUTHORIZATION: "Basic YTpi" }])(
    "4403 when it is %j",
    async (payload) => {
      const client = await Client.open();
      client.send({ type: "connection_init", payload });
      expect(await client.closed).toBe(4403);
    },
  );

  it("4403 for nobody, where the account takes a token", async () => {
    const client = await Client.open();
    client.send({ type: "connection_init" });
    expect(await client.closed).toBe(4403);
  });

  it("4429 when it says so twice", async () => {
    const client = await Client.ready();
    client.send({ type: "connection_init" });
    expect(await client.closed).toBe(4429);
  });

  it("4409 when two subscriptions have one id", async () => {
    const client = await Client.ready();
    client.subscribe("1");
    client.subscribe("1");
    expect(await client.closed).toBe(4409);
    await untilOpen(gateway.url, 0);
  });

  it.each([
    "{",
    "1",
    '{"type":"unheard-of"}',
    '{"type":"subscribe","id":"1"}',
    '{"type":"subscribe","id":"1","payload":{"query":1}}',
  ])("4400 for %s", async (text) => {
    const client = await Client.ready();
    client.send(text);
    expect(await client.closed).toBe(4400);
  });

  it("1009 for a message that is too long", async () => {
    const client = await Client.ready();
    client.subscribe("1", `${ANY}${" ".repeat(65_536)}`);
    expect(await client.closed).toBe(1009);
    expect(await gateway.query("{ __typename }")).toEqual({ data: { __typename: "Query" } });
  });
});

describe("a connection", () => {
  afterEach(() => untilOpen(gateway.url, 0));

  it("takes the token of the request that opened it", async () => {
    const client = await Client.open({ headers: { authorization: `Bearer ${TOKEN}` } });
    client.send({ type: "connection_init" });
    expect(await client.next()).toEqual({ type: "connection_ack" });
    client.subscribe("a");
    await untilOpen(gateway.url, 1);
    await change();
    expect(await client.next()).toMatchObject({ id: "a", type: "next", payload: { data: { contactChanged: {} } } });
    client.socket.close();
  });

  it("whose subscription was ended by the client refuses its id until the end is told, and takes it then", async () => {
    const client = await Client.ready();
    client.subscribe("a");
    await untilOpen(gateway.url, 1);
    client.send({ id: "a", type: "complete" });
    client.subscribe("a");
    expect(await client.next()).toMatchObject({
      id: "a",
      type: "error",
      payload: [{ extensions: { code: "BAD_REQUEST", requestId: expect.any(String) } }],
    });
    await untilOpen(gateway.url, 0);
    client.subscribe("a");
    await untilOpen(gateway.url, 1);
    client.socket.terminate();
  });

  it("carries several subscriptions, each of which ends when it is told to", async () => {
    const client = await Client.ready();
    for (const id of ["a", "b"]) client.subscribe(id);
    await untilOpen(gateway.url, 2);
    await change();
    expect([(await client.next()).id, (await client.next()).id].sort()).toEqual(["a", "b"]);
    client.send({ id: "a", type: "complete" });
    await untilOpen(gateway.url, 1);
    await change();
    expect(await client.next()).toMatchObject({ id: "b", type: "next" });
    // Its id may be used again.
    client.subscribe("a");
    await untilOpen(gateway.url, 2);
    client.socket.terminate();
  });

  it("runs no queries and no mutations", async () => {
    const client = await Client.ready();
    for (const query of ["{ __typename }", 'mutation { contactDelete(id: "x") { userErrors { code } } }']) {
      client.subscribe("a", query);
      expect(await client.next()).toMatchObject({
        id: "a",
        type: "error",
        payload: [{ extensions: { code: "BAD_REQUEST" } }],
      });
    }
    client.socket.close();
  });

  it("takes a hundred subscriptions of ten thousand", async () => {
    const client = await Client.ready();
    for (let id = 0; id < 10_000; id += 1) client.subscribe(String(id));
    const refused = new Set<string>();
    for (let count = 0; count < 9_900; count += 1) {
      const { type, payload } = await client.next();
      refused.add(`${type} ${/"code":"(\w+)"/.exec(JSON.stringify(payload))?.[1] ?? ""}`);
    }
    expect([...refused]).toEqual(["error RATE_LIMITED"]);
    await untilOpen(gateway.url, 100);
    client.socket.terminate();
  });

  it("can name a document by its hash once it has been sent", async () => {
    const client = await Client.ready();
    const query = "subscription Known { contactChanged { crmId } }";
    const sha256Hash = createHash("sha256").update(query).digest("hex");
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    client.subscribe("a", "", { extensions });
    expect(await client.next()).toMatchObject({
      type: "error",
      payload: [{ extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }],
    });
    client.subscribe("a", query, { extensions });
    await untilOpen(gateway.url, 1);
    client.subscribe("b", "", { extensions });
    await untilOpen(gateway.url, 2);
    client.socket.close();
  });
});

it("where only listed documents are executed, others are not subscribed to", async () => {
  const folder = await mkdtemp(join(tmpdir(), "amoql-"));
  const path = join(folder, "documents.json");
  await writeFile(path, JSON.stringify({ [createHash("sha256").update(ANY).digest("hex")]: ANY }));
  const strict = await startGateway({ env: { TRUSTED_DOCUMENTS: path, TRUSTED_DOCUMENTS_ONLY: "true" } });
  const outer = gateway;
  gateway = strict;
  try {
    const client = await Client.ready({});
    client.subscribe("a", "subscription { dealChanged { id } }");
    expect(await client.next()).toMatchObject({
      type: "error",
      payload: [{ extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }],
    });
    client.subscribe("b");
    await untilOpen(strict.url, 1);
    const { id } = await newContact(strict).catch(() => ({ id: null }));
    expect(id).toBeNull();
    client.socket.close();
  } finally {
    gateway = outer;
    await strict.close();
    await rm(folder, { recursive: true });
  }
});
