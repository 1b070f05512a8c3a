import { afterEach, describe, expect, it } from "@jest/globals";
import { request } from "undici";
import type { GraphQLAnswer } from "../gateway.js";
import { freePort } from "./freePort.js";
import { stage, type Instance, type Instances } from "./instances.js";
import { startNginx, type Nginx } from "./nginx.js";
import { until } from "./until.js";

// Gateways behind nginx, restarted one after another while they are used.

let instances: Instances;
let nginx: Nginx;

afterEach(async () => {
  await nginx.close();
  await instances.close();
});

interface Sent {
  readonly status: number;
  readonly answer: GraphQLAnswer<{ contactCreate?: { contact: { name: string } } | null }>;
}

/** Sends an operation on a connection of its own: nginx may close one that is kept open when it loads its configuration. */
async function send(query: string, variables: object = {}): Promise<Sent> {
  const { statusCode, body } = await request(`${nginx.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close" },
    body: JSON.stringify({ query, variables }),
    reset: true,
  });
  const text = await body.text();
  return { status: statusCode, answer: (statusCode === 200 ? JSON.parse(text) : {}) as Sent["answer"] };
}

const CREATE = `mutation ($name: String!) { contactCreate(input: { name: $name }) { contact { name } userErrors { code } } }`;

describe("a rolling restart behind nginx", () => {
  it("loses no request", async () => {
    instances = await stage({ env: { INSTANCES: "2", AMO_TIMEOUT_MS: "10000" } });
    const ports = [await freePort(), await freePort()];
    const startOn = (port: number): Promise<Instance> => instances.start({ env: { PORT: String(port) } });
    const running = new Map(await Promise.all(ports.map(async (port) => [port, await startOn(port)] as const)));
    nginx = await startNginx(ports);

    let goesOn = true;
    const statuses = new Set<number>();
    const failures: unknown[] = [];
    const created: string[] = [];
    const callers = Array.from({ length: 8 }, async (_, caller) => {
      for (let count = 0; goesOn; count += 1) {
        const name = `Contact ${caller} ${count}`;
        const writes = caller % 2 === 0;
        const { status, answer } = writes
          ? await send(CREATE, { name })
          : await send(`query ($search: String) { contacts(first: 1, search: $search) { nodes { id } } }`, {
              search: name,
            });
        statuses.add(status);
        if (answer.errors !== undefined) failures.push(answer.errors);
        const contact = answer.data?.contactCreate?.contact;
        if (contact !== undefined) created.push(contact.name);
      }
    });
    await until(() => created.length > 10);
    for (const port of ports) {
      await nginx.mark(port, "down");
      await running.get(port)?.end();
      running.set(port, await startOn(port));
      await nginx.mark(port, "up");
    }
    const before = created.length;
    await until(() => created.length > before + 10);
    goesOn = false;
    await Promise.all(callers);

    expect([...statuses]).toEqual([200]);
    expect(failures).toEqual([]);
    const added = instances.account.calls.filter(({ action }) => action === "ADD_PERSON");
    expect(added).toHaveLength(created.length);
  });
});
