import { promisify } from "node:util";
import { gunzip } from "node:zlib";

const gunzipAsync = promisify(gunzip);

/**
 * Undoes the content encoding of a body. Only gzip is asked for, once: chains of encodings serve attacks alone.
 *
 * @param limit Bytes that the result may have; inflating stops there.
 * @returns null when the body is not what the header says, or larger.
 */
export async function inflated(
  body: Buffer,
  contentEncoding: string | undefined,
  limit: number,
): Promise<Buffer | null> {
  const encoding = (contentEncoding ?? "identity").trim().toLowerCase();
  // Some servers name an encoding on answers that have no body.
  if (encoding === "identity" || encoding === "" || body.length === 0) return body;
  if (encoding !== "gzip" && encoding !== "x-gzip") return null;
  try {
    return await gunzipAsync(body, { maxOutputLength: limit });
  } catch {
    return null;
  }
}
