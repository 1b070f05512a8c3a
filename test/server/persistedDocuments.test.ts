import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { DealListDocument, SignInDocument } from "../../src/client/graphql.js";
import { ConfigError, readGatewayConfig } from "../../src/config.js";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { sentDocuments } from "../../src/server/sentDocuments.js";
import { serve } from "../../src/server/serve.js";
import { startGateway, type TestGateway } from "../gateway.js";
import { codes, post, send, type HttpAnswer } from "./http.js";

const MANIFEST = "src/client/persisted-documents.json";
const EXAMPLE = "examples/node/listDealsByHash.ts";
const RESPONSE_JSON = { accept: "application/graphql-response+json" };
const QUERY = "query Named { __typename }";
const MUTATION = `mutation { contactCreate(input: { name: "Anna" }) { contact { name } userErrors { code } } }`;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hashed = (sha256Hash: unknown, version: unknown = 1) => ({
  extensions: { persistedQuery: { version, sha256Hash } },
});

/** GETs a document by its hash, as a client does that means to. */
function get(
  url: string,
  query: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  return send(`${url}/graphql?${new URLSearchParams(query).toString()}`, { headers });
}

/** Sends a document with its hash; once more where the gateway sheds load, as it may on a busy machine. */
async function register(url: string, query: string): Promise<HttpAnswer> {
  const answer = await post(url, { query, ...hashed(sha256(query)) });
  if (answer.status !== 503) return answer;
  await sleep(200);
  return register(url, query);
}

/** Whether the hash alone is enough. */
async function isKept(url: string, query: string): Promise<boolean> {
  const answer = await post(url, hashed(sha256(query)));
  if (codes(answer).includes("PERSISTED_QUERY_NOT_FOUND")) return false;
  expect(answer.data).toEqual({ __typename: "Query" });
  return true;
}

let gateway: TestGateway;

