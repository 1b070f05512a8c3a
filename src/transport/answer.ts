import { decodeText } from "./charset.js";
import { Failure } from "./failure.js";
import type { Answer } from "./httpClient.js";
import type { UpstreamReply, UpstreamRequest } from "./message.js";
import { retryAfterOfBody, retryAfterSeconds } from "./retryAfter.js";

/** An account that blocks our address is left alone for at least as long, whatever it names. */
const SHORTEST_BAN_SECONDS = 60;

/** Whether the account sends us to its login page, which means that the session is over. */
export function isLoginRedirect(answer: Answer, origin: string): boolean {
  const location = answer.headers.location;
  if (!isRedirect(answer.status) || location === undefined || !URL.canParse(location, origin)) return false;
  const target = new URL(location, origin);
  return target.origin === origin && /\/(?:auth|log-?in|sign-?in)(?:[/._-]|$)/i.test(target.pathname);
}

/**
 * Decodes an answer whose meaning is the adapter's business: 2xx, and 4xx that say something of this request.
 * Throws a Failure on the others, whose meaning is the same everywhere.
 */
export function readReply(
  answer: Answer,
  { divisible = false }: Pick<UpstreamRequest, "divisible"> = {},
): UpstreamReply {
  const { status, headers, body } = answer;
  const namedSeconds = retryAfterSeconds(headers["retry-after"]);
  const details = { sent: true, code: `HTTP_${status}`, namedSeconds };
  if (isRedirect(status)) throw new Failure("redirect", { sent: true, code: details.code });
  if (status === 402) throw new Failure("unpaid", details);
  // "At once" is no time to wait for an account that has just said "too often"; it may be a date by a clock that is behind.
  if (status === 429) {
    const seconds = namedSeconds ?? retryAfterOfBody(body.toString());
    throw new Failure("limited", { ...details, namedSeconds: seconds === 0 ? 1 : seconds });
  }
  // 500 and 501 come back the same way; what a proxy says of its upstream often does not.
  if (status >= 500) {
    const transient = (status >= 502 && status <= 503) || (status === 504 && !divisible);
    throw new Failure("server", { ...details, transient });
  }

  const text = decodeText(body, headers["content-type"]);
  // A ban is one in whatever charset its page is.
  if (status === 403 && isHtml(text ?? body.toString("latin1"))) {
    throw new Failure("banned", { ...details, namedSeconds: Math.max(SHORTEST_BAN_SECONDS, namedSeconds ?? 0) });
  }
  if (text === null) throw new Failure("malformed", { sent: true, code: "CHARSET" });
  return { status, text };
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function isHtml(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i.test(text);
}
