import { isAscii, isUtf8 } from "node:buffer";

/** What pages of this vendor are in when they are not UTF-8, whatever they claim. */
const FALLBACK = "windows-1251";

/**
 * Decodes a body: as UTF-8 if it is that, whatever it is declared to be, since a text in another charset hardly ever looks like it;
 * else by the charset of the header, else by the XML declaration, else as windows-1251. Never puts replacement characters into the
 * text.
 *
 * @returns null when the body cannot be decoded without loss.
 */
export function decodeText(body: Buffer, contentType: string | undefined): string | null {
  const declared = declaredCharset(body, contentType);
  const isOther = declared !== null && declared !== "utf-8";
  // Plain ASCII looks like UTF-8 in charsets such as UTF-16 or ISO-2022 as well: there the declaration tells.
  if (isUtf8(body) && (!isOther || !isAscii(body))) return withoutMark(body.toString("utf8"));
  if (isOther) return decodeAs(declared, body);
  return isDamagedUtf8(body) ? null : decodeAs(FALLBACK, body);
}

/** The declared charset under its WHATWG name; null when none is declared, or one that nobody knows. */
function declaredCharset(body: Buffer, contentType: string | undefined): string | null {
  const inHeader = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? "")?.[1];
  const label =
    inHeader ??
    /^(?:\xEF\xBB\xBF)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)/i.exec(body.toString("latin1", 0, 200))?.[1];
  if (label === undefined) return null;
  if (/^utf-?8$/i.test(label)) return "utf-8";
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

function decodeAs(encoding: string, body: Buffer): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

/**
 * Tells UTF-8 with a few broken bytes from a single-byte charset. Read as UTF-8, a single-byte text is nearly all broken, though
 * a pair such as the one in "Пё" may look valid by chance.
 */
function isDamagedUtf8(body: Buffer): boolean {
  const text = body.toString("utf8");
  const broken = text.match(/\uFFFD/g)?.length ?? 0;
  const valid = text.match(/[^\0-\x7F\uFFFD]/gu)?.length ?? 0;
  return valid > broken;
}

function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
