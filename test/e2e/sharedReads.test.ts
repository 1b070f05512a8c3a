import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import { startGatewayBehindFaults, type FaultyGateway } from "../faults/faultyGateway.js";
import { APIS } from "../gateway.js";
import { untilIdle, untilUnderWay } from "../server/underWay.js";

const QUERY = `{ contacts(first: 5) { nodes { name } } catalogs { nodes { name } } }`;

interface Upstream {
  readonly calls: number;
  readonly shared: number;
}

describe.each(APIS)("over the %s API", (api) => {
  let gateway: FaultyGateway;

  beforeAll(async () => {
    gateway = await startGatewayBehindFaults({ api, sandbox: { empty: false } });
    await gateway.query(`{ viewer { account } }`);
  });

  /** The account answers when so many requests have come to the gateway, and had time to come to their reads. */
  function answerOnceThereAre(requests: number): void {
    gateway.faults.clear();
    gateway.faults.add({
      fault: async ({ forward, deliver }) => {
        await untilUnderWay(gateway.url, requests);
        await untilIdle();
        deliver(await forward());
      },
    });
  }

  afterAll(() => gateway.close());

  it("the same query from 100 clients of one user at once costs as much as from one", async () => {
    gateway.calls();
    answerOnceThereAre(100);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => gateway.query(QUERY, {}, { "amoql-trace": "1" })),
    );
    expect(gateway.calls().sort()).toEqual(["catalogs", "contacts"]);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    const costs = answers.map(({ extensions }) => extensions?.["upstream"] as Upstream);
    expect(costs.reduce((sum, { calls }) => sum + calls, 0)).toBe(2);
    expect(costs.reduce((sum, { shared }) => sum + shared, 0)).toBe(198);
  });

  // API v4 lets nobody in by a key.
  if (api === "v4") return;

  it("two users never share", async () => {
    const credentials = { apiKey: { login: DEMO_CREDENTIALS.login, key: DEMO_CREDENTIALS.key } };
    const { data } = await gateway.query<{ sessionCreate: { session: { token: string } } }>(
      `mutation ($credentials: CredentialsInput!) { sessionCreate(credentials: $credentials) { session { token } } }`,
      { credentials },
    );
    const authorization = `Bearer ${data?.sessionCreate.session.token ?? ""}`;
    await gateway.query(`{ viewer { account } }`, {}, { authorization });
    gateway.calls();
    answerOnceThereAre(2);
    await Promise.all([gateway.query(QUERY), gateway.query(QUERY, {}, { authorization })]);
    expect(gateway.calls().sort()).toEqual(["catalogs", "catalogs", "contacts", "contacts"]);
  });
});
