import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import type { GraphQLAnswer, TestGateway } from "../gateway.js";

/** One operation with one root field, and what it took. */
export interface Exchange<Value> {
  /** Value of the root field. */
  readonly value: Value;
  /** The top-level errors; none when there are none. */
  readonly errors: NonNullable<GraphQLAnswer["errors"]>;
  /**
   * The calls that reached the account for it: `contact_add ADD_PERSON`, over API v4 `POST contacts`. There what the account says of
   * itself is not counted, as it is read once for many operations: its users, stages, kinds of tasks and fields.
   */
  readonly calls: readonly string[];
}

/** Sends an operation, whatever becomes of it. */
export async function attempt<Value = unknown>(
  gateway: TestGateway,
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Exchange<Value>> {
  gateway.requests();
  const { data, errors = [] } = await gateway.query<Record<string, Value>>(document, variables);
  return { value: Object.values(data ?? {})[0] as Value, errors, calls: callsTo(gateway) };
}

/** The calls that reached the account since they were asked for, as an Exchange tells them. */
export function callsTo(gateway: TestGateway): readonly string[] {
  const calls = gateway.requests().map(nameOf);
  return gateway.api === "legacy" ? calls : inOrder(calls.filter((call) => !OF_THE_ACCOUNT.includes(call)));
}

const OF_THE_ACCOUNT = ["GET users", "GET leads/pipelines", "GET account", "GET contacts/custom_fields"];

function nameOf({ method, path, action }: ReturnType<TestGateway["requests"]>[number]): string {
  const v4 = /^\/api\/v4\/(.+)$/.exec(path)?.[1];
  if (v4 !== undefined) return `${method} ${v4.replaceAll(/\/\d+/g, "/id")}`;
  return [path.replace(/^.*\/|\.php$/g, ""), action].filter(Boolean).join(" ");
}

/** Puts reads that follow each other in the order of the alphabet: those that are sent together arrive as they may. */
function inOrder(calls: readonly string[]): readonly string[] {
  const runs: string[][] = [];
  let wasRead = false;
  for (const call of calls) {
    const isRead = call.startsWith("GET ");
    if (isRead && wasRead) runs.at(-1)?.push(call);
    else runs.push([call]);
    wasRead = isRead;
  }
  return runs.flatMap((run) => run.sort());
}

/** The calls among these that change something at the account. */
export function writesAmong(calls: readonly string[]): readonly string[] {
  return calls.filter((call) => / (ADD|EDIT|COMPLATE|DELETE|NOTE_DELETE|TASK_DELETE)|^(POST|PATCH|DELETE) /.test(call));
}

/** Sends an operation that must have no top-level errors. */
export async function send<Value = unknown>(
  gateway: TestGateway,
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Exchange<Value>> {
  const exchange = await attempt<Value>(gateway, document, variables);
  if (exchange.errors.length > 0) throw new Error(JSON.stringify(exchange.errors, null, 2));
  return exchange;
}

/** A record as it is named: by its global id, and by its number at the account. */
export interface Named {
  readonly id: string;
  readonly crmId: string;
}

type Variables = Readonly<Record<string, unknown>>;

async function create(gateway: TestGateway, type: string, input: Variables): Promise<Named> {
  const field = type.toLowerCase();
  const { value } = await send<{ readonly userErrors: readonly unknown[] } & Readonly<Record<string, Named | null>>>(
    gateway,
    `mutation ($input: ${type}CreateInput!) {
      ${field}Create(input: $input) { ${field} { id crmId } userErrors { code message field } }
    }`,
    { input },
  );
  const record = value[field];
  if (record === null || record === undefined) throw new Error(JSON.stringify(value.userErrors));
  return record;
}

export function newContact(gateway: TestGateway, input: Variables = {}): Promise<Named> {
  return create(gateway, "Contact", { name: "Ada Lovelace", ...input });
}

export function newDeal(gateway: TestGateway, input: Variables = {}): Promise<Named> {
  return create(gateway, "Deal", { name: "Order", ...input });
}

export function newCatalog(gateway: TestGateway, input: Variables = {}): Promise<Named> {
  return create(gateway, "Catalog", { name: "Goods", ...input });
}

/** @param subject `{ contactId }` or `{ dealId }` */
export function newNote(gateway: TestGateway, subject: Variables, body = "Called back"): Promise<Named> {
  return create(gateway, "Note", { subject, body });
}

export const TASK = {
  text: "Send the offer",
  type: "LETTER",
  dueAt: "2027-03-01T09:30:00Z",
  responsibleUserCrmId: "2",
} as const;

/** @param subject `{ contactId }` or `{ dealId }`, null for a task on its own */
export function newTask(gateway: TestGateway, subject: Variables | null, input: Variables = {}): Promise<Named> {
  return create(gateway, "Task", { ...TASK, ...input, subject });
}

/** A global id put together by hand, for objects that are not where it says. */
export function forgedId(type: string, ...numbers: readonly (string | number)[]): string {
  return Buffer.from([type, ...numbers].join(":")).toString("base64url");
}

/** Calls a page of the account itself, past the gateway, and gives the text of the answer. */
export async function callAccount(
  gateway: TestGateway,
  page: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const { login, key } = DEMO_CREDENTIALS;
  const response = await fetch(`${gateway.sandboxUrl}/private/api/${page}.php`, {
    method: "POST",
    body: new URLSearchParams({ USER_LOGIN: login, USER_HASH: key, ...parameters }),
  });
  return response.text();
}

/** The number that the account gave to a record that was added past the gateway. */
export function addedNumber(answer: string): string {
  const number = /<id>(\d+)<\/id>/.exec(answer)?.[1];
  if (number === undefined) throw new Error(`no number in ${answer}`);
  return number;
}
