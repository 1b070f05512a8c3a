import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";

/** Options of the `playground` plugin. */
export interface PlaygroundOptions {
  /** Directory that Vite built the page into; `dist/playground` of this package when absent. */
  directory?: string;
}

/** A built file with the compressed copies that the build put beside it. */
interface BuiltFile {
  contentType: string;
  cacheControl: string;
  etag: string;
  /** Keyed by content coding: `br`, `gzip`, `identity`. */
  bodies: ReadonlyMap<string, Buffer>;
}

// src/server and dist/server are equally deep, so this holds for the built program and for a run from the sources.
const BUILT = fileURLToPath(new URL("../../dist/playground", import.meta.url));

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".svg", "image/svg+xml"],
  [".ttf", "font/ttf"],
  [".woff", "font/woff"],
  [".woff2", "font/woff2"],
]);

/** Content codings in the order of preference, with the suffix of the file that holds each. */
const CODINGS: readonly (readonly [coding: string, suffix: string])[] = [
  ["br", ".br"],
  ["gzip", ".gz"],
  ["identity", ""],
];

/** Monaco writes `style` attributes and elements, and its style sheet holds a cursor as a data: image. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const SECURITY_HEADERS = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
};

/**
 * Serves the playground: the page at `GET /`, its scripts and styles at `GET /assets/*`. All files are read once, at
 * start. Where the page has not been built, `GET /` answers 503 and says how to build it.
 */
export const playground: FastifyPluginAsync<PlaygroundOptions> = async (server, { directory = BUILT }) => {
  const files = existsSync(join(directory, "index.html"))
    ? await readBuiltFiles(directory)
    : new Map<string, BuiltFile>();
  const page = files.get("index.html");

  server.get("/", (request, reply) =>
    page === undefined
      ? reply.code(503).type("text/plain; charset=utf-8").send("The playground is not built: run `npm run build`.\n")
      : sendFile(page, request, reply),
  );
  server.get<{ Params: { "*": string } }>("/assets/*", (request, reply) => {
    const file = files.get(`assets/${request.params["*"]}`);
    if (file === undefined) {
      reply.callNotFound();
      return reply;
    }
    return sendFile(file, request, reply);
  });
};

function sendFile(file: BuiltFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply
    .headers(SECURITY_HEADERS)
    .headers({ etag: file.etag, "cache-control": file.cacheControl, vary: "accept-encoding" });
  if (request.headers["if-none-match"]?.includes(file.etag)) return reply.code(304).send();
  const accepted = acceptedCodings(request.headers["accept-encoding"]);
  for (const [coding, body] of file.bodies) {
    if (!accepted.has(coding)) continue;
    if (coding !== "identity") reply.header("content-encoding", coding);
    return reply.type(file.contentType).send(body);
  }
  return reply.code(406).send();
}

/** Codings named in an `accept-encoding` header and not refused with `q=0`; `identity` always counts as accepted. */
function acceptedCodings(header = ""): ReadonlySet<string> {
  const named = header
    .toLowerCase()
    .split(",")
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.replace(/;.*/, "").trim());
  return new Set([...named, "identity"]);
}

async function readBuiltFiles(directory: string): Promise<ReadonlyMap<string, BuiltFile>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const names = new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/")),
  );
  const originals = [...names].filter((name) => !/\.(br|gz)$/.test(name));
  return new Map(
    await Promise.all(originals.map(async (name) => [name, await readBuiltFile(directory, name, names)] as const)),
  );
}

async function readBuiltFile(directory: string, name: string, names: ReadonlySet<string>): Promise<BuiltFile> {
  const present = CODINGS.filter(([, suffix]) => names.has(name + suffix));
  const bodies = new Map(
    await Promise.all(
      present.map(async ([coding, suffix]) => [coding, await readFile(join(directory, name + suffix))] as const),
    ),
  );
  const hash = createHash("sha256")
    .update(bodies.get("identity") ?? "")
    .digest("base64url");
  return {
    contentType: CONTENT_TYPES.get(extname(name)) ?? "application/octet-stream",
    // The names of assets carry a hash of their content; the page names the assets and must be asked for each time.
    cacheControl: name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    // Weak, since one tag stands for all codings of the file.
    etag: `W/"${hash}"`,
    bodies,
  };
}
