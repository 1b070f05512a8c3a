import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { startGateway, type TestGateway } from "../gateway.js";
import { codes } from "./http.js";

const ACCESS_TOKEN = "access-token-of-the-reports";
const VIEWER = "{ viewer { login account } }";
const CONTACTS = "{ contacts(first: 1) { nodes { id } } }";
const SIGN_IN = `mutation ($credentials: CredentialsInput!) {
  sessionCreate(credentials: $credentials) { session { token } userErrors { code } }
}`;
const SIGN_OUT = "mutation { sessionDelete { ended userErrors { code } } }";
const DEMO = { credentials: { apiKey: { login: DEMO_CREDENTIALS.login, key: DEMO_CREDENTIALS.key } } };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

let gateway: TestGateway;
afterAll(() => gateway.close());

describe("a gateway with a service user", () => {
  beforeAll(async () => {
    gateway = await startGateway();
  });

  it("takes a request without a token for the service user", async () => {
    expect(await gateway.query(VIEWER)).toEqual({ data: { viewer: { login: "demo@amoql.dev", account: "demo" } } });
  });

  it.each([
    ["a token that was never sealed", "Bearer nonsense"],
    ["an empty token", "Bearer "],
    ["another scheme", "Basic ZGVtbzpkZW1v"],
    ["two tokens", "Bearer one two"],
  ])("refuses %s at each field that needs a user, and at no other", async (_what, authorization) => {
    const answer = await gateway.query(
      `{ __typename viewer { login } contacts { nodes { id } } deals { nodes { id } } catalogs { nodes { id } } }`,
      {},
      { authorization },
    );
    expect(answer.data).toEqual({ __typename: "Query", viewer: null, contacts: null, deals: null, catalogs: null });
    expect(answer.errors?.map(({ path, extensions }) => [path?.[0], extensions.code])).toEqual([
      ["viewer", "UNAUTHENTICATED"],
      ["contacts", "UNAUTHENTICATED"],
      ["deals", "UNAUTHENTICATED"],
      ["catalogs", "UNAUTHENTICATED"],
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  it("signs in whoever bears a token that is not known", async () => {
    const answer = await gateway.query<{ sessionCreate: { session: { token: string } } }>(
      SIGN_IN,
      DEMO,
      bearer("x.y.z"),
    );
    expect(answer.data?.sessionCreate.session.token).toEqual(expect.any(String));
  });

  it("ends nothing for a token that is not known", async () => {
    const answer = await gateway.query(SIGN_OUT, {}, bearer("x.y.z"));
    expect(answer).toEqual({ data: { sessionDelete: { ended: false, userErrors: [] } } });
  });

  it("writes nothing for a token that is not known", async () => {
    const document = `mutation { contactCreate(input: { name: "Anna" }) { userErrors { code } } }`;
    expect(codes(await gateway.query(document, {}, bearer("x.y.z")))).toEqual(["UNAUTHENTICATED"]);
    expect(gateway.calls()).toEqual([]);
  });
});

describe("a gateway with access tokens", () => {
  beforeAll(async () => {
    await gateway.close();
    gateway = await startGateway({ env: { ACCESS_TOKENS: `another-token-of-somebody,${ACCESS_TOKEN}` } });
  });

  it("takes a listed token for the service user", async () => {
    const answer = await gateway.query(VIEWER, {}, bearer(ACCESS_TOKEN));
    expect(answer.data).toEqual({ viewer: { login: "demo@amoql.dev", account: "demo" } });
  });

  it("takes a request without a token for nobody", async () => {
    expect(await gateway.query(VIEWER)).toEqual({ data: { viewer: null } });
    expect(codes(await gateway.query(CONTACTS))).toEqual(["UNAUTHENTICATED"]);
  });

  it.each([ACCESS_TOKEN.slice(0, -1), `${ACCESS_TOKEN}x`, ACCESS_TOKEN.toUpperCase()])(
    "takes %s for a session, which it is not",
    async (token) => {
      expect(codes(await gateway.query(VIEWER, {}, bearer(token)))).toEqual(["UNAUTHENTICATED"]);
    },
  );
});

describe("a gateway without a service user", () => {
  beforeAll(async () => {
    await gateway.close();
    gateway = await startGateway({ env: { AMO_LOGIN: "", AMO_API_KEY: "", ACCESS_TOKENS: ACCESS_TOKEN } });
  });
  afterEach(() => void gateway.calls());

  it("serves nobody with viewer, introspection and sessionDelete", async () => {
    expect(
      await gateway.query(`{ viewer { login } __schema { queryType { name } } __type(name: "Deal") { name } }`),
    ).toEqual({ data: { viewer: null, __schema: { queryType: { name: "Query" } }, __type: { name: "Deal" } } });
    expect((await gateway.query(SIGN_OUT)).data).toEqual({ sessionDelete: { ended: false, userErrors: [] } });
  });

  it("serves nobody with nothing of the account", async () => {
    const reads = `{ contacts { nodes { id } } deals { nodes { id } } catalogs { nodes { id } } search(query: "a") { contacts { nodes { id } } } }`;
    expect(codes(await gateway.query(reads))).toEqual(Array(4).fill("UNAUTHENTICATED"));
    const write = `mutation { catalogCreate(input: { name: "Goods" }) { userErrors { code } } }`;
    expect(codes(await gateway.query(write))).toEqual(["UNAUTHENTICATED"]);
    expect(gateway.calls()).toEqual([]);
  });

  it("has nothing behind its access tokens", async () => {
    expect(codes(await gateway.query(VIEWER, {}, bearer(ACCESS_TOKEN)))).toEqual(["UNAUTHENTICATED"]);
  });

  it("lets a user sign in and read", async () => {
    const answer = await gateway.query<{ sessionCreate: { session: { token: string } } }>(SIGN_IN, DEMO);
    const token = answer.data?.sessionCreate.session.token ?? "";
    expect(await gateway.query(CONTACTS, {}, bearer(token))).toEqual({ data: { contacts: { nodes: [] } } });
  });
});