describe("documents that were sent", () => {
  const lines: string[] = [];
  beforeEach(async () => {
    lines.length = 0;
    gateway = await startGateway({ env: { LOG_LEVEL: "info" }, onLog: (line) => lines.push(line) });
  });
  afterEach(() => gateway.close());

  it("are executed by their hash, by POST and by GET", async () => {
    const { url } = gateway;
    const hash = hashed(sha256(QUERY));
    const unknown = await post(url, hash);
    expect([unknown.status, codes(unknown)]).toEqual([200, ["PERSISTED_QUERY_NOT_FOUND"]]);
    expect(unknown.errors?.[0]?.message).toBe("PersistedQueryNotFound");
    expect((await register(url, QUERY)).data).toEqual({ __typename: "Query" });
    expect((await post(url, hash)).data).toEqual({ __typename: "Query" });
    const byGet = await get(url, { extensions: JSON.stringify(hash.extensions) }, { "apollo-require-preflight": "1" });
    expect([byGet.status, byGet.data]).toEqual([200, { __typename: "Query" }]);
  });

  it("are executed by documentId, as by a hash with the name of its algorithm", async () => {
    const { url } = gateway;
    const documentId = `sha256:${sha256(QUERY)}`;
    expect(codes(await post(url, { documentId }))).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
    expect((await post(url, { query: QUERY, ...hashed(documentId) })).data).toEqual({ __typename: "Query" });
    expect((await post(url, { documentId })).data).toEqual({ __typename: "Query" });
    expect((await get(url, { documentId }, { "apollo-require-preflight": "1" })).data).toEqual({ __typename: "Query" });
  });

  it("take variables, and are reported under the name of their operation", async () => {
    const query = "query Contacts($first: Int) { contacts(first: $first) { nodes { id } } }";
    await register(gateway.url, query);
    const answer = await post(gateway.url, { variables: { first: 101 }, ...hashed(sha256(query)) });
    expect(codes(answer)).toEqual(["BAD_USER_INPUT"]);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ operation: "Contacts", type: "query" });
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/^amoql_operations_total\{operation="Contacts",code="BAD_USER_INPUT"\} 1$/m);
  });

  it("are asked for wrongly: a bad request, not a bug", async () => {
    const { url } = gateway;
    for (const body of [
      { query: QUERY, ...hashed(sha256("{ other }")) },
      { query: QUERY, ...hashed("") },
      { query: QUERY, ...hashed(1) },
      { query: QUERY, extensions: { persistedQuery: "x" } },
      { query: QUERY, documentId: sha256("{ other }") },
      { query: QUERY, ...hashed(sha256(QUERY), 2) },
      hashed(sha256(QUERY), 2),
      hashed(sha256(QUERY), null),
    ]) {
      for (const headers of [{}, RESPONSE_JSON]) {
        const answer = await post(url, body, headers);
        expect([body, answer.status, codes(answer)]).toEqual([body, 400, ["BAD_REQUEST"]]);
        expect(answer.data).toBeUndefined();
      }
    }
    expect(lines.filter((line) => line.includes("masked error"))).toEqual([]);
  });

  it("are not known by what is no hash", async () => {
    for (const hash of ["", "x".repeat(500_000), "__proto__", null, 1, [sha256(QUERY)], {}, undefined]) {
      const answer = await post(gateway.url, hashed(hash));
      expect([answer.status, codes(answer)]).toEqual([200, ["PERSISTED_QUERY_NOT_FOUND"]]);
    }
  });

  it("are not kept when they are refused", async () => {
    const { url } = gateway;
    const deep = `{ ${"contacts { nodes { notes { nodes { ".repeat(4)}id${" } } } }".repeat(4)} }`;
    for (const [document, code] of [
      ["{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
      ["{ __typename ", "GRAPHQL_PARSE_FAILED"],
      [`{ ${"__typename ".repeat(2_001)} }`, "GRAPHQL_PARSE_FAILED"],
      [
        `{ ${"a: __typename ".replace("a", "x")} ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(" ")} }`,
        "GRAPHQL_VALIDATION_FAILED",
      ],
      [deep, "GRAPHQL_VALIDATION_FAILED"],
      [
        "{ contacts(first: 100) { nodes { notes { nodes { id } } } } deals(first: 100) { nodes { notes { nodes { id } } } } }",
        "QUERY_TOO_COMPLEX",
      ],
    ] as const) {
      expect([document, new Set(codes(await register(url, document)))]).toEqual([document, new Set([code])]);
      expect(codes(await post(url, hashed(sha256(document))))).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
    }
  });

  it("are estimated anew with each request's variables", async () => {
    const query =
      "query ($first: Int) { contacts(first: $first) { nodes { notes { nodes { id } } } } deals(first: $first) { nodes { notes { nodes { id } } } } }";
    const ask = (first: number) => post(gateway.url, { variables: { first }, ...hashed(sha256(query)) });
    await post(gateway.url, { query, variables: { first: 1 }, ...hashed(sha256(query)) });
    expect((await ask(1)).errors).toBeUndefined();
    expect(codes(await ask(100))).toEqual(["QUERY_TOO_COMPLEX"]);
  });

  it("change nothing by GET, and are not executed for another site", async () => {
    const { url } = gateway;
    expect((await register(url, MUTATION)).errors).toBeUndefined();
    gateway.calls();
    const query = { extensions: JSON.stringify(hashed(sha256(MUTATION)).extensions) };
    const meant = await get(url, query, { "apollo-require-preflight": "1" });
    expect([meant.status, meant.headers.get("allow"), codes(meant)]).toEqual([405, "POST", ["BAD_REQUEST"]]);
    const forged = await get(url, query);
    expect([forged.status, codes(forged)]).toEqual([400, ["BAD_REQUEST"]]);
    expect(gateway.calls()).toEqual([]);
  });

  it("are a thousand at most: the one not used for longest goes first", async () => {
    const { url } = gateway;
    const document = (index: number) => `query Q${index} { __typename }`;
    await register(url, document(0));
    await register(url, document(1));
    for (let index = 2; index < 1_000; index += 20) {
      const batch = Array.from({ length: Math.min(20, 1_000 - index) }, (_, offset) => document(index + offset));
      await Promise.all(batch.map((query) => register(url, query)));
    }
    expect(await isKept(url, document(0))).toBe(true);
    await register(url, document(1_000));
    expect(await isKept(url, document(0))).toBe(true);
    expect(await isKept(url, document(1))).toBe(false);
    expect(await isKept(url, document(1_000))).toBe(true);
  });

  it("are 8 MB at most, and none of them is very large", async () => {
    const { url } = gateway;
    const padded = (name: string, length: number) => `query ${name} { __typename } #${"x".repeat(length)}`;
    await register(url, QUERY);
    const huge = padded("Huge", 900_000);
    expect((await register(url, huge)).data).toEqual({ __typename: "Query" });
    expect(await isKept(url, huge)).toBe(false);
    expect(await isKept(url, QUERY)).toBe(true);
    const large = Array.from({ length: 70 }, (_, index) => padded(`Large${index}`, 64_000));
    for (const query of large) await register(url, query);
    expect(await isKept(url, QUERY)).toBe(false);
    expect(await isKept(url, large.at(-1) ?? "")).toBe(true);
  });
});

