import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connectCrm } from "../../src/crm/connectCrm.js";
import type { Crm } from "../../src/crm/crm.js";
import { CallAllowance } from "../../src/domain/callAllowance.js";

export interface Reply {
  readonly status?: number;
  readonly text?: string;
}

export interface Asked {
  readonly method: string;
  /** Behind `/api/v4/`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** An account that answers over API v4 as it is told to, which the sandbox never would. */
export interface ToldAccount {
  readonly crm: Crm;
  /** All that it was asked, in that order. */
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

interface ToldOptions {
  /** Calls that may wait for their turn. */
  readonly queueLimit?: number;
  readonly now?: () => number;
  /** Calls that all reads of the test may make together. */
  readonly maxCalls?: number;
  /** Number of the kind of tasks for letters. */
  readonly letterType?: string;
}

export async function openToldAccount(
  answer: (asked: Asked) => Reply,
  { queueLimit = 500, now = () => performance.now(), maxCalls, ...options }: ToldOptions = {},
): Promise<ToldAccount> {
  const all: Asked[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const asked = {
        method: request.method ?? "",
        path: url.pathname.replace("/api/v4/", ""),
        query: url.searchParams,
        body: Buffer.concat(chunks).toString(),
      };
      all.push(asked);
      const { status = 200, text = "" } = answer(asked);
      response.writeHead(status, { "content-type": "application/hal+json" }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const account = connectCrm({
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    api: "v4",
    dealLinks: "one",
    ratePerSecond: Infinity,
    concurrency: 4,
    ...{ queueLimit, now, ...options },
    timeoutMs: 10_000,
  });
  const connection = account.as({ login: "a", token: "token" });
  const call = { caller: "test", signal: new AbortController().signal, onCall: () => undefined };
  const limit = maxCalls === undefined ? {} : { allowance: new CallAllowance(maxCalls) };
  return {
    crm: connection.forOperation({ ...call, ...limit }),
    asked: all,
    async close() {
      await connection.close();
      await account.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The answer with a page of a list. */
export function listOf(
  name: string,
  items: readonly object[],
  page: { number?: number; hasNext?: boolean; size?: number } = {},
): Reply {
  const { number = 1, hasNext = false, size = 250 } = page;
  const _links = hasNext
    ? { next: { href: `https://demo.kommo.com/api/v4/${name}?limit=${size}&page=${number + 1}` } }
    : {};
  return { text: JSON.stringify({ _page: number, _links, _embedded: { [name]: items } }) };
}
