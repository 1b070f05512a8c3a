import { decodeAccount, type AccountAnswer } from "../../codec/v4/accountJson.js";
import { decodeField, type FieldDefinition } from "../../codec/v4/fieldJson.js";
import { decodePipeline, type PipelineAnswer } from "../../codec/v4/pipelineJson.js";
import { decodeUser } from "../../codec/v4/userJson.js";
import { CrmError } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { V4Calls } from "./v4Calls.js";

/** For so long what seldom changes is not asked for again. */
const FRESH_MS = 10 * 60_000;
/** What lacks something is asked for again sooner: it may have been added. */
const RECENT_MS = 60_000;

/** One thing that an account tells and that seldom changes. */
class Fact<Value> {
  #value: { readonly value: Value; readonly at: number } | null = null;

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
  readonly #now: () => number;
  readonly account: Fact<AccountAnswer>;
  /** Names by number; without any when the user may not see the others. */
  readonly users: Fact<ReadonlyMap<CrmId, string>>;
  readonly pipelines: Fact<readonly PipelineAnswer[]>;
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
    this.pipelines = new Fact((calls) => calls.all("leads/pipelines", decodePipeline), now);
    this.contactFields = new Fact((calls) => calls.all("contacts/custom_fields", decodeField), now);
  }

  /** Whether the account is known to answer with all of a list whatever the filter. */
  ignoresFilterOf(path: string): boolean {
    return this.#now() - (this.#ignored.get(path) ?? -Infinity) < FRESH_MS;
  }

  filterIgnored(path: string): void {
    this.#ignored.set(path, this.#now());
  }
}

async function readAccount(calls: V4Calls): Promise<AccountAnswer> {
  const text = await calls.read("account", [["with", "task_types,datetime_settings"]]);
  if (text === null) throw new CrmError("badResponse", "The account does not tell of itself.");
  return decodeAccount(text);
}

async function readUsers(calls: V4Calls): Promise<ReadonlyMap<CrmId, string>> {
  try {
    return new Map((await calls.all("users", decodeUser)).map(({ id, name }) => [id, name]));
  } catch (error) {
    // The list is for administrators: others are told numbers alone.
    if (error instanceof CrmError && error.kind === "forbidden") return new Map();
    throw error;
  }
}
