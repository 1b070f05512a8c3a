import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { WebSocket } from "ws";
import { newContact } from "../e2e/account.js";
import { begin, openSubscriptions, TRANSPORTS, untilOpen, watch } from "../e2e/watch.js";
import { OwnTime } from "../faults/ownTime.js";
import { startGateway, type TestGateway } from "../gateway.js";
import { readUntil } from "./eventText.js";
import { codes, post } from "./http.js";

// How subscriptions end that their subscriber did not end: by limits, by a client that is gone or does not read, by the gateway.

const ANY = "subscription { contactChanged { id } }";

let gateway: TestGateway;
afterEach(() => gateway.close());

/** A client of events that never reads. */
function deafClient(url: string): Socket {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const body = JSON.stringify({ query: ANY });
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  socket.pause();
  socket.on("error", () => undefined);
  return socket;
}

/** A client of WebSockets that subscribes and then does not even answer pings. */
async function deafSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws", { autoPong: false });
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "connection_init" }));
  await once(socket, "message");
  socket.send(JSON.stringify({ id: "a", type: "subscribe", payload: { query: ANY } }));
  socket.pause();
  return socket;
}

describe("with MAX_SUBSCRIPTIONS=4", () => {
  it("one address may have two, by whatever transport, and more once it has given one back", async () => {
    gateway = await startGateway({ env: { MAX_SUBSCRIPTIONS: "4" } });
    const held = [await watch(gateway, "SSE", ANY), await watch(gateway, "WebSocket", ANY)];
    const answer = await post(gateway.url, { query: ANY }, { accept: "text/event-stream" });
    expect([answer.status, codes(answer)]).toEqual([429, ["RATE_LIMITED"]]);
    expect(answer.headers.get("retry-after")).toBe("5");
    expect(answer.errors?.[0]?.extensions["retryAfterSeconds"]).toBe(5);
    const refused = begin(gateway.url, "WebSocket", ANY);
    await expect(refused.next()).rejects.toMatchObject([
      { extensions: { code: "RATE_LIMITED", retryAfterSeconds: 5 } },
    ]);
    await refused.stop();
    // What is refused takes no place, nor does what is not right.
    for (let count = 0; count < 5; count += 1) {
      expect(codes(await post(gateway.url, { query: ANY }, { accept: "text/event-stream" }))).toEqual(["RATE_LIMITED"]);
    }
    await held[0]?.stop();
    await untilOpen(gateway.url, 1);
    for (let count = 0; count < 5; count += 1) {
      const wrong = begin(gateway.url, "SSE", "subscription { nothing }");
      expect(await wrong.next()).toMatchObject({ errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] });
      await wrong.stop();
    }
    const next = await watch(gateway, "SSE", ANY);
    await Promise.all([held[1]?.stop(), next.stop()]);
  });

  it("one address may have two WebSockets, whether it says anything over them or not", async () => {
    gateway = await startGateway({ env: { MAX_SUBSCRIPTIONS: "4" } });
    const address = `${gateway.url.replace("http", "ws")}/graphql`;
    const silent = [new WebSocket(address, "graphql-transport-ws"), new WebSocket(address, "graphql-transport-ws")];
    await Promise.all(silent.map((socket) => once(socket, "open")));
    const third = new WebSocket(address, "graphql-transport-ws");
    third.on("error", () => undefined);
    const [, response] = (await once(third, "unexpected-response")) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(429);
    // The silent ones are closed after three seconds, and their places given back.
    await Promise.all(silent.map((socket) => once(socket, "close")));
    const fourth = new WebSocket(address, "graphql-transport-ws");
    await once(fourth, "open");
    fourth.close();
  });
});

