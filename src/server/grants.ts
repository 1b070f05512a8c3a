import type { GatewayConfig } from "../config.js";
import { CopiedGrants } from "../oauth/copiedGrants.js";
import { FileGrants } from "../oauth/fileGrants.js";
import type { GrantStore } from "../oauth/grantStore.js";
import { Seal } from "../storage/seal.js";
import { sharedGrants } from "./sharedState.js";

/** Where the grant of the gateway's integration is kept. */
interface KeptGrants {
  readonly store: GrantStore;
  close(): Promise<void>;
}

/**
 * Opens what keeps the grant: a file, or with Redis that and the file as a copy; null for a gateway without an integration.
 *
 * @param shared the one of a gateway that has opened Redis already
 */
export async function openGrants(
  config: GatewayConfig,
  shared: GrantStore | undefined,
  onWarning: (message: string) => void,
): Promise<KeptGrants | null> {
  const { account, integration } = config;
  const [first, ...others] = config.sessionSecrets;
  // The configuration has no integration without a secret, or without an account elsewhere.
  if (integration === null || account.kind !== "remote" || first === undefined) return null;
  const file = new FileGrants({
    path: integration.grantFile,
    of: { account: account.origin, clientId: integration.clientId },
    seal: new Seal([first, ...others], "file"),
  });
  const opened = shared === undefined ? await sharedGrants(config) : null;
  const common = shared ?? opened?.store;
  return {
    store: common === undefined ? file : new CopiedGrants(common, file, onWarning),
    close: async () => opened?.close(),
  };
}
