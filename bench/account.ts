// An account for measuring: it answers with ready texts, so that it costs next to nothing beside the server in front of it.
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { catalogList, contactDetail, contactPage, dealPage, SIGN_IN } from "./wirePages.js";

const XML = "text/xml; charset=utf-8";
const JSON_TYPE = "application/hal+json; charset=utf-8";
const CATALOGS = 50;
/** Milliseconds that each answer is held back. */
const DELAY = Number(process.env["DELAY_MS"] ?? 0);

interface Answer {
  readonly type: string;
  readonly text: string;
}

const ready = new Map<string, Answer>();
let calls = 0;

function makeAnswer(path: string, form: URLSearchParams): Answer {
  const search = Number(form.get("SEARCH"));
  const size = Number(form.get("ELEMENT_COUNT"));
  switch (path) {
    case "/private/api/auth.php":
      return { type: JSON_TYPE, text: SIGN_IN };
    case "/private/api/contact_search.php":
      return { type: XML, text: contactPage(search, size) };
    case "/private/api/deal_search.php":
      return { type: XML, text: dealPage(search, size) };
    case "/private/api/contact_detail.php":
      return { type: XML, text: contactDetail(Number(form.get("ID"))) };
    case "/api/v2/catalogs":
      return { type: JSON_TYPE, text: catalogList(CATALOGS) };
    default:
      throw new Error(`The bench has no answer for ${path}`);
  }
}

function answerTo(path: string, body: string): Answer {
  const key = `${path}?${body}`;
  const known = ready.get(key);
  if (known !== undefined) return known;
  const made = makeAnswer(path, new URLSearchParams(body));
  ready.set(key, made);
  return made;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const server = createServer((request, response) => {
  void readBody(request).then(async (body) => {
    const path = new URL(request.url ?? "/", "http://account").pathname;
    if (path === "/calls") {
      response.end(String(calls));
      return;
    }
    calls += 1;
    const { type, text } = answerTo(path, body);
    if (DELAY > 0) await sleep(DELAY);
    response.writeHead(200, { "content-type": type, "set-cookie": "session_id=bench; path=/" });
    response.end(text);
  });
});
server.listen(0, "127.0.0.1", () => {
  console.log(`account listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once("SIGTERM", () => process.exit(0));