describe("when the gateway closes", () => {
  it.each(TRANSPORTS)("subscribers by %s are told, and to come again", async (transport) => {
    gateway = await startGateway();
    const events = await watch(gateway, transport, ANY);
    const closing = gateway.close();
    expect(await events.next()).toMatchObject({
      errors: [
        {
          message: expect.stringContaining("Subscribe again"),
          extensions: { code: "UPSTREAM_UNAVAILABLE", retryAfterSeconds: 5, requestId: expect.any(String) },
        },
      ],
    });
    expect(await events.next()).toBeUndefined();
    await closing;
    await events.stop();
  });

  it("a WebSocket is closed as going away, after its subscriptions were completed", async () => {
    gateway = await startGateway();
    const socket = new WebSocket(`${gateway.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const received: string[] = [];
    socket.on("message", (data: Buffer) => received.push((JSON.parse(data.toString()) as { type: string }).type));
    await once(socket, "open");
    socket.send(JSON.stringify({ type: "connection_init" }));
    socket.send(JSON.stringify({ id: "early", type: "ping" }));
    await once(socket, "message");
    for (const id of ["a", "b"]) socket.send(JSON.stringify({ id, type: "subscribe", payload: { query: ANY } }));
    await untilOpen(gateway.url, 2);
    received.length = 0;
    const closed = once(socket, "close");
    await gateway.close();
    expect((await closed)[0]).toBe(1001);
    expect(received.filter((type) => type !== "pong").sort()).toEqual(["complete", "complete", "next", "next"]);
  });

  it("it does not wait for one who was refused a WebSocket and keeps its half of the connection open", async () => {
    gateway = await startGateway();
    const socket = connect({ port: Number(new URL(gateway.url).port), host: "127.0.0.1", allowHalfOpen: true });
    socket.on("error", () => undefined);
    const lines = ["GET /nowhere HTTP/1.1", "Host: 127.0.0.1", "Connection: upgrade", "Upgrade: websocket"];
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    let answer = "";
    while (!answer.includes("There is nothing here")) answer += String((await once(socket, "data"))[0]);
    await gateway.close();
    socket.destroy();
  });

  it("it waits neither for clients that do not read nor for those that do not say goodbye", async () => {
    gateway = await startGateway();
    const event = deafClient(gateway.url);
    const socket = await deafSocket(gateway.url);
    await untilOpen(gateway.url, 2);
    const time = new OwnTime();
    await gateway.close();
    // Requests under way have eight seconds; the subscriptions are not among them.
    expect(time.ms).toBeLessThan(7_000);
    time.stop();
    event.destroy();
    socket.terminate();
  });
});

describe("as time goes by", () => {
  const tick = (): void => {
    jest.advanceTimersByTime(15_000);
  };

  /** A gateway whose intervals are ours; all other clocks run. */
  async function withOurIntervals(env: Readonly<Record<string, string>> = {}): Promise<void> {
    jest.useFakeTimers({
      doNotFake: [
        "Date",
        "hrtime",
        "nextTick",
        "performance",
        "queueMicrotask",
        "setImmediate",
        "clearImmediate",
        "setTimeout",
        "clearTimeout",
      ],
    });
    gateway = await startGateway({ env });
  }
  afterEach(() => {
    jest.useRealTimers();
  });

  it("clients of WebSockets that do not answer are cut off, others are not", async () => {
    await withOurIntervals();
    const deaf = await deafSocket(gateway.url);
    const events = await watch(gateway, "WebSocket", ANY);
    await untilOpen(gateway.url, 2);
    tick();
    // The answer to the ping has come when what was sent after it has.
    const { id } = await newContact(gateway);
    expect(await events.next()).toMatchObject({ data: { contactChanged: { id } } });
    // And the gateway has read it when it has answered what was asked after that.
    await openSubscriptions(gateway.url);
    tick();
    await untilOpen(gateway.url, 1);
    await newContact(gateway);
    expect(await events.next()).toMatchObject({ data: { contactChanged: {} } });
    await events.stop();
    deaf.terminate();
  });

  it("clients of events hear that the connection stands", async () => {
    await withOurIntervals();
    const response = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(ANY)}`, {
      headers: { accept: "text/event-stream" },
    });
    await untilOpen(gateway.url, 1);
    tick();
    expect(await readUntil(response, (read) => read.length === 6)).toBe(":\n\n:\n\n");
    await untilOpen(gateway.url, 0);
  });

  it.each(TRANSPORTS)("a subscription by %s ends with its session, though nothing changes", async (transport) => {
    await withOurIntervals({ ACCESS_TOKENS: "t".repeat(16) });
    const answer = await gateway.query<{ sessionCreate: { session: { token: string } } }>(
      'mutation { sessionCreate(credentials: { password: { login: "john@amoql.dev", password: "john-password" } }) { session { token } } }',
    );
    const authorization = `Bearer ${answer.data?.sessionCreate.session.token ?? ""}`;
    const events = await watch(gateway, transport, ANY, { authorization });
    tick();
    expect(await openSubscriptions(gateway.url)).toBe(1);
    await gateway.query("mutation { sessionDelete { userErrors { code } } }", {}, { authorization });
    tick();
    expect(await events.next()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    expect(await events.next()).toBeUndefined();
    await events.stop();
  });
});
