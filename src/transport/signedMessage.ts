import type { Message } from "./httpClient.js";
import type { UpstreamRequest } from "./message.js";

/** What lets a request in: the cookie of a session, or a token. A sign-in has neither. */
type Credential = Readonly<Record<"cookie" | "authorization", string>>;

/** The request as it goes over the wire. */
export function signedMessage(request: UpstreamRequest, credential: Partial<Credential>): Message {
  const { effect, method, path, body } = request;
  const headers = {
    "user-agent": "amoql",
    ...credential,
    ...(body === undefined ? {} : { "content-type": body.type }),
  };
  return { effect, method, path, headers, ...(body === undefined ? {} : { body: body.text }) };
}
