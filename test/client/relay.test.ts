import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { newDeal, newTask, TASK, type Named } from "../e2e/account.js";
import { startGateway, type GraphQLAnswer, type TestGateway } from "../gateway.js";

const require = createRequire(import.meta.url);
/** The package is the path of the compiler for this machine. */
const RELAY_COMPILER = require("relay-compiler") as string;

// A Relay application's sources, as the compiler reads them: it looks for `graphql` only.

const CONFIG = {
  src: "src",
  schema: "schema.graphql",
  language: "typescript",
  persistConfig: { file: "documents.json", algorithm: "SHA256" },
};

const DEAL_LIST = `
import { graphql } from "react-relay";

export const query = graphql\`
  query DealListQuery($search: String) {
    ...DealList_deals @arguments(search: $search)
  }
\`;

export const fragment = graphql\`
  fragment DealList_deals on Query
  @argumentDefinitions(
    search: { type: "String" }
    count: { type: "Int", defaultValue: 2 }
    cursor: { type: "String" }
  )
  @refetchable(queryName: "DealListPaginationQuery") {
    deals(search: $search, first: $count, after: $cursor) @connection(key: "DealList_deals") {
      edges {
        node {
          id
          name
          ...DealTasks_deal
        }
      }
    }
  }
\`;
`;

const DEAL_TASKS = `
import { graphql } from "react-relay";

export const fragment = graphql\`
  fragment DealTasks_deal on Deal
  @argumentDefinitions(count: { type: "Int", defaultValue: 1 }, cursor: { type: "String" })
  @refetchable(queryName: "DealTasksPaginationQuery") {
    tasks(first: $count, after: $cursor) @connection(key: "DealTasks_tasks") {
      edges {
        node {
          id
          text
        }
      }
    }
  }
\`;
`;

const TASK_ADD = `
import { graphql } from "react-relay";

export const mutation = graphql\`
  mutation TaskAddMutation($input: TaskCreateInput!, $connections: [ID!]!) {
    taskCreate(input: $input) {
      task @appendNode(connections: $connections, edgeTypeName: "TaskEdge") {
        id
        text
      }
      userErrors {
        code
        field
      }
    }
  }
\`;
`;

interface Page {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly name?: string; readonly text?: string; readonly tasks?: Page };
  }[];
  readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
}

let folder: string;
/** The compiled operations by their name: how the compiler's list has them, to be sent by their hash. */
let hashes: ReadonlyMap<string, string>;
let gateway: TestGateway;
/** A gateway to the same account that executes nothing but the compiled operations. */
let strict: TestGateway;
let orders: readonly Named[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "amoql-relay-"));
  await mkdir(join(folder, "src"));
  await writeFile(join(folder, "schema.graphql"), await readFile("schema/schema.graphql"));
  await writeFile(join(folder, "relay.config.json"), JSON.stringify(CONFIG));
  await writeFile(join(folder, CONFIG.persistConfig.file), "{}");
  await compile({ DealList: DEAL_LIST, DealTasks: DEAL_TASKS, TaskAdd: TASK_ADD });
  const list = JSON.parse(await readFile(join(folder, CONFIG.persistConfig.file), "utf8")) as Record<string, string>;
  hashes = new Map(
    Object.entries(list).map(([hash, text]) => [/^(?:query|mutation) (\w+)/.exec(text)?.[1] ?? text, hash]),
  );

  gateway = await startGateway();
  const TRUSTED_DOCUMENTS = join(folder, CONFIG.persistConfig.file);
  strict = await startGateway({
    env: { AMO_URL: gateway.sandboxUrl, TRUSTED_DOCUMENTS, TRUSTED_DOCUMENTS_ONLY: "true" },
  });
  orders = [await newDeal(gateway, { name: "Order 1" }), await newDeal(gateway, { name: "Order 2" })];
  orders = [...orders, await newDeal(gateway, { name: "Order 3" })];
});

afterAll(async () => {
  await strict.close();
  await gateway.close();
  await rm(folder, { recursive: true });
});

/**
 * Compiles modules as an application's build does.
 * @throws what the compiler says, when they do not fit the schema
 */
async function compile(modules: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, source] of Object.entries(modules)) await writeFile(join(folder, `src/${name}.ts`), source);
  await promisify(execFile)(RELAY_COMPILER, [], { cwd: folder });
}

/** Sends a compiled operation by its hash, and gives its data. */
async function run<Data>(operation: string, variables: Readonly<Record<string, unknown>>): Promise<Data> {
  const documentId = hashes.get(operation);
  expect(documentId).toBeDefined();
  const response = await fetch(`${strict.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ documentId, variables }),
  });
  const { data, errors } = (await response.json()) as GraphQLAnswer<Data>;
  expect(errors).toBeUndefined();
  return data as Data;
}

const names = ({ edges }: Page): unknown[] => edges.map(({ node }) => node.name ?? node.text);

it("a fragment with a connection is compiled, with the query for its next pages", async () => {
  expect([...hashes.keys()].sort()).toEqual([
    "DealListPaginationQuery",
    "DealListQuery",
    "DealTasksPaginationQuery",
    "TaskAddMutation",
  ]);
  const fragment = await readFile(join(folder, "src/__generated__/DealList_deals.graphql.ts"), "utf8");
  expect(fragment).toMatch(/"connection": \[\s*\{\s*"count": "count",\s*"cursor": "cursor",\s*"direction": "forward"/);
});

it("the compiler's queries page through a list", async () => {
  const { deals } = await run<{ deals: Page }>("DealListQuery", { search: "Order" });
  expect(names(deals)).toHaveLength(2);
  expect(deals.pageInfo).toEqual({ endCursor: deals.edges[1]?.cursor, hasNextPage: true });
  const variables = { search: "Order", count: 2, cursor: deals.pageInfo.endCursor };
  const next = (await run<{ deals: Page }>("DealListPaginationQuery", variables)).deals;
  expect([...names(deals), ...names(next)].sort()).toEqual(["Order 1", "Order 2", "Order 3"]);
  expect(next.pageInfo.hasNextPage).toBe(false);
});

it("they page through a list within a record, which they fetch again by its id", async () => {
  const [, deal] = orders;
  for (const text of ["Call", "Write"]) await newTask(gateway, { dealId: deal?.id }, { text });
  const { deals } = await run<{ deals: Page }>("DealListQuery", { search: "Order 2" });
  const tasks = deals.edges[0]?.node.tasks;
  expect(tasks?.pageInfo.hasNextPage).toBe(true);
  const variables = { id: deal?.id, count: 5, cursor: tasks?.pageInfo.endCursor };
  const { node } = await run<{ node: { __typename: string; tasks: Page } }>("DealTasksPaginationQuery", variables);
  expect(node).toMatchObject({ __typename: "Deal", id: deal?.id });
  expect([...names(tasks as Page), ...names(node.tasks)].sort()).toEqual(["Call", "Write"]);
});

it("a mutation adds a record, which Relay appends to a list as an edge", async () => {
  const input = { ...TASK, subject: { dealId: orders[0]?.id } };
  const { taskCreate } = await run<{ taskCreate: unknown }>("TaskAddMutation", { input });
  expect(taskCreate).toMatchObject({ task: { id: expect.any(String), text: TASK.text }, userErrors: [] });
});

it("the compiler refuses what is no connection", async () => {
  const source = DEAL_TASKS.replaceAll("DealTasks", "DealContacts").replace(
    "tasks(first: $count, after: $cursor)",
    "contacts",
  );
  await expect(compile({ DealContacts: source })).rejects.toThrow(/@connection/);
});