it("documents that nobody asks for are forgotten", async () => {
  let now = 1;
  const bounds = { documents: 10, bytes: 10_000, bytesOfOne: 1_000, ttlMs: 60_000 };
  const documents = sentDocuments(bounds, { now: () => now });
  await documents.set("used", QUERY);
  await documents.set("unused", QUERY);
  now += 40_000;
  expect(await documents.get("used")).toBe(QUERY);
  now += 40_000;
  expect([await documents.get("used"), await documents.get("unused")]).toEqual([QUERY, undefined]);
  await documents.delete("used");
  expect(await documents.get("used")).toBeUndefined();
});

describe("trusted documents", () => {
  let manifest: Readonly<Record<string, string>>;
  beforeAll(async () => {
    manifest = JSON.parse(await readFile(MANIFEST, "utf8")) as Readonly<Record<string, string>>;
    gateway = await startGateway({ sandbox: { empty: false }, env: { TRUSTED_DOCUMENTS: MANIFEST } });
  });
  afterAll(() => gateway.close());

  it("are those of the generated client: each has its hash", () => {
    const hash: unknown = DealListDocument.__meta__?.["hash"];
    expect(Object.keys(manifest)).toContain(hash);
    for (const [key, text] of Object.entries(manifest)) expect(key).toBe(`sha256:${sha256(text)}`);
  });

  it("need not have been sent: by POST and GET, by hash and documentId, with or without the algorithm's name", async () => {
    const { url } = gateway;
    const named = String(DealListDocument.__meta__?.["hash"]);
    const bare = named.replace("sha256:", "");
    const variables = { first: 2 };
    for (const hash of [named, bare]) {
      const { extensions } = hashed(hash);
      const answers = [
        await post(url, { variables, extensions }),
        await post(url, { variables, documentId: hash }),
        await get(
          url,
          { variables: JSON.stringify(variables), extensions: JSON.stringify(extensions) },
          { "apollo-require-preflight": "1" },
        ),
        await get(url, { variables: JSON.stringify(variables), documentId: hash }, { "apollo-require-preflight": "1" }),
      ];
      for (const answer of answers) expect(answer).toMatchObject({ status: 200, data: { deals: { nodes: [{}, {}] } } });
    }
  });

  it("leave all others as they were", async () => {
    expect((await post(gateway.url, { query: QUERY })).data).toEqual({ __typename: "Query" });
    expect(await isKept(gateway.url, QUERY)).toBe(false);
    await register(gateway.url, QUERY);
    expect(await isKept(gateway.url, QUERY)).toBe(true);
  });

  it("are not executed by GET for another site", async () => {
    const answer = await get(gateway.url, { documentId: String(DealListDocument.__meta__?.["hash"]) });
    expect([answer.status, codes(answer)]).toEqual([400, ["BAD_REQUEST"]]);
  });
});

