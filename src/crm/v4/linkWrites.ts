import type { EntityType } from "../../codec/v4/entity.js";
import type { Link } from "../../codec/v4/linksJson.js";
import { writeId } from "../../codec/v4/values.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { AccountFacts } from "./accountFacts.js";
import { BegunTogether, type Waiting } from "./begunTogether.js";
import { untold } from "./outcomes.js";
import { afterFirst } from "./partialWrite.js";
import { Refused, type V4Calls } from "./v4Calls.js";

type Verb = "link" | "unlink";

/** What a record is linked to, or is not to be linked to any more. */
export interface LinkTarget {
  readonly id: CrmId;
  readonly type: "contacts" | "companies";
  /** Whether a contact is the main one of its deal. */
  readonly isMain?: true;
}

/** A change of one record, with the rows that tell of it. */
interface LinkChange {
  readonly id: CrmId;
  readonly targets: readonly LinkTarget[];
  readonly rows: readonly object[];
}

/**
 * Changes links of records. Those of one operation that are begun at the same time go together, where the account takes links of many
 * records at once: not every one does.
 */
export class LinkWrites {
  readonly #begun: BegunTogether<LinkChange, void>;

  constructor(
    private readonly calls: V4Calls,
    private readonly facts: AccountFacts,
  ) {
    this.#begun = new BegunTogether(calls);
  }

  /**
   * Changes what one record is linked to, with as many calls as it takes. Throws as V4Calls.changeLinks does, and `outcomeUnknown` when
   * one of several calls fails after another one was made.
   */
  async change(type: EntityType, id: CrmId, verb: Verb, targets: readonly LinkTarget[]): Promise<void> {
    const path = `${type}/${verb}`;
    const next = async (start: number): Promise<void> => {
      const end = start + this.facts.rowsPerCall(path);
      await this.#begin(type, id, verb, targets.slice(start, end));
      if (end < targets.length) await afterFirst(() => next(end));
    };
    return next(0);
  }

  #begin(type: EntityType, id: CrmId, verb: Verb, targets: readonly LinkTarget[]): Promise<void> {
    const change = { id, targets, rows: targets.map(rowOf) };
    return this.#begun.add(`${type}/${verb}`, change, async (waiting) => {
      let left = waiting;
      while (left.length > 0) {
        // What one call learns the next one keeps to.
        const pack = firstPack(left, this.facts.rowsPerCall(`${type}/${verb}`));
        left = left.slice(pack.length);
        await this.#changePack(type, verb, pack);
      }
    });
  }

  async #changePack(type: EntityType, verb: Verb, pack: readonly Waiting<LinkChange, void>[]): Promise<void> {
    try {
      await this.#changeAll(type, verb, pack);
    } catch (error) {
      // Those of another call are not told of it.
      for (const { reject } of pack) reject(error);
    }
  }

  async #changeAll(type: EntityType, verb: Verb, waiting: readonly Waiting<LinkChange, void>[]): Promise<void> {
    if (waiting.length > 1 && !this.facts.lacksMassLinks) {
      try {
        const rows = waiting.flatMap(({ row }) => row.rows.map((each) => ({ entity_id: writeId(row.id), ...each })));
        const path = `${type}/${verb}`;
        const links = await this.facts.learningSize(path, rows.length, () => this.calls.changeManyLinks(path, rows));
        for (const each of waiting) {
          if (links === null || isAmong(links, each.row)) each.resolve();
          else each.reject(untold("link"));
        }
        return;
      } catch (error) {
        if (!isWhollyRefused(error)) throw error;
        if (isNoAddress(error)) this.facts.massLinksRefused();
      }
    }
    // Nothing was changed yet. Of a refusal each record is told what is its own.
    await Promise.all(
      waiting.map(({ row: { id, rows }, resolve, reject }) =>
        this.facts
          .learningSize(`${type}/${verb}`, rows.length, () => this.calls.changeLinks(`${type}/${id}/${verb}`, rows))
          .then(resolve, reject),
      ),
    );
  }
}

/** As many changes as go into one call of so many rows, one at least. */
function firstPack(waiting: readonly Waiting<LinkChange, void>[], size: number): readonly Waiting<LinkChange, void>[] {
  let room = size;
  const end = waiting.findIndex(({ row: { targets } }) => {
    room -= targets.length;
    return room < 0;
  });
  return end === -1 ? waiting : waiting.slice(0, Math.max(1, end));
}

function rowOf({ id, type, isMain }: LinkTarget): object {
  return { to_entity_id: writeId(id), to_entity_type: type, ...(isMain && { metadata: { is_main: true } }) };
}

function isAmong(links: readonly Link[], { id, targets }: LinkChange): boolean {
  return targets.every((target) =>
    links.some(({ entityId, toEntityId }) => entityId === id && toEntityId === target.id),
  );
}

/** Whether nothing was changed: a refusal is of all rows, though one of them may be the reason alone. */
function isWhollyRefused(error: unknown): boolean {
  return error instanceof Refused || (error instanceof CrmError && error.kind === "forbidden") || isNoAddress(error);
}

/** Whether the account has no such address (404), or takes no changes there (405). */
function isNoAddress(error: unknown): boolean {
  if (error instanceof Refused) return error.status === 404;
  return error instanceof CrmError && error.kind === "notSupported";
}
