import { AnswersInMemory } from "../crm/idempotency/answersInMemory.js";
import { RecordLock } from "../crm/locks/recordLock.js";
import type { SharedAccount } from "../crm/sharedAccount.js";
import type { ChangeFeed } from "../domain/change.js";
import type { EndedTokens } from "../server/endedTokens.js";
import type { RedisState } from "../server/redisState.js";
import { OwnSignInLimit, type SignInLimit } from "../server/signInLimit.js";
import type { Repeats } from "../webhooks/repeats.js";
import { Keyspace } from "./keyspace.js";
import { RedisLink } from "./redisLink.js";
import { Seal } from "../storage/seal.js";
import { SharedAnswers } from "./sharedAnswers.js";
import { SharedCallWindow } from "./sharedCallWindow.js";
import { SharedChanges } from "./sharedChanges.js";
import { SharedEndedTokens } from "./sharedEndedTokens.js";
import { SharedGrants } from "./sharedGrants.js";
import { SharedReadCache } from "./sharedReadCache.js";
import { SharedRepeats } from "./sharedRepeats.js";
import { SharedRecordLock } from "./sharedRecordLock.js";
import { SharedSessions } from "./sharedSessions.js";
import { SharedSignInLimit } from "./sharedSignInLimit.js";
import { SharedWrites } from "./sharedWrites.js";

interface SharedStateOptions {
  /** Where Redis is. */
  readonly url: string;
  /** Address of the account. */
  readonly account: string;
  /** The first seals, all open. */
  readonly secrets: readonly [string, ...string[]];
  /** How many instances there may be. */
  readonly instances: number;
  /** Calls a second and at a time, of all instances together. Finite. */
  readonly ratePerSecond: number;
  readonly concurrency: number;
  /** The longest that one call may take, and one operation, in milliseconds. */
  readonly callMs: number;
  readonly operationMs: number;
  /** Milliseconds for which a read may be told again; 0 for no cache. */
  readonly cacheTtlMs: number;
  /** The integration of the gateways; undefined where they have none. */
  readonly clientId?: string | undefined;
  /** What makes two instances read different records out of one answer: those with another one share no reads. */
  readonly recordFormat: string;
  readonly onState: (isUp: boolean, reason: string | null) => void;
  readonly onRefusal: (reason: string, detail: string) => void;
  readonly onEviction: (policy: string) => void;
  readonly onCommand: (tookMs: number) => void;
  /** Told of how many instances there are when they are more than there may be. */
  readonly onCrowd: (live: number) => void;
}

/** All that instances share, and how it is. */
export interface SharedState {
  readonly account: SharedAccount;
  readonly endedTokens: EndedTokens;
  readonly signInLimit: SignInLimit;
  readonly redis: RedisState;
  readonly changes: ChangeFeed;
  readonly repeats: Repeats;
  close(): Promise<void>;
}

/** Connects to Redis. Resolves when it is known whether Redis answers: the gateway starts without it as well. */
export async function openSharedState(options: SharedStateOptions): Promise<SharedState> {
  const { secrets, callMs } = options;
  const keyspace = new Keyspace(options.account, secrets[0]);
  const seal = new Seal(secrets, "redis");
  const { url, onState, onRefusal, onEviction, onCommand } = options;
  const link = new RedisLink({ url, birthKey: keyspace.plain("birth"), onState, onRefusal, onEviction, onCommand });
  const common = { link, keyspace, seal };
  await link.settled();
  const changes = new SharedChanges({ ...common, url });
  const window = new SharedCallWindow({
    ...common,
    ratePerSecond: options.ratePerSecond,
    concurrency: options.concurrency,
    instances: options.instances,
    onCrowd: options.onCrowd,
  });
  return {
    account: {
      window,
      sessions: new SharedSessions(common),
      writes: new SharedWrites(common),
      locks: new SharedRecordLock({ ...common, local: new RecordLock(), callMs }),
      reads: new SharedReadCache({
        ...common,
        // Without a cache of its own an instance still tells of its writes: others may have one, be it during an upgrade.
        ttlMs: options.cacheTtlMs,
        // A write that was sent when its operation's time was up is awaited.
        writeMs: options.operationMs + callMs,
        format: options.recordFormat,
      }),
      ...(options.clientId !== undefined && { grants: new SharedGrants({ ...common, clientId: options.clientId }) }),
      answersFor: (kind) => new SharedAnswers({ ...common, kind, local: new AnswersInMemory() }),
    },
    endedTokens: new SharedEndedTokens(common),
    signInLimit: new SharedSignInLimit({ ...common, own: new OwnSignInLimit() }),
    changes,
    repeats: new SharedRepeats(common),
    get redis() {
      return link.state;
    },
    async close() {
      await changes.close();
      await window.close();
      await link.close();
    },
  };
}
