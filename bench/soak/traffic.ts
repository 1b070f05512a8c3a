import type { Client } from "./client.js";
import { CATALOG, CONTACT, DEAL, KINDS, NOTE, TASK, type Kind } from "./kinds.js";
import type { Ledger, LedgerRecord, Values } from "./ledger.js";
import { Random } from "./random.js";

/** Callers at work at a time. */
export const WORKERS = 16;
/** Records that all workers share, of each kind that notes and tasks can be attached to. */
const SHARED = 4;
/** Share of the reads and creates whose caller hangs up, after at most this time. */
const HUNG_UP = 0.1;
const LONGEST_PATIENCE_MS = 300;
/** Records of one kind that one worker has at most, so that the account does not grow with the time a run takes. */
const MOST_OWN = 6;

const READS = [
  `{ deals(first: 20) { totalCount nodes { name price status { name } contacts { name company { name } } } } }`,
  `query ($word: String!) {
    contacts(first: 10, search: $word) { nodes { name version phoneNumbers { number } emailAddresses { address } } }
  }`,
  `query ($contact: ID!) {
    contact(id: $contact) { name notes(first: 20) { nodes { body } } tasks(first: 20) { nodes { text dueAt } } }
  }`,
  `query ($deal: ID!) {
    deal(id: $deal) { name version notes { totalCount } tasks(isCompleted: false) { nodes { text } } }
  }`,
  `query ($word: String!) {
    search(query: $word) { contacts(first: 5) { nodes { name } } catalogs(first: 5) { nodes { name type } } }
  }`,
  `query ($contact: ID!, $deal: ID!) { nodes(ids: [$contact, $deal]) { id __typename } viewer { login } }`,
];

function mutation(kind: Kind, verb: "Create" | "Update" | "Delete"): string {
  const field = `${kind.name.toLowerCase()}${verb}`;
  const record = `record: ${kind.name.toLowerCase()} { id }`;
  const userErrors = "userErrors { code }";
  switch (verb) {
    case "Create":
      return `mutation ($input: ${kind.name}CreateInput!) { payload: ${field}(input: $input) { ${record} ${userErrors} } }`;
    case "Update":
      return `mutation ($id: ID!, $patch: ${kind.name}PatchInput!) { payload: ${field}(id: $id, patch: $patch) { ${record} ${userErrors} } }`;
    case "Delete":
      return `mutation ($id: ID!) { payload: ${field}(id: $id) { ${userErrors} } }`;
  }
}

/** Adds the records that all workers share. */
export async function addShared(client: Client, ledger: Ledger, seed: number): Promise<readonly LedgerRecord[]> {
  const founder = new Worker(client, ledger, seed, "w0");
  const shared: LedgerRecord[] = [];
  for (let index = 0; index < SHARED; index += 1) {
    shared.push(await founder.create(CONTACT), await founder.create(DEAL));
  }
  return shared;
}

interface TrafficOptions {
  readonly client: Client;
  readonly ledger: Ledger;
  readonly shared: readonly LedgerRecord[];
  readonly seed: number;
  /** A moment of `performance.now()`. */
  readonly until: number;
}

/** Runs until a moment: all workers read and write what they share, and records of their own. */
export async function runTraffic({ client, ledger, shared, seed, until }: TrafficOptions): Promise<void> {
  const workers = Array.from({ length: WORKERS }, async (_, index) => {
    const worker = new Worker(client, ledger, seed + index + 1, `w${index + 1}`);
    await worker.run(shared, index, until);
  });
  await Promise.all(workers);
}

class Worker {
  readonly #random: Random;
  readonly #own: LedgerRecord[] = [];
  #serial = 0;

  constructor(
    private readonly client: Client,
    private readonly ledger: Ledger,
    seed: number,
    private readonly name: string,
  ) {
    this.#random = new Random(seed);
  }

  async run(shared: readonly LedgerRecord[], index: number, until: number): Promise<void> {
    while (performance.now() < until) {
      const chance = this.#random.next();
      if (chance < 0.35) await this.#read(shared);
      else if (chance < 0.5) await this.#updateShared(shared, index);
      else await this.#changeOwn(this.#random.pick(KINDS), shared);
    }
  }

