import { readGatewayConfig } from "../src/config.js";
import type { LoggedRequest } from "../src/sandbox/requestLog.js";
import { createSandbox, type SandboxOptions } from "../src/sandbox/sandbox.js";
import { DEMO_CREDENTIALS, DEMO_TOKEN } from "../src/sandbox/account.js";
import { serve } from "../src/server/serve.js";
import type { TypedDocumentString } from "../src/client/graphql.js";

/** The APIs over which the gateway reaches an account. What the schema promises is promised of each. */
export const APIS = ["legacy", "v4"] as const;
export type Api = (typeof APIS)[number];

/** What a test may say about the gateway and the account behind it. */
interface StartOptions {
  /** The API over which the gateway reaches the account; the older ones when not said otherwise. */
  readonly api?: Api;
  /** The account; an empty one in memory when not said otherwise. */
  readonly sandbox?: Partial<SandboxOptions>;
  /** Variables of the gateway on top of those that point it to the account without a rate limit. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told of each log line; LOG_LEVEL says from which level on. */
  readonly onLog?: (line: string) => void;
}

/** A GraphQL answer as it comes over the wire. */
export interface GraphQLAnswer<Data = Record<string, unknown>> {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
  }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A real gateway in this process, in front of a real sandbox account, both on ports of their own. */
export interface TestGateway {
  readonly api: Api;
  readonly url: string;
  readonly sandboxUrl: string;
  /** Sends a document and gives the answer, whatever it is. */
  readonly query: <Data = Record<string, unknown>>(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<GraphQLAnswer<Data>>;
  /** Sends a typed document and gives its data; fails when the answer has errors. */
  run<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables?: Variables): Promise<Data>;
  /** The requests that reached the account since the last time this or `calls` was asked, sign-ins aside. */
  readonly requests: () => readonly LoggedRequest[];
  /** The same as calls: the last part of the path and the action if there is one, such as `contact_add ADD_PERSON`. */
  readonly calls: () => string[];
  close(): Promise<void>;
}

const DEFAULTS = {
  PORT: "0",
  LOG_LEVEL: "silent",
  AMO_RATE: "1000",
  AMO_CONCURRENCY: "100",
  AMO_DEAL_LINKS: "many",
};

/** The demo user, as each API lets it in. */
const USER_OF: Readonly<Record<Api, Readonly<Record<string, string>>>> = {
  legacy: { AMO_API: "legacy", AMO_LOGIN: DEMO_CREDENTIALS.login, AMO_API_KEY: DEMO_CREDENTIALS.key },
  v4: { AMO_API: "v4", AMO_TOKEN: DEMO_TOKEN },
};

/** Starts a sandbox and a gateway in front of it. The caller closes what it got. */
export async function startGateway(options: StartOptions = {}): Promise<TestGateway> {
  const api = options.api ?? "legacy";
  const sandbox = await createSandbox({ data: ":memory:", empty: true, ...options.sandbox });
  const gateway = await startServing().catch(async (error: unknown) => {
    // An account that is left open would keep the tests from ending.
    await sandbox.close();
    throw error;
  });
  let seen = 0;

  // Settings that make no sense are refused here, too.
  async function startServing(): ReturnType<typeof serve> {
    const config = readGatewayConfig({ ...DEFAULTS, ...USER_OF[api], AMO_URL: sandbox.url, ...options.env });
    return serve(config, options.onLog && { write: options.onLog });
  }

  function requests(): readonly LoggedRequest[] {
    const all = sandbox.requests();
    const fresh = all.slice(seen).filter(({ path }) => !path.endsWith("/auth.php"));
    seen = all.length;
    return fresh;
  }

  async function query<Data>(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<GraphQLAnswer<Data>> {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query: document, variables }),
    });
    return (await response.json()) as GraphQLAnswer<Data>;
  }

  return {
    api,
    url: gateway.url,
    sandboxUrl: sandbox.url,
    query,
    async run<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables?: Variables) {
      const answer = await query<Data>(document.toString(), variables as Readonly<Record<string, unknown>> | undefined);
      if (answer.errors !== undefined || answer.data === undefined || answer.data === null)
        throw new Error(JSON.stringify(answer.errors, null, 2));
      return answer.data;
    },
    requests,
    calls: () =>
      requests().map(({ path, action }) => [path.replace(/^.*\/|\.php$/g, ""), action].filter(Boolean).join(" ")),
    async close() {
      await gateway.close();
      await sandbox.close();
    },
  };
}
