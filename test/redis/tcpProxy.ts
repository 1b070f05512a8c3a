import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A network between two programs that can be cut, and joined again. */
export interface TcpProxy {
  readonly port: number;
  /** Cuts all connections; new ones are refused. */
  cut(): void;
  /** Nothing passes any more, and nobody is told. */
  stall(): void;
  /** Lets everything pass again. Connections that lost something are cut. */
  mend(): void;
  /** Lets everything pass again, on connections that lost something as well. */
  resume(): void;
  close(): Promise<void>;
}

/** @param target port on this machine that connections are passed on to */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  let state: "open" | "cut" | "stalled" = "open";
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, other: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      sockets.delete(socket);
      other.destroy();
    });
    socket.on("data", (chunk) => {
      if (state === "open") other.write(chunk);
    });
  };
  const server = createServer((near) => {
    if (state === "cut") {
      near.destroy();
      return;
    }
    const far = connect(target, "127.0.0.1");
    keep(near, far);
    keep(far, near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = "cut";
      for (const socket of sockets) socket.destroy();
    },
    stall() {
      state = "stalled";
    },
    mend() {
      // What was lost on the way does not come later: those connections are of no use any more.
      for (const socket of sockets) if (state === "stalled") socket.destroy();
      state = "open";
    },
    resume() {
      state = "open";
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