  /**
   * Adds a record; notes and tasks need one to be attached to. Some callers hang up and send the same again under the same key: there
   * must be one record then, if the second is acknowledged, and none, if it is refused.
   */
  async create(kind: Kind, subject?: LedgerRecord): Promise<LedgerRecord> {
    const mark = `${this.name}-${kind.name}-${this.#serial}`;
    const values = this.#values(kind, mark, Object.keys(kind.fields));
    const input = { ...inputOf(kind, values), ...this.#requiredOf(kind, subject), idempotencyKey: mark };
    if (this.#isImpatient()) await this.client.abandon(mutation(kind, "Create"), { input }, this.#patience());
    const { outcome, id } = await this.client.write(mutation(kind, "Create"), { input });
    return this.ledger.created({ kind, mark, id }, values, outcome);
  }

  async #read(shared: readonly LedgerRecord[]): Promise<void> {
    const query = this.#random.pick(READS);
    const contact = this.#random.pick(shared.filter(({ kind }) => kind === CONTACT)).id;
    const deal = this.#random.pick(shared.filter(({ kind }) => kind === DEAL)).id;
    const variables = { word: this.name, contact, deal };
    if (this.#isImpatient()) await this.client.abandon(query, variables, this.#patience());
    else await this.client.read(query, variables);
  }

  #isImpatient(): boolean {
    return this.#random.next() < HUNG_UP;
  }

  #patience(): number {
    return 1 + Math.floor(this.#random.next() * LONGEST_PATIENCE_MS);
  }

  /** Each field of a shared record has one worker who writes it, and others who write the fields beside it. */
  async #updateShared(shared: readonly LedgerRecord[], index: number): Promise<void> {
    const record = shared[index % shared.length];
    if (!record?.id) throw new Error("The run began with a create that was not acknowledged.");
    const fields = Object.keys(record.kind.fields);
    const field = fields[Math.floor(index / shared.length) % fields.length] ?? "";
    await this.#update(record, [field]);
  }

  async #changeOwn(kind: Kind, shared: readonly LedgerRecord[]): Promise<void> {
    const own = this.#own.filter((record) => record.kind === kind && record.presence === "present" && record.id);
    const chance = this.#random.next();
    if (own.length === 0 || (chance < 0.4 && own.length < MOST_OWN)) {
      this.#own.push(await this.create(kind, this.#random.pick(shared)));
    } else if (chance < 0.75) {
      const fields = Object.keys(kind.fields).filter(() => this.#random.next() < 0.6);
      await this.#update(this.#random.pick(own), fields.length > 0 ? fields : [kind.title]);
    } else {
      const record = this.#random.pick(own);
      const { outcome } = await this.client.write(mutation(kind, "Delete"), { id: record.id });
      this.ledger.deleted(record, outcome);
    }
  }

  async #update(record: LedgerRecord, fields: readonly string[]): Promise<void> {
    const values = this.#values(record.kind, record.mark, fields);
    const variables = { id: record.id, patch: inputOf(record.kind, values) };
    const { outcome } = await this.client.write(mutation(record.kind, "Update"), variables);
    this.ledger.updated(record, values, outcome);
  }

  #values(kind: Kind, mark: string, fields: readonly string[]): Values {
    return Object.fromEntries(
      Object.entries(kind.fields)
        .filter(([name]) => fields.includes(name))
        .map(([name, field]) => {
          const value = field.value(this.#random, this.#serial++);
          return [name, name === kind.title ? `${mark} ${value}` : value];
        }),
    );
  }

  #requiredOf(kind: Kind, subject: LedgerRecord | undefined): object {
    const isAttached = kind === NOTE || kind === TASK;
    return {
      ...(isAttached && { subject: subject?.kind === DEAL ? { dealId: subject.id } : { contactId: subject?.id } }),
      ...(kind === TASK && { dueAt: "2030-01-15T09:00:00Z", responsibleUserCrmId: "1" }),
      ...(kind === CATALOG && { type: "REGULAR" }),
    };
  }
}

function inputOf(kind: Kind, values: Values): object {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, kind.fields[name]?.input(value)]));
}
