import type { StopSignal } from "../../domain/stop.js";

/** What became of a creation that had a key: what it gave; `unknown` when it is not known whether the record was added. */
export type Result<Item> = { readonly item: Item } | "unknown";

/** What a key says of the creation that it came with. */
export type Claim<Item> =
  /** It is for whoever asked to make it, and to settle the key afterwards, be it made or not. */
  | { readonly state: "ours"; readonly settle: Settle<Item> }
  /** It was made before. */
  | { readonly state: "answered"; readonly result: Result<Item> }
  /** The key was used for another draft. */
  | { readonly state: "reused" }
  /** Somebody else is about to make it, or one with another draft. */
  | {
      readonly state: "busy";
      readonly isSameDraft: boolean;
      /** Waits until the key is worth being looked at anew. Throws a CrmError, `aborted` when the signal comes first. */
      over(signal: StopSignal): Promise<void>;
    };

/** Says what became of a creation; null when nothing was added, which leaves the key free. Never rejects. */
type Settle<Item> = (result: Result<Item> | null) => Promise<void>;

/** Where the answers of creations with a key are kept for the day that a key lasts. */
export interface KeptAnswers<Item> {
  /**
   * Looks at a key, and takes it if it is free. Throws a CrmError `unavailable` when that cannot be done for now.
   *
   * @param draftHash of the draft that is to be added
   */
  claim(key: string, draftHash: string): Promise<Claim<Item>>;
}
