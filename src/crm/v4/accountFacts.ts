import { decodeAccount, type AccountAnswer } from "../../codec/v4/accountJson.js";
import { decodeField, type FieldDefinition } from "../../codec/v4/fieldJson.js";
import { decodePipeline, type PipelineAnswer } from "../../codec/v4/pipelineJson.js";
import { decodeUser } from "../../codec/v4/userJson.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import { tookTooLong } from "./outcomes.js";
import type { V4Calls } from "./v4Calls.js";

/** For so long what seldom changes is not asked for again. */
const FRESH_MS = 10 * 60_000;
/** What lacks something is asked for again sooner: it may have been added. */
const RECENT_MS = 60_000;

/** Rows in one call: what the vendor advises. */
const ROWS_PER_CALL = 50;

/** What is read for all operations is no call of the one that happens to need it first. */
const FOR_ALL = { count: "never" } as const;

/** One thing that an account tells and that seldom changes. */
class Fact<Value> {
  #value: { readonly value: Value; readonly at: number } | null = null;
  /** Loads under way, each by the calls of one operation: it ends with that one. */
  readonly #loads = new WeakMap<V4Calls, Promise<Value>>();

  constructor(
    private readonly load: (calls: V4Calls) => Promise<Value>,
    private readonly now: () => number,
  ) {}

  /** What was told not long ago; null when that is nothing. */
  get known(): Value | null {
    return this.#isWithin(FRESH_MS) ? (this.#value?.value ?? null) : null;
  }

  /** @param isEnough whether it holds what is looked for; what does not is asked for again unless it is quite new */
  async get(calls: V4Calls, isEnough: (value: Value) => boolean = () => true): Promise<Value> {
    const { known } = this;
    if (known !== null && (isEnough(known) || this.#isWithin(RECENT_MS))) return known;
    return this.#loads.get(calls) ?? this.#begin(calls);
  }

  #begin(calls: V4Calls): Promise<Value> {
    const load = this.#loadNow(calls).finally(() => this.#loads.delete(calls));
    this.#loads.set(calls, load);
    return load;
  }

  async #loadNow(calls: V4Calls): Promise<Value> {
    const at = this.now();
    const value = await this.load(calls);
    this.#value = { value, at };
    return value;
  }

  #isWithin(milliseconds: number): boolean {
    return this.#value !== null && this.now() - this.#value.at < milliseconds;
  }
}

/** What one user has learned of an account beside its records: it is asked for when it is first needed. */
export class AccountFacts {
  readonly #ignored = new Map<string, number>();
  readonly #tooLong = new Map<string, { readonly rows: number; readonly at: number }>();
  #massLinksRefusedAt = -Infinity;
  readonly #now: () => number;
  readonly account: Fact<AccountAnswer>;
  /** Names by number; without any when the user may not see the others. */
  readonly users: Fact<ReadonlyMap<CrmId, string>>;
  /** None when the user may not see them: every account has one. */
  readonly pipelines: Fact<readonly PipelineAnswer[]>;
  /** None when the user may not see them: every account has those of phones and e-mail addresses. */
  readonly contactFields: Fact<readonly FieldDefinition[]>;

  /**
   * @param letterType number of the account's kind of tasks for letters; undefined looks for one by its name
   * @param now monotonic clock in milliseconds
   */
  constructor(
    readonly letterType: CrmId | undefined,
    now: () => number,
  ) {
    this.#now = now;
    this.account = new Fact(readAccount, now);
    this.users = new Fact(readUsers, now);
    this.pipelines = new Fact((calls) => allVisible(calls, "leads/pipelines", decodePipeline), now);
    this.contactFields = new Fact((calls) => allVisible(calls, "contacts/custom_fields", decodeField), now);
  }

  /** Whether the account is known to answer with all of a list whatever the filter. */
  ignores(filter: string): boolean {
    return this.#now() - (this.#ignored.get(filter) ?? -Infinity) < FRESH_MS;
  }

  filterIgnored(filter: string): void {
    this.#ignored.set(filter, this.#now());
  }

  /** Whether the account is known not to take links of many records at once. */
  get lacksMassLinks(): boolean {
    return this.#now() - this.#massLinksRefusedAt < FRESH_MS;
  }

  massLinksRefused(): void {
    this.#massLinksRefusedAt = this.#now();
  }

  /** Rows that one change to this address may have. */
  rowsPerCall(path: string): number {
    const tooLong = this.#tooLong.get(path);
    if (tooLong === undefined || this.#now() - tooLong.at >= FRESH_MS) return ROWS_PER_CALL;
    return Math.max(1, Math.floor(tooLong.rows / 2));
  }

  /**
   * Sends rows. Where that took the account too long, no later call to the address has more than half as many for a while; these are
   * not sent again, as the account may have made them all the same.
   */
  async learningSize<Done>(path: string, rows: number, send: () => Promise<Done>): Promise<Done> {
    try {
      return await send();
    } catch (error) {
      // Calls of the size of before may still be under way.
      const isNew = rows > 1 && rows <= this.rowsPerCall(path);
      if (isNew && error instanceof CrmError && tookTooLong(error)) {
        this.#tooLong.set(path, { rows, at: this.#now() });
      }
      throw error;
    }
  }
}

async function readAccount(calls: V4Calls): Promise<AccountAnswer> {
  const text = await calls.read("account", [["with", "task_types,datetime_settings"]], FOR_ALL);
  if (text === null) throw new CrmError("badResponse", "The account does not tell of itself.");
  return decodeAccount(text);
}

async function readUsers(calls: V4Calls): Promise<ReadonlyMap<CrmId, string>> {
  return new Map((await allVisible(calls, "users", decodeUser)).map(({ id, name }) => [id, name]));
}

/** A list that may be for administrators alone: others see nothing of it. */
async function allVisible<Item>(
  calls: V4Calls,
  path: string,
  decode: (item: unknown) => Item,
): Promise<readonly Item[]> {
  try {
    return await calls.all(path, decode, [], FOR_ALL);
  } catch (error) {
    if (error instanceof CrmError && error.kind === "forbidden") return [];
    throw error;
  }
}
