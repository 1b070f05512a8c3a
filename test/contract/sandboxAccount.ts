import { connectCrm, type ConnectOptions } from "../../src/crm/connectCrm.js";
import { Stopper } from "../../src/domain/stop.js";
import type { Credentials, Crm, CrmConnection } from "../../src/crm/crm.js";
import { DEMO_TOKEN } from "../../src/sandbox/account.js";
import { createSandbox, DEMO_CREDENTIALS, type SandboxSwitches } from "../../src/sandbox/sandbox.js";

/** What a test wants of its account other than the usual. */
export interface AccountSetup {
  readonly switches?: Partial<SandboxSwitches>;
  readonly connect?: Partial<ConnectOptions>;
  readonly credentials?: Credentials;
}

/** An empty account of the sandbox, with the real adapters connected to it. */
export interface SandboxAccount {
  readonly url: string;
  readonly crm: Crm;
  readonly connection: CrmConnection;
  /** The account as another user, or as the same one with other credentials. */
  readonly crmAs: (credentials: Credentials) => Crm;
  /** What was told of the zone, and anything else that works but perhaps not as meant. */
  readonly warnings: readonly string[];
  /** Runs the work; gives the calls that the account got meanwhile, sign-ins aside: the page, and the ACTION if there is one. */
  readonly callsOf: (work: () => Promise<unknown>) => Promise<readonly string[]>;
  close(): Promise<void>;
}

const DEMO_KEY: Credentials = { login: DEMO_CREDENTIALS.login, key: DEMO_CREDENTIALS.key };

/** The account over API v4. */
export const V4 = {
  connect: { api: "v4" },
  credentials: { login: DEMO_CREDENTIALS.login, token: DEMO_TOKEN },
} as const satisfies AccountSetup;

export async function openSandboxAccount({
  switches = {},
  connect = {},
  credentials = DEMO_KEY,
}: AccountSetup = {}): Promise<SandboxAccount> {
  const sandbox = await createSandbox({ data: ":memory:", empty: true, switches });
  const warnings: string[] = [];
  const account = connectCrm({
    origin: sandbox.url,
    api: "legacy",
    dealLinks: "many",
    ratePerSecond: Infinity,
    concurrency: 8,
    queueLimit: 200,
    timeoutMs: 10_000,
    onWarning: (message) => warnings.push(message),
    ...connect,
  });
  const connection = account.as(credentials);
  const calls = () =>
    sandbox
      .requests()
      .filter(({ path }) => !path.endsWith("/auth.php"))
      .map(({ path, action }) => [path.split("/").at(-1)?.replace(".php", ""), action].filter(Boolean).join(" "));
  const call = () => ({ caller: "test", signal: new Stopper(), onCall: () => undefined });
  return {
    url: sandbox.url,
    crm: connection.forOperation(call()),
    connection,
    crmAs: (other) => account.as(other).forOperation(call()),
    warnings,
    async callsOf(work) {
      const before = calls().length;
      await work();
      return calls().slice(before);
    },
    async close() {
      await connection.close();
      await account.close();
      await sandbox.close();
    },
  };
}
