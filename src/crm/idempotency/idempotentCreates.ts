import { CrmError, EarlierOutcomeUnknown, type CrmErrorKind } from "../../domain/crmError.js";
import { hashOfDraft, type Creation } from "../../domain/creation.js";
import type { StopSignal } from "../../domain/stop.js";
import { unlessAborted } from "../../transport/unlessAborted.js";
import type { Claim, KeptAnswers, Result } from "./keptAnswers.js";

/** Who asks for a creation. */
export interface Asker {
  readonly login: string;
  /** Aborted when they do not wait any longer. */
  readonly signal: StopSignal;
}

/** Adds the drafts; one outcome a draft, in their order. Throws no CrmError. */
export type Send<Draft, Item> = (drafts: readonly Draft[]) => Promise<readonly (Item | CrmError)[]>;

/** One creation of a request. */
interface Row<Draft> {
  readonly index: number;
  readonly draft: Draft;
  /** The key within the login's own; null for a creation without one. */
  readonly key: string | null;
  readonly draftHash: string;
}

/** A creation with a key, from the moment it is begun until its outcome is kept. */
interface UnderWay<Item> {
  readonly draftHash: string;
  /** Undefined when it says nothing of an equal one. Never rejects. */
  readonly outcome: Promise<Item | CrmError | undefined>;
}

/** How a row ends that this request has begun itself: for the request, and for those who wait for it. */
interface Ending<Item> {
  readonly own: Item | CrmError | undefined;
  readonly others: Item | CrmError | undefined;
}

/** A row that this request has begun itself. */
interface Begun<Draft, Item> extends Row<Draft> {
  readonly end: (ending: Ending<Item>) => void;
  /** What its key says, once it was asked. */
  claim?: Claim<Item>;
  isOver: boolean;
}

/** A creation without a key is for its request to make, and nothing is kept of it. */
const KEYLESS = { state: "ours", settle: () => Promise.resolve() } as const;

/** What is wrong with the other request rather than with what it asked for: then the one that waited sends it itself. */
const LEFT_BEHIND: ReadonlySet<CrmErrorKind> = new Set<CrmErrorKind>(["aborted", "notAuthenticated", "tooManyCalls"]);

/**
 * Adds the records of one kind, each key of a user's once: whoever comes while it is under way waits for it, and whoever comes
 * later gets the answer that is kept. A failure that proves that nothing was added leaves the key free.
 */
export class IdempotentCreates<Draft extends object, Item> {
  readonly #underWay = new Map<string, UnderWay<Item>>();

  /** @param kept Asked for a key by one request of this process at a time. */
  constructor(private readonly kept: KeptAnswers<Item>) {}

  /**
   * Adds what was not added before, in as few sendings as possible: one, unless another request leaves something behind. One
   * outcome a creation, in their order.
   */
  async createAll(
    creations: readonly Creation<Draft>[],
    { login, signal }: Asker,
    send: Send<Draft, Item>,
  ): Promise<readonly (Item | CrmError)[]> {
    const outcomes: (Item | CrmError)[] = [];
    let open = creations.map(({ draft, idempotencyKey }, index) => ({
      index,
      draft,
      key: idempotencyKey === undefined ? null : JSON.stringify([login, idempotencyKey]),
      draftHash: hashOfDraft(draft),
    }));
    while (open.length > 0) {
      const left: typeof open = [];
      for (const [row, outcome] of await this.#round(open, signal, send)) {
        if (outcome === undefined) left.push(row);
        else outcomes[row.index] = outcome;
      }
      open = left;
    }
    return outcomes;
  }

