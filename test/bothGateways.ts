import { startGateway, type TestGateway } from "./gateway.js";

/** Two gateways in front of one account, each over one of its APIs. */
export interface BothGateways {
  readonly legacy: TestGateway;
  readonly v4: TestGateway;
  /** The calls that reached the account since this was last asked, sign-ins aside, by whichever gateway. */
  readonly calls: () => string[];
  close(): Promise<void>;
}

/** Starts an account with the demo data and both gateways. The caller closes what it got. */
export async function startBoth(env: Readonly<Record<string, string>> = {}): Promise<BothGateways> {
  const legacy = await startGateway({ api: "legacy", sandbox: { empty: false }, env });
  const v4 = await startGateway({ api: "v4", env: { ...env, AMO_URL: legacy.sandboxUrl } });
  return {
    legacy,
    v4,
    calls: () => legacy.calls(),
    async close() {
      await v4.close();
      await legacy.close();
    },
  };
}
