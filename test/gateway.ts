import { readGatewayConfig } from "../src/config.js";
import { createSandbox, type SandboxOptions } from "../src/sandbox/sandbox.js";
import { DEMO_CREDENTIALS } from "../src/sandbox/account.js";
import { serve } from "../src/server/serve.js";
import type { TypedDocumentString } from "../src/client/graphql.js";

/** What a test may say about the gateway and the account behind it. */
interface StartOptions {
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
  /** The calls that reached the account since the last time this was asked, sign-ins aside, such as `contact_add ADD_PERSON`. */
  readonly calls: () => string[];
  close(): Promise<void>;
}

const DEFAULTS = {
  PORT: "0",
  LOG_LEVEL: "silent",
  AMO_LOGIN: DEMO_CREDENTIALS.login,
  AMO_API_KEY: DEMO_CREDENTIALS.key,
  AMO_RATE: "1000",
  AMO_CONCURRENCY: "100",
  AMO_DEAL_LINKS: "many",
};

/** Starts a sandbox and a gateway in front of it. The caller closes what it got. */
export async function startGateway(options: StartOptions = {}): Promise<TestGateway> {
  const sandbox = await createSandbox({ data: ":memory:", empty: true, ...options.sandbox });
  const gateway = await serve(
    readGatewayConfig({ ...DEFAULTS, AMO_URL: sandbox.url, ...options.env }),
    options.onLog && { write: options.onLog },
  );
  let seen = 0;

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
    url: gateway.url,
    sandboxUrl: sandbox.url,
    query,
    async run<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables?: Variables) {
      const answer = await query<Data>(document.toString(), variables as Readonly<Record<string, unknown>> | undefined);
      if (answer.errors !== undefined || answer.data === undefined || answer.data === null)
        throw new Error(JSON.stringify(answer.errors, null, 2));
      return answer.data;
    },
    calls() {
      const all = sandbox.requests();
      const fresh = all.slice(seen).filter((request) => !request.path.endsWith("/auth.php"));
      seen = all.length;
      return fresh.map((request) =>
        [request.path.replace(/^.*\/|\.php$/g, ""), request.action].filter(Boolean).join(" "),
      );
    },
    async close() {
      await gateway.close();
      await sandbox.close();
    },
  };
}
