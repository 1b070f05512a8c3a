import { DEMO_CREDENTIALS } from "../../src/sandbox/account.js";
import type { GraphQLAnswer, TestGateway } from "../gateway.js";

/** One operation with one root field, and what it took. */
export interface Exchange<Value> {
  /** Value of the root field. */
  readonly value: Value;
  /** The top-level errors; none when there are none. */
  readonly errors: NonNullable<GraphQLAnswer["errors"]>;
  /** The calls that reached the account for it, such as `contact_add ADD_PERSON`. */
  readonly calls: readonly string[];
}

/** Sends an operation, whatever becomes of it. */
export async function attempt<Value = unknown>(
  gateway: TestGateway,
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Exchange<Value>> {
  gateway.calls();
  const { data, errors = [] } = await gateway.query<Record<string, Value>>(document, variables);
  return { value: Object.values(data ?? {})[0] as Value, errors, calls: gateway.calls() };
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