  /** Waits for the rows that are under way and sends the others. Undefined for those whose key has to be looked at anew. */
  async #round(
    rows: readonly Row<Draft>[],
    signal: StopSignal,
    send: Send<Draft, Item>,
  ): Promise<[Row<Draft>, Item | CrmError | undefined][]> {
    const begun: Begun<Draft, Item>[] = [];
    // All keys are taken before anything is waited for, so that no two requests can wait for each other.
    const ends = rows.map((row) => {
      const other = row.key === null ? undefined : this.#underWay.get(row.key);
      return other === undefined ? this.#begin(row, begun) : waitFor(other, row.draftHash, signal);
    });
    await this.#makeAll(begun, signal, send);
    const outcomes = await Promise.all(ends);
    return rows.map((row, index) => [row, outcomes[index]]);
  }

  #begin(row: Row<Draft>, begun: Begun<Draft, Item>[]): Promise<Item | CrmError | undefined> {
    const ending = new Promise<Ending<Item>>((end) => begun.push({ ...row, end, isOver: false }));
    const outcome = ending.then(({ others }) => others);
    if (row.key !== null) this.#underWay.set(row.key, { draftHash: row.draftHash, outcome });
    return ending.then(({ own }) => own);
  }

  /** Sends the rows whose keys this request gets. Those that others are busy with are waited for afterwards: they may wait for these. */
  async #makeAll(begun: readonly Begun<Draft, Item>[], signal: StopSignal, send: Send<Draft, Item>): Promise<void> {
    try {
      await all(begun.map((row) => this.#claim(row)));
      const ours = begun.filter(({ claim }) => claim?.state === "ours");
      if (ours.length > 0) {
        const outcomes = await send(ours.map(({ draft }) => draft));
        await Promise.all(ours.map((row, index) => this.#keep(row, outcomes[index])));
      }
      await all(begun.map((row) => this.#waitElsewhere(row, signal)));
    } catch (bug) {
      await Promise.all(begun.map((row) => this.#keep(row, undefined)));
      throw bug;
    }
  }

  /** Asks for the key of a row, and answers the row if that says all. */
  async #claim(row: Begun<Draft, Item>): Promise<void> {
    if (row.key === null) {
      row.claim = KEYLESS;
      return;
    }
    try {
      const claim = await this.kept.claim(row.key, row.draftHash);
      row.claim = claim;
      if (claim.state === "answered") this.#free(row, outcomeOf(claim.result));
      if (claim.state === "reused") {
        this.#free(row, new CrmError("keyReused", "The key was used for other arguments before."));
      }
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      this.#free(row, error);
    }
  }

  /** Keeps the outcome of a row that was sent; undefined when the sending broke off, so that nothing is known of it. */
  async #keep(row: Begun<Draft, Item>, given: Item | CrmError | undefined): Promise<void> {
    if (row.isOver) return;
    const outcome = given === undefined ? new CrmError("outcomeUnknown", "Adding the record broke off.") : given;
    if (row.claim?.state === "ours") await row.claim.settle(resultOf(outcome));
    this.#free(row, outcome);
  }

  /** Waits while the key of a row is somebody else's who is not of this process. */
  async #waitElsewhere(row: Begun<Draft, Item>, signal: StopSignal): Promise<void> {
    if (row.claim?.state !== "busy") return;
    try {
      await row.claim.over(signal);
      this.#free(row, undefined);
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      this.#free(row, leaving(error, row.claim.isSameDraft), false);
    }
  }

  /** Ends a row. `isTold` is whether its outcome is that of those who wait for it, too. */
  #free(row: Begun<Draft, Item>, own: Item | CrmError | undefined, isTold = !isLeftBehind(own)): void {
    row.isOver = true;
    if (row.key !== null) this.#underWay.delete(row.key);
    row.end({ own, others: isTold ? own : undefined });
  }
}

/** Waits for all, and throws what one of them throws. */
async function all(promises: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(promises)) if (result.status === "rejected") throw result.reason;
}

/** Waits for a creation that another request began; undefined when its outcome says nothing of this one. */
async function waitFor<Item>(
  other: UnderWay<Item>,
  draftHash: string,
  signal: StopSignal,
): Promise<Item | CrmError | undefined> {
  const isSame = other.draftHash === draftHash;
  try {
    const outcome = await unlessAborted(other.outcome, signal);
    return isSame ? outcome : undefined;
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    return leaving(error, isSame);
  }
}

/** What somebody gets who does not wait for the end of another's creation. */
function leaving(reason: CrmError, isSame: boolean): CrmError {
  if (!isSame) return reason;
  // The one that is waited for goes on, so "nothing was changed" would not be true.
  return new CrmError("outcomeUnknown", "The operation ended while an equal one with this key was under way.");
}

function isLeftBehind(outcome: unknown): boolean {
  return outcome instanceof CrmError && LEFT_BEHIND.has(outcome.kind);
}

/** What is kept of an outcome. A failure with a known outcome added nothing. */
function resultOf<Item>(outcome: Item | CrmError): Result<Item> | null {
  if (!(outcome instanceof CrmError)) return { item: outcome };
  return outcome.kind === "outcomeUnknown" ? "unknown" : null;
}

function outcomeOf<Item>(result: Result<Item>): Item | CrmError {
  return result === "unknown" ? new EarlierOutcomeUnknown() : result.item;
}
