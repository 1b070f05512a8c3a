import { isIP } from "node:net";

const NAME = "session_id";

/**
 * The session cookie that an answer sets: the last one of that name which is meant for this host. Others are not kept.
 *
 * @param setCookie The header: one line, or several.
 * @returns The cookie as it is sent back (`session_id=…`), or null.
 */
export function sessionCookie(setCookie: string | readonly string[] | undefined, host: string): string | null {
  let found: string | null = null;
  for (const line of setCookie === undefined ? [] : [setCookie].flat()) {
    const [pair = "", ...attributes] = line.split(";");
    const separator = pair.indexOf("=");
    if (pair.slice(0, separator).trim() !== NAME) continue;
    const value = pair.slice(separator + 1).trim();
    // Printable ASCII without separators, as RFC 6265 has it: nothing here can begin another header.
    if (/^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]{1,4000}$/.test(value) && isFor(host, attributes)) {
      found = `${NAME}=${value}`;
    }
  }
  return found;
}

function isFor(host: string, attributes: readonly string[]): boolean {
  // The last one counts, as RFC 6265 has it.
  const attribute = attributes.findLast((text) => /^\s*domain\s*=/i.test(text));
  const domain =
    attribute
      ?.slice(attribute.indexOf("=") + 1)
      .trim()
      .replace(/^\./, "")
      .toLowerCase() ?? "";
  // The end of an address is no domain.
  return domain === "" || host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}
