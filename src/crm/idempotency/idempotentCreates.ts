import { CrmError, EarlierOutcomeUnknown, type CrmErrorKind } from "../../domain/crmError.js";
import { hashOfDraft, type Creation } from "../../domain/creation.js";
import type { StopSignal } from "../../domain/stop.js";
import { unlessAborted } from "../../transport/unlessAborted.js";
import type { KeptAnswer, KeptAnswers } from "./keptAnswers.js";

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
  /** Never rejects. */
  readonly outcome: Promise<Item | CrmError>;
}

/** A row that this request has begun itself. */
interface Begun<Draft, Item> extends Row<Draft> {
  tell(outcome: Item | CrmError): void;
}

/** What is wrong with the other request rather than with what it asked for: then the one that waited sends it itself. */
const LEFT_BEHIND: ReadonlySet<CrmErrorKind> = new Set<CrmErrorKind>(["aborted", "notAuthenticated"]);

/**
 * Adds the records of one kind, each key of a user's once: whoever comes while it is under way waits for it, and whoever comes
 * later gets the answer that is kept. A failure that proves that nothing was added leaves the key free.
 */
export class IdempotentCreates<Draft extends object, Item> {
  readonly #underWay = new Map<string, UnderWay<Item>>();

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
    await this.#send(begun, send);
    const outcomes = await Promise.all(ends);
    return rows.map((row, index) => [row, outcomes[index]]);
  }

  #begin(row: Row<Draft>, begun: Begun<Draft, Item>[]): Promise<Item | CrmError> {
    const outcome = new Promise<Item | CrmError>((tell) => begun.push({ ...row, tell }));
    if (row.key !== null) this.#underWay.set(row.key, { draftHash: row.draftHash, outcome });
    return outcome;
  }

  async #send(begun: readonly Begun<Draft, Item>[], send: Send<Draft, Item>): Promise<void> {
    const fresh = await this.#withoutAnswer(begun);
    if (fresh.length === 0) return;
    try {
      const outcomes = await send(fresh.map(({ draft }) => draft));
      await Promise.all(fresh.map((row, index) => this.#end(row, outcomes[index])));
    } catch (bug) {
      await Promise.all(fresh.map((row) => this.#end(row, undefined)));
      throw bug;
    }
  }

  /** Answers the rows of which an answer is kept, and gives the others. */
  async #withoutAnswer(rows: readonly Begun<Draft, Item>[]): Promise<readonly Begun<Draft, Item>[]> {
    const answers = await Promise.all(rows.map(async ({ key }) => (key === null ? undefined : this.kept.read(key))));
    return rows.filter((row, index) => {
      const answer = answers[index];
      if (answer !== undefined) this.#free(row, outcomeOf(answer, row.draftHash));
      return answer === undefined;
    });
  }

  /** Keeps the outcome of a row that was sent; undefined when the sending broke off, so that nothing is known of it. */
  async #end(row: Begun<Draft, Item>, given: Item | CrmError | undefined): Promise<void> {
    const outcome = given === undefined ? new CrmError("outcomeUnknown", "Adding the record broke off.") : given;
    const isUnknown = outcome instanceof CrmError && outcome.kind === "outcomeUnknown";
    if (row.key !== null && (isUnknown || !(outcome instanceof CrmError))) {
      const result = outcome instanceof CrmError ? "unknown" : { item: outcome };
      await this.kept.keep(row.key, { draftHash: row.draftHash, result });
    }
    this.#free(row, outcome);
  }

  #free(row: Begun<Draft, Item>, outcome: Item | CrmError): void {
    if (row.key !== null) this.#underWay.delete(row.key);
    row.tell(outcome);
  }
}

/** The outcome of a creation that somebody else began; undefined when it says nothing of this one. */
async function waitFor<Item>(
  other: UnderWay<Item>,
  draftHash: string,
  signal: StopSignal,
): Promise<Item | CrmError | undefined> {
  const isSame = other.draftHash === draftHash;
  try {
    const outcome = await unlessAborted(other.outcome, signal);
    const isLeftBehind = outcome instanceof CrmError && LEFT_BEHIND.has(outcome.kind);
    return isSame && !isLeftBehind ? outcome : undefined;
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    if (!isSame) return error;
    // The one that is waited for goes on, so "nothing was changed" would not be true.
    return new CrmError("outcomeUnknown", "The operation ended while an equal one with this key was under way.");
  }
}

function outcomeOf<Item>({ draftHash, result }: KeptAnswer<Item>, askedFor: string): Item | CrmError {
  if (draftHash !== askedFor) return new CrmError("keyReused", "The key was used for other arguments before.");
  return result === "unknown" ? new EarlierOutcomeUnknown() : result.item;
}
