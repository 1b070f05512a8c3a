import type { Message } from "./httpClient.js";
import type { UpstreamRequest } from "./message.js";

/** The request as it goes over the wire, with the cookie of a session unless it is a sign-in. */
export function signedMessage(request: UpstreamRequest, cookie: string | null): Message {
  const { effect, method, path, body } = request;
  const headers = {
    "user-agent": "amoql",
    ...(cookie === null ? {} : { cookie }),
    ...(body === undefined ? {} : { "content-type": body.type }),
  };
  return { effect, method, path, headers, ...(body === undefined ? {} : { body: body.text }) };
}
