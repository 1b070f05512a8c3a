import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { startGateway, type TestGateway } from "../gateway.js";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ sandbox: { empty: false, switches: { latencyMs: 1_500 } } });
  // Signed in and warm, so that a hundred requests arrive within the time that the account takes to answer one.
  await Promise.all(Array.from({ length: 100 }, () => gateway.query(`{ viewer { account } }`)));
});

afterAll(() => gateway.close());

const QUERY = `{ contacts(first: 5) { nodes { name } } catalogs { nodes { name } } }`;

interface Upstream {
  readonly calls: number;
  readonly shared: number;
}

it("the same query from 100 clients of one user at once costs as much as from one", async () => {
  gateway.calls();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => gateway.query(QUERY, {}, { "amoql-trace": "1" })),
  );
  expect(gateway.calls().sort()).toEqual(["catalogs", "contacts"]);
  expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  const costs = answers.map(({ extensions }) => extensions?.["upstream"] as Upstream);
  expect(costs.reduce((sum, { calls }) => sum + calls, 0)).toBe(2);
  expect(costs.reduce((sum, { shared }) => sum + shared, 0)).toBe(198);
});

it("two users never share", async () => {
  const credentials = { apiKey: { login: DEMO_CREDENTIALS.login, key: DEMO_CREDENTIALS.key } };
  const { data } = await gateway.query<{ sessionCreate: { session: { token: string } } }>(
    `mutation ($credentials: CredentialsInput!) { sessionCreate(credentials: $credentials) { session { token } } }`,
    { credentials },
  );
  const authorization = `Bearer ${data?.sessionCreate.session.token ?? ""}`;
  await gateway.query(`{ viewer { account } }`, {}, { authorization });
  gateway.calls();
  await Promise.all([gateway.query(QUERY), gateway.query(QUERY, {}, { authorization })]);
  expect(gateway.calls().sort()).toEqual(["catalogs", "catalogs", "contacts", "contacts"]);
});
