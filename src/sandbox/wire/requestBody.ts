import type { FastifyRequest } from "fastify";
import { MAX_DEPTH, PhpForm, parseUrlEncoded } from "./phpForm.js";
import type { FormMap, FormValue } from "./phpForm.js";
import { RequestError } from "./requestError.js";

/** Bytes a request body may have. */
export const MAX_BODY = 1_048_576;

/** What came with a request: its parameters merged as PHP's `$_REQUEST`, and its body as a JSON value if it has one. */
export interface RequestContent {
  /** Query and body; of equal names the body's wins, within each the last. */
  parameters: FormMap;
  /** The body: parsed JSON, or what a form says in JSON's terms. Undefined if the body is blank. */
  body: unknown;
}

/**
 * Reads a request of any of the encodings that clients of these APIs use. Multipart is told by its type; otherwise the
 * first character of the body tells JSON from a form, since there are clients that send either without naming it.
 */
export async function readContent(request: FastifyRequest): Promise<RequestContent> {
  const query = new PhpForm();
  const queryStart = request.url.indexOf("?");
  if (queryStart >= 0) parseUrlEncoded(request.url.slice(queryStart + 1), query);

  const text = typeof request.body === "string" ? request.body.trimStart() : "";
  if (text.startsWith("{") || text.startsWith("[")) {
    const body = parseJson(text);
    const parameters = Array.isArray(body) ? new Map<string, FormValue>() : toForm(body, 0);
    return { parameters: merge(query.values, parameters), body };
  }
  const form = new PhpForm();
  if (request.isMultipart())
    await readMultipart(request, form).catch((error: unknown) => refuseMultipart(request, error));
  else parseUrlEncoded(text, form);
  const { values } = form;
  return { parameters: merge(query.values, values), body: values.size === 0 ? undefined : toJson(values) };
}

async function readMultipart(request: FastifyRequest, form: PhpForm): Promise<void> {
  let size = 0;
  for await (const part of request.parts()) {
    if (part.type === "file") {
      // PHP before 5.5 turns a value that begins with "@" into an upload; there is nothing to put a file into.
      part.file.resume();
      throw new RequestError(400, `${part.fieldname} is a file`);
    }
    const value = typeof part.value === "string" ? part.value : "";
    size += Buffer.byteLength(value) + Buffer.byteLength(part.fieldname);
    if (size > MAX_BODY || part.valueTruncated) throw new RequestError(413, "the body is larger than 1 MB");
    form.set(part.fieldname, value);
  }
}

/** The parser throws plain errors for what is malformed, and errors with a status for what is over a limit. */
function refuseMultipart({ raw }: FastifyRequest, error: unknown): never {
  // Else the parser goes on collecting what the client goes on sending.
  raw.unpipe();
  raw.resume();
  if (error instanceof RequestError || (error instanceof Error && "statusCode" in error)) throw error;
  throw new RequestError(400, "the multipart body is malformed");
}

function merge(query: FormMap, body: FormMap): FormMap {
  return new Map([...query, ...body]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new RequestError(400, "the body is not JSON");
  }
}

function toForm(value: unknown, depth: number): FormMap {
  if (depth > MAX_DEPTH) throw new RequestError(400, `arrays nested deeper than ${MAX_DEPTH}`);
  const form = new Map<string, FormValue>();
  if (typeof value !== "object" || value === null) return form;
  for (const [name, child] of Object.entries(value) as [string, unknown][]) {
    if (child === null) continue;
    form.set(name, typeof child === "object" ? toForm(child, depth + 1) : scalarText(child));
  }
  return form;
}

function scalarText(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return String(value);
}

/** An array whose keys count from 0 is a list, any other an object. */
function toJson(value: FormValue): unknown {
  if (typeof value === "string") return value;
  if (isList(value)) return Array.from(value.values(), toJson);
  return Object.fromEntries(Array.from(value, ([name, child]) => [name, toJson(child)]));
}

/** True if the array's keys are 0, 1, 2 … in this order. */
export function isList(array: FormMap): boolean {
  let next = 0;
  for (const key of array.keys()) {
    if (key !== String(next)) return false;
    next += 1;
  }
  return true;
}
