import type { Kind } from "./kinds.js";

/** How a write ended, as far as its caller was told. */
export type Outcome = "acknowledged" | "refused" | "unknown";

/** Values of fields as the account stores them. */
export type Values = Readonly<Record<string, string>>;

/** What is known of a record from the answers to its writes. */
export interface LedgerRecord {
  readonly kind: Kind;
  /** First word of its title. */
  readonly mark: string;
  /** Global id; null when no answer told it. */
  readonly id: string | null;
  presence: "present" | "absent" | "unknown";
  /** What each field may hold: one value, and those of later writes whose outcome is unknown. */
  readonly values: Map<string, ReadonlySet<string>>;
}

const PRESENCE_AFTER_CREATE = { acknowledged: "present", refused: "absent", unknown: "unknown" } as const;
const PRESENCE_AFTER_DELETE = { acknowledged: "absent", refused: "present", unknown: "unknown" } as const;

/** All writes of a run. Two writers may change one record, but never the same field of it. */
export class Ledger {
  readonly records: LedgerRecord[] = [];
  /** Writes by how they ended. */
  readonly counts: Record<Outcome, number> = { acknowledged: 0, refused: 0, unknown: 0 };

  created(created: Pick<LedgerRecord, "kind" | "mark" | "id">, values: Values, outcome: Outcome): LedgerRecord {
    this.counts[outcome] += 1;
    const record: LedgerRecord = {
      ...created,
      presence: PRESENCE_AFTER_CREATE[outcome],
      values: new Map(Object.entries(values).map(([field, value]) => [field, new Set([value])])),
    };
    this.records.push(record);
    return record;
  }

  updated(record: LedgerRecord, values: Values, outcome: Outcome): void {
    this.counts[outcome] += 1;
    if (outcome === "refused") return;
    for (const [field, value] of Object.entries(values)) {
      const before = outcome === "unknown" ? (record.values.get(field) ?? []) : [];
      record.values.set(field, new Set([...before, value]));
    }
  }

  deleted(record: LedgerRecord, outcome: Outcome): void {
    this.counts[outcome] += 1;
    record.presence = PRESENCE_AFTER_DELETE[outcome];
  }
}
