import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectCrm } from "../../src/crm/connectCrm.js";
import type { Crm, CrmConnection } from "../../src/crm/crm.js";
import { Stopper } from "../../src/domain/stop.js";
import { FileGrants } from "../../src/oauth/fileGrants.js";
import type { GrantStore } from "../../src/oauth/grantStore.js";
import { keepGrantFor } from "../../src/oauth/login.js";
import { DEMO_CREDENTIALS, DEMO_INTEGRATION } from "../../src/sandbox/account.js";
import { createSandbox, type SandboxSwitches } from "../../src/sandbox/sandbox.js";
import { Seal } from "../../src/storage/seal.js";
import { FaultProxy } from "../faults/faultProxy.js";

export const SECRET = "the-secret-that-seals-the-grant-of-tests";
export const INTEGRATION = { ...DEMO_INTEGRATION, redirectUri: "http://127.0.0.1:4020/oauth" };

/** What a process needs to use the integration. */
export const VARIABLES = {
  AMO_API: "v4",
  AMO_CLIENT_ID: INTEGRATION.clientId,
  AMO_CLIENT_SECRET: INTEGRATION.clientSecret,
  AMO_REDIRECT_URI: INTEGRATION.redirectUri,
  AMO_RATE: "1000",
  AMO_CONCURRENCY: "100",
  SESSION_SECRET: SECRET,
} as const;

/** One gateway's way to the account, with a grant that it keeps. */
export interface OpenConnection {
  readonly crm: Crm;
  /** Calls that were made for its operations. */
  readonly endpoints: readonly string[];
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

/** An account behind a proxy, and a place for grants of it. */
export class GrantStage {
  readonly #closers: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly account: FaultProxy,
    readonly folder: string,
  ) {}

  static async open(switches: Partial<SandboxSwitches> = {}): Promise<GrantStage> {
    const sandbox = await createSandbox({ data: ":memory:", empty: true, switches });
    const account = await FaultProxy.start();
    account.forwardTo(sandbox.url);
    const stage = new GrantStage(account, await mkdtemp(join(tmpdir(), "amoql-grant-")));
    stage.#closers.push(
      () => rm(stage.folder, { recursive: true, force: true }),
      () => sandbox.close(),
      () => account.close(),
    );
    return stage;
  }

  get file(): string {
    return join(this.folder, "kept", "grant");
  }

  /** As many processes as there are stores: each has one. */
  store({ secret = SECRET, leaseMs }: { secret?: string; leaseMs?: number } = {}): FileGrants {
    return new FileGrants({
      path: this.file,
      of: { account: this.account.url, clientId: INTEGRATION.clientId },
      seal: new Seal([secret], "file"),
      ...(leaseMs !== undefined && { leaseMs }),
    });
  }

  /** How often the account was asked for tokens. */
  get tokenCalls(): number {
    return this.account.calls.filter(({ page }) => page === "access_token").length;
  }

  /** A code, as a user gets it who allows access. */
  async code(): Promise<string> {
    const response = await fetch(`${this.account.url}/oauth`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({
        client_id: INTEGRATION.clientId,
        redirect_uri: INTEGRATION.redirectUri,
        login: DEMO_CREDENTIALS.login,
        password: DEMO_CREDENTIALS.password,
        answer: "allow",
      }),
    });
    return new URL(response.headers.get("location") ?? "").searchParams.get("code") ?? "";
  }

  /** Keeps a new grant. */
  async login(store: GrantStore = this.store()): Promise<void> {
    const line = { origin: this.account.url, ratePerSecond: 100, concurrency: 4, queueLimit: 10, timeoutMs: 5_000 };
    await keepGrantFor(await this.code(), { line, integration: INTEGRATION, store });
  }

  connect(store: GrantStore = this.store()): OpenConnection {
    const warnings: string[] = [];
    const endpoints: string[] = [];
    const account = connectCrm({
      origin: this.account.url,
      api: "v4",
      dealLinks: "many",
      ratePerSecond: Infinity,
      concurrency: 50,
      queueLimit: 200,
      timeoutMs: 5_000,
      grant: { integration: INTEGRATION, store },
      onWarning: (message) => warnings.push(message),
    });
    const connection: CrmConnection = account.as({ login: "integration", integration: INTEGRATION.clientId });
    let closing: Promise<void> | null = null;
    const close = (): Promise<void> => (closing ??= connection.close().then(() => account.close()));
    // Before the account is gone: sockets that are open would be waited for.
    this.#closers.push(close);
    return {
      get crm() {
        return connection.forOperation({
          caller: "test",
          signal: new Stopper(),
          onCall: ({ endpoint }) => endpoints.push(endpoint),
        });
      },
      endpoints,
      warnings,
      close,
    };
  }

  async kept(): Promise<string> {
    return readFile(this.file, "utf8");
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}