describe("only trusted documents", () => {
  const lines: string[] = [];
  beforeAll(async () => {
    const env = { TRUSTED_DOCUMENTS: MANIFEST, TRUSTED_DOCUMENTS_ONLY: "true", LOG_LEVEL: "info" };
    gateway = await startGateway({ sandbox: { empty: false }, env, onLog: (line) => lines.push(line) });
  });
  afterAll(() => gateway.close());

  it("are executed, by their hash or in full", async () => {
    const { url } = gateway;
    const hash = String(DealListDocument.__meta__?.["hash"]);
    const manifest = JSON.parse(await readFile(MANIFEST, "utf8")) as Readonly<Record<string, string>>;
    for (const body of [hashed(hash), { query: manifest[hash] }, { query: manifest[hash], ...hashed(hash) }]) {
      const answer = await post(url, { ...body, variables: { first: 1 } });
      expect(answer).toMatchObject({ status: 200, data: { deals: { nodes: [{}] } } });
    }
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ operation: "DealList", type: "query", code: "ok" });
  });

  it("are told from all others, which are refused unread and told how to come in", async () => {
    const { url } = gateway;
    gateway.calls();
    const meant = { "apollo-require-preflight": "1" };
    for (const text of [QUERY, "{", "", " ", "{ __schema { types { name } } }", MUTATION, "x".repeat(900_000)]) {
      for (const body of [{ query: text }, { query: text, ...hashed(sha256(text)) }, { query: text, ...hashed("0") }]) {
        const answer = await post(url, body);
        expect([answer.status, codes(answer)]).toEqual([200, ["PERSISTED_QUERY_NOT_FOUND"]]);
        expect(answer.errors?.[0]?.message).toMatch(/^Only the documents that this gateway trusts .*sha256Hash\.$/);
      }
      expect(codes(await post(url, hashed(sha256(text))))).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
    }
    expect(codes(await get(url, { query: QUERY }, meant))).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
    expect(gateway.calls()).toEqual([]);
    expect(lines.join("")).not.toContain("Anna");
  });

  it("may open a session and use it", async () => {
    const { url } = gateway;
    const { login, key } = DEMO_CREDENTIALS;
    const signIn = await post(url, {
      ...hashed(SignInDocument.__meta__?.["hash"]),
      variables: { credentials: { apiKey: { login, key } } },
    });
    const { session } = signIn.data?.["sessionCreate"] as { session: { token: string } };
    const list = { ...hashed(DealListDocument.__meta__?.["hash"]), variables: { first: 1 } };
    const asUser = await post(url, list, { authorization: `Bearer ${session.token}` });
    expect(asUser.data).toMatchObject({ deals: { nodes: [{}] } });
    expect(codes(await post(url, list, { authorization: "Bearer forged" }))).toEqual(["UNAUTHENTICATED"]);
  });

  it("are named in the example, which docs/documents.md shows as it is", async () => {
    const script = ["--import", "@swc-node/register/esm-register", EXAMPLE, `${gateway.url}/graphql`];
    const { stdout } = await promisify(execFile)(process.execPath, script);
    expect(stdout.trim().split("\n")).toHaveLength(5);
    const page = await readFile("docs/documents.md", "utf8");
    expect(page).toContain(`\`\`\`ts\n${await readFile(EXAMPLE, "utf8")}\`\`\``);
    for (const name of ["TRUSTED_DOCUMENTS", "TRUSTED_DOCUMENTS_ONLY"])
      expect(await readFile(".env.example", "utf8")).toContain(`# ${name}=`);
  });
});

describe("a list that is not right stops the start in one line that names the variable", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "documents-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const listOf = (...texts: string[]): string =>
    JSON.stringify(Object.fromEntries(texts.map((text) => [sha256(text), text])));

  /** What the start says; it has to fail. */
  async function refusal(path: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const config = readGatewayConfig({
      PORT: "0",
      LOG_LEVEL: "silent",
      SANDBOX_DATA: ":memory:",
      TRUSTED_DOCUMENTS: path,
      ...env,
    });
    const started = await serve(config).catch((error: unknown) => error);
    expect(started).toBeInstanceOf(ConfigError);
    return (started as ConfigError).message;
  }

  it.each([
    ["no JSON", "{", /is not a JSON object of texts by their hash/],
    ["no object", "[]", /is not a JSON object of texts by their hash/],
    ["no texts", `{ "${sha256(QUERY)}": { "query": "x" } }`, /is not a JSON object of texts by their hash/],
    ["another text's hash", `{ "${sha256("x")}": "${QUERY}" }`, /is not the SHA-256 of the text/],
    ["no hash", `{ "Named\\n": "${QUERY}" }`, /"Named\\n": the key is not the SHA-256 of the text/],
    ["no GraphQL", listOf(QUERY, "{\n"), /Syntax Error/],
    ["an unknown field", listOf(QUERY, "{ nothing }"), /Cannot query field "nothing" on type "Query"/],
    ["no such operations", listOf("subscription { x }"), /./],
    ["too many tokens", listOf(`{ ${"__typename ".repeat(2_001)} }`), /2000/],
    ["too many aliases", listOf(`{ ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(" ")} }`), /alias/],
  ])("%s", async (_name, content, message) => {
    const path = join(folder, "documents.json");
    await writeFile(path, content);
    const said = await refusal(path);
    expect(said).toMatch(/^TRUSTED_DOCUMENTS: .*for example .*$/);
    expect(said).toMatch(message);
  });

  it("no file", async () => {
    for (const path of [join(folder, "none.json"), folder])
      expect(await refusal(path)).toMatch(/^TRUSTED_DOCUMENTS: the file cannot be read; .*for example .*$/);
  });

  it("introspection, where it is off", async () => {
    const path = join(folder, "introspection.json");
    await writeFile(path, listOf("{ __schema { types { name } } }"));
    expect(await refusal(path, { INTROSPECTION: "false" })).toMatch(/introspection/);
    await (await startGateway({ env: { TRUSTED_DOCUMENTS: path } })).close();
  });
});
