import { DEMO_CREDENTIALS, createSandbox } from "../../src/sandbox/sandbox.js";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/sandbox.js";

/** The clock of the fixtures: 20.11.2026 12:30:00 in the account's zone. */
export const FIXED_NOW = new Date("2026-11-20T09:30:00Z");

export const KEY_QUERY = `USER_LOGIN=${DEMO_CREDENTIALS.login}&USER_HASH=${DEMO_CREDENTIALS.key}`;

export interface Answer {
  status: number;
  type: string;
  text: string;
  headers: Headers;
}

export type Pairs = readonly (readonly [string, string])[];

/** A sandbox of a test with ways to call it. Credentials are sent with every call, unless a test does otherwise. */
export class TestAccount {
  private constructor(
    readonly sandbox: Sandbox,
    readonly errors: unknown[],
  ) {}

  static async start(options: Partial<SandboxOptions> = {}): Promise<TestAccount> {
    const errors: unknown[] = [];
    const sandbox = await createSandbox({
      data: ":memory:",
      empty: true,
      now: () => FIXED_NOW,
      onError: (error) => errors.push(error),
      ...options,
    });
    return new TestAccount(sandbox, errors);
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(this.sandbox.url + path, init);
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get("content-type") ?? "",
      text,
      headers: response.headers,
    };
  }

  /** POSTs a form to a page of the XML API. */
  page(name: string, pairs: Pairs): Promise<Answer> {
    const body = formBody(pairs);
    return this.fetch(`/private/api/${name}.php?${KEY_QUERY}`, { method: "POST", body });
  }

  /** POSTs JSON to the catalogs. */
  catalogs(body: unknown): Promise<Answer> {
    return this.fetch(`/api/v2/catalogs?${KEY_QUERY}`, { method: "POST", body: JSON.stringify(body) });
  }

  /** The text of an element of contact `id`'s detail page. */
  async contact(id: number): Promise<string> {
    return (await this.page("contact_detail", [["ID", String(id)]])).text;
  }

  async deal(id: number): Promise<string> {
    return (await this.page("deal_detail", [["ID", String(id)]])).text;
  }

  /** Adds a person of this name and of further `contact` fields, such as `[tags]`. */
  addPerson(name: string, fields: Record<string, string> = {}): Promise<Answer> {
    const pairs = Object.entries(fields).map(([key, value]) => [`contact${key}`, value] as const);
    return this.page("contact_add", [["ACTION", "ADD_PERSON"], ["contact[person_name]", name], ...pairs]);
  }

  addDeal(name: string, fields: Record<string, string> = {}): Promise<Answer> {
    const pairs = Object.entries(fields).map(([key, value]) => [`deal${key}`, value] as const);
    return this.page("deal_add", [["ACTION", "ADD"], ["deal[name]", name], ...pairs]);
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}

/** A form as `fetch` sends it. */
export function formBody(pairs: Pairs): URLSearchParams {
  const body = new URLSearchParams();
  for (const [name, value] of pairs) body.append(name, value);
  return body;
}

/** All texts of the elements of this name, as written. */
export function texts(xml: string, element: string): string[] {
  return Array.from(xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g")), (match) => match[1] ?? "");
}

/** The part of a document within the first element of this name. */
export function within(xml: string, element: string): string {
  return new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(xml)?.[1] ?? "";
}

/** The code of the error that a page answered; undefined if it answered none. */
export function errorCode(answer: Answer): string | undefined {
  if (answer.text.includes("<result>")) return undefined;
  return texts(within(answer.text, "error"), "code")[0];
}
