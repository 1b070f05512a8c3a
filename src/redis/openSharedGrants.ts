import type { GrantStore } from "../oauth/grantStore.js";
import { Seal } from "../storage/seal.js";
import { Keyspace } from "./keyspace.js";
import { RedisLink } from "./redisLink.js";
import { SharedGrants } from "./sharedGrants.js";

/** A grant that is kept in Redis, and the way there. */
export interface OpenGrants {
  readonly store: GrantStore;
  close(): Promise<void>;
}

interface SharedGrantsOptions {
  /** Where Redis is. */
  readonly url: string;
  /** Address of the account. */
  readonly account: string;
  /** The first seals, all open. */
  readonly secrets: readonly [string, ...string[]];
  readonly clientId: string;
}

/** Connects to Redis for nothing but the grant. Resolves when it is known whether Redis answers. */
export async function openSharedGrants({ url, account, secrets, clientId }: SharedGrantsOptions): Promise<OpenGrants> {
  const keyspace = new Keyspace(account, secrets[0]);
  const link = new RedisLink({ url, birthKey: keyspace.plain("birth") });
  await link.settled();
  return {
    store: new SharedGrants({ link, keyspace, seal: new Seal(secrets, "redis"), clientId }),
    close: () => link.close(),
  };
}
