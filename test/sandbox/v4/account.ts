import { DEMO_TOKEN } from "../../../src/sandbox/account.js";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.js";
import { TestAccount } from "../account.js";
import { startFixtureState } from "../fixtureState.js";

/** An answer of API v4 with its body read. */
export interface V4Answer<T> {
  status: number;
  type: string;
  headers: Headers;
  json: T;
}

/** What an answer may hold, as far as tests look into it. */
export interface Hal {
  id: number;
  _page: number;
  _links: Record<string, { href: string }>;
  _embedded: Record<string, Hal[]>;
  [field: string]: unknown;
}

/** Calls an account over API v4 with the demo user's long-lived token. */
export class V4Account {
  private constructor(readonly legacy: TestAccount) {}

  /** An account in the state of the fixtures, which the older APIs have built. */
  static async start(options: Partial<SandboxOptions> = {}): Promise<V4Account> {
    return new V4Account(await startFixtureState(options));
  }

  /** An account of the given options, empty unless they say otherwise. */
  static async empty(options: Partial<SandboxOptions> = {}): Promise<V4Account> {
    return new V4Account(await TestAccount.start(options));
  }

  async call<T = Hal>(method: string, path: string, body?: unknown, token: string = DEMO_TOKEN): Promise<V4Answer<T>> {
    const answer = await this.legacy.fetch(`/api/v4/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const { status, type, headers, text } = answer;
    return { status, type, headers, json: (text === "" ? undefined : JSON.parse(text)) as T };
  }

  get<T = Hal>(path: string): Promise<V4Answer<T>> {
    return this.call("GET", path);
  }

  post<T = Hal>(path: string, body: unknown): Promise<V4Answer<T>> {
    return this.call("POST", path, body);
  }

  patch<T = Hal>(path: string, body: unknown): Promise<V4Answer<T>> {
    return this.call("PATCH", path, body);
  }

  /** The id of the one record that a POST adds. */
  async add(path: string, item: object): Promise<number> {
    const { status, json } = await this.post(path, [item]);
    const [entity] = status === 200 ? (Object.values(json._embedded)[0] ?? []) : [];
    if (!entity) throw new Error(`${path} answered ${status}: ${JSON.stringify(json)}`);
    return entity.id;
  }

  close(): Promise<void> {
    return this.legacy.close();
  }
}

/** The records of a page. */
export function embedded(answer: V4Answer<Hal>, name: string): Hal[] {
  return answer.json._embedded[name] ?? [];
}

/** The ids of the records of a page. */
export function ids(answer: V4Answer<Hal>, name: string): number[] {
  return answer.status === 204 ? [] : embedded(answer, name).map(({ id }) => id);
}
