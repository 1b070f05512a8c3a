import { CrmError } from "../domain/crmError.js";
import type { Carried } from "../domain/carried.js";
import type { CrmId } from "../domain/crmId.js";

/** A value that is at hand, or on its way. */
export type Lazy<Value> = Value | Promise<Value>;

/** What a read is made for. */
export interface Wanted<Item extends { readonly id: CrmId }> {
  /** The fields that are not at hand. */
  readonly fields: readonly (keyof Item)[];
  /** Whether a record tells what is wanted of it. */
  readonly isEnough: (record: Carried<Item>) => boolean;
}

/** What is known of a record, and how to learn the rest. */
interface Source<Item extends { readonly id: CrmId }> {
  readonly id: CrmId;
  /** What an answer carried: told without a read. */
  readonly carried?: Carried<Item>;
  /** What was just written: told when the record cannot be read back, since an acknowledged write does not fail any more. */
  readonly written?: Carried<Item>;
  /** Reads the record, or finds that there is none. What comes need not be more of it than is enough. */
  read(wanted: Wanted<Item>): Promise<Carried<Item> | null>;
}

/**
 * A record of which one answer carried some fields. The others are read when they are selected: one read serves all that the
 * account brings together, since it goes through the loaders of the request.
 */
export class LazyRecord<Item extends { readonly id: CrmId }> {
  constructor(private readonly source: Source<Item>) {}

  get id(): CrmId {
    return this.source.id;
  }

  field<Key extends keyof Item>(key: Key): Lazy<Item[Key]> {
    return this.derive<Item[Key]>([key], (record: Partial<Item>) => record[key]);
  }

  /**
   * A value made of the record's fields.
   *
   * @param fields those it needs
   * @param pick gives undefined when they were not carried
   */
  derive<Value>(fields: readonly (keyof Item)[], pick: (record: Carried<Item>) => Value | undefined): Lazy<Value> {
    const { carried } = this.source;
    const value = carried && pick(carried);
    return value === undefined ? this.readThenPick(fields, pick) : value;
  }

  private async readThenPick<Value>(
    fields: readonly (keyof Item)[],
    pick: (record: Carried<Item>) => Value | undefined,
  ): Promise<Value> {
    const { carried, written } = this.source;
    const pickOf = (read: Carried<Item>): Value | undefined => pick(carried ? { ...carried, ...read } : read);
    const missing = carried ? fields.filter((field) => !(field in carried)) : fields;
    const record = await this.readOrFail({ fields: missing, isEnough: (read) => pickOf(read) !== undefined });
    const value = record instanceof Error ? undefined : pickOf(record);
    const answer = value === undefined && written ? pick(written) : value;
    if (answer !== undefined) return answer;
    throw record instanceof Error
      ? record
      : new CrmError("badResponse", "The account's page of a record lacks a field.");
  }

  /** The record with what is wanted of it, or why it cannot be had. */
  private async readOrFail(wanted: Wanted<Item>): Promise<Carried<Item> | Error> {
    try {
      return (
        (await this.source.read(wanted)) ??
        new CrmError("notFound", "The record is not there any more, or the user may not see it.")
      );
    } catch (error) {
      // The account's failure, or that no call is left. Anything else is a bug and must be seen.
      if (error instanceof CrmError) return error;
      throw error;
    }
  }
}
