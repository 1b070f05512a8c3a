import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import Fastify from "fastify";
import { request } from "undici";
import { playground } from "../../src/server/playground.js";
import { startGateway } from "../gateway.js";

const PAGE = "<!doctype html><title>amoql</title>";
const SCRIPT = "export const answer = 42;";

async function serve(directory: string) {
  const server = Fastify();
  await server.register(playground, { directory });
  return { url: await server.listen({ port: 0, host: "127.0.0.1" }), close: () => server.close() };
}

/** GETs a path as it is on the wire: undici's request() decodes nothing. */
async function get(url: string, headers: Record<string, string> = {}) {
  const response = await request(url, { headers });
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.from(await response.body.arrayBuffer()),
  };
}

describe("the playground plugin", () => {
  const directory = mkdtempSync(join(tmpdir(), "amoql-playground-"));
  let site: Awaited<ReturnType<typeof serve>>;

  beforeAll(async () => {
    mkdirSync(join(directory, "assets"));
    for (const [name, text] of [
      ["index.html", PAGE],
      ["assets/index-abc.js", SCRIPT],
    ] as const) {
      writeFileSync(join(directory, name), text);
      writeFileSync(join(directory, `${name}.br`), brotliCompressSync(text));
      writeFileSync(join(directory, `${name}.gz`), gzipSync(text));
    }
    writeFileSync(join(directory, "assets/tiny.svg"), "<svg/>");
    site = await serve(directory);
  });

  afterAll(async () => {
    await site.close();
    rmSync(directory, { recursive: true });
  });

  it("serves the page, to be asked for each time", async () => {
    const page = await get(`${site.url}/`);
    expect(page.status).toBe(200);
    expect(page.body.toString()).toBe(PAGE);
    expect(page.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      vary: "accept-encoding",
    });
  });

  it("answers 304 to a browser that has the page", async () => {
    const { headers } = await get(`${site.url}/`);
    const again = await get(`${site.url}/`, { "if-none-match": String(headers["etag"]) });
    expect(again.status).toBe(304);
    expect(again.body).toHaveLength(0);
    expect((await get(`${site.url}/`, { "if-none-match": 'W/"another"' })).status).toBe(200);
  });

  it("lets browsers keep assets for ever: their names change with their content", async () => {
    const asset = await get(`${site.url}/assets/index-abc.js`);
    expect(asset.body.toString()).toBe(SCRIPT);
    expect(asset.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    });
  });

  it("sends the copy that was compressed by the build, brotli before gzip", async () => {
    const brotli = await get(`${site.url}/assets/index-abc.js`, { "accept-encoding": "gzip, deflate, br, zstd" });
    expect(brotli.headers["content-encoding"]).toBe("br");
    expect(brotliDecompressSync(brotli.body).toString()).toBe(SCRIPT);
    const gzip = await get(`${site.url}/assets/index-abc.js`, { "accept-encoding": "gzip, br;q=0" });
    expect(gzip.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT);
  });

  it("sends a file that has no compressed copy as it is", async () => {
    const icon = await get(`${site.url}/assets/tiny.svg`, { "accept-encoding": "gzip, br" });
    expect(icon.headers).not.toHaveProperty("content-encoding");
    expect(icon.headers["content-type"]).toBe("image/svg+xml");
    expect(icon.body.toString()).toBe("<svg/>");
  });

  it.each(["/", "/assets/index-abc.js"])("guards %s with security headers", async (path) => {
    const { headers } = await get(site.url + path);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
    });
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|\*/);
  });

  it.each(["/assets/missing.js", "/assets/..%2findex.html", "/assets/"])("does not find %s", async (path) => {
    expect((await get(site.url + path)).status).toBe(404);
  });

  it("says how to build the page where it is not built", async () => {
    const empty = await serve(join(directory, "nowhere"));
    try {
      const answer = await get(`${empty.url}/`);
      expect(answer.status).toBe(503);
      expect(answer.headers["content-type"]).toMatch(/^text\/plain/);
      expect(answer.body.toString()).toContain("npm run build");
      expect((await get(`${empty.url}/assets/index-abc.js`)).status).toBe(404);
    } finally {
      await empty.close();
    }
  });
});

describe("a gateway that is told to serve no playground", () => {
  it("has neither the page nor its assets, and executes operations", async () => {
    const serving = await startGateway();
    const bare = await startGateway({ env: { PLAYGROUND: "false" } });
    try {
      const page = await get(`${serving.url}/`);
      expect(page.status).not.toBe(404);
      // A name that is really there where the page is built.
      const asset = /assets\/[\w.-]+/.exec(page.body.toString())?.[0] ?? "assets/index-abc.js";
      for (const path of ["", asset]) expect((await get(`${bare.url}/${path}`)).status).toBe(404);
      expect(await bare.query("{ __typename }")).toMatchObject({ data: { __typename: "Query" } });
    } finally {
      await serving.close();
      await bare.close();
    }
  });
});
