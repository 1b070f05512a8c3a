import { z } from "zod";
import { readReply } from "../transport/answer.js";
import type { CallScope, Line } from "../transport/line.js";
import { Failure } from "../transport/failure.js";
import type { UpstreamReply } from "../transport/message.js";
import { signedMessage } from "../transport/signedMessage.js";
import type { Grant } from "./grant.js";
import type { Integration } from "./integration.js";

/** What a pair of tokens is given for. */
export type TokenRequest =
  | { readonly grant_type: "authorization_code"; readonly code: string }
  | { readonly grant_type: "refresh_token"; readonly refresh_token: string };

/** A pair of tokens as the account gives it. */
type Tokens = Omit<Grant, "issuedAt">;

/** The account gives no pair for this; `status` says as much as can be said without its words. */
interface Refusal {
  readonly status: number;
}

const answerSchema = z.object({
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive(),
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  refresh_token: z.string().min(1),
});

/**
 * Asks the account for a pair of tokens, within its budget and before the calls that wait for them. Asked again when the answer is lost:
 * a refresh token works until the new pair is used.
 *
 * @returns the pair, or why there is none. @throws CrmError
 */
export async function requestTokens(
  line: Line,
  { clientId, clientSecret, redirectUri }: Integration,
  request: TokenRequest,
  scope: CallScope,
): Promise<Tokens | Refusal> {
  const fields = { client_id: clientId, client_secret: clientSecret, ...request, redirect_uri: redirectUri };
  let sentAt = 0;
  const answer = await line.transact<Tokens | Refusal>(
    {
      endpoint: "oauth2/access_token",
      // A code is used up by the first answer, be it lost or not.
      effect: request.grant_type === "refresh_token" ? "read" : "write",
      urgent: true,
      compose: () => {
        sentAt = Date.now();
        const body = { type: "application/json", text: JSON.stringify(fields) };
        return signedMessage(
          { endpoint: "oauth2/access_token", effect: "write", method: "POST", path: PATH, body },
          {},
        );
      },
      read: (answer) => {
        const reply = readReply(answer);
        return reply.status >= 400 ? { status: reply.status } : decode(reply, sentAt);
      },
    },
    scope,
  );
  // Only a composed request without a point gives null, and these have one.
  if (answer === null) throw new TypeError("the account was not asked for tokens");
  return answer;
}

const PATH = "/oauth2/access_token";

function decode({ text }: UpstreamReply, sentAt: number): Tokens {
  const answer = answerSchema.safeParse(parse(text));
  if (!answer.success) throw new Failure("malformed", { sent: true, code: "NO_TOKENS" });
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer.data;
  const lastsMs = seconds * 1000;
  return { accessToken, refreshToken, expiresAt: sentAt + lastsMs, lastsMs };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
