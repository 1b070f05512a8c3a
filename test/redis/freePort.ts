import { once } from "node:events";
import { createServer } from "node:net";

/** Below those that Linux gives to whoever asks for any port, or connects: nobody else takes one of these by chance. */
const FIRST = 15_000;
const COUNT = 15_000;

/** A port of this machine that nobody listens on, nor will while a program that listens on it is started, or started again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    // Somebody else listens on it.
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
