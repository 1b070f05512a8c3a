import { Arg, registerEnumType } from "type-graphql";
import { CrmError, EarlierOutcomeUnknown } from "../domain/crmError.js";
import { InputError, RejectedError, type UserError } from "./userError.js";
import type { Outcome, Plan, PlannedWrite, RowCheck, Write } from "./write.js";

/** Most rows that one bulk mutation may have. */
export const MAX_ROWS = 50;

/** What a bulk mutation does when some rows are invalid before anything is sent. */
export const BulkPolicy = { REQUIRE_ALL_VALID: "REQUIRE_ALL_VALID", SKIP_INVALID: "SKIP_INVALID" } as const;
export type BulkPolicy = keyof typeof BulkPolicy;

registerEnumType(BulkPolicy, {
  name: "BulkPolicy",
  description: "What a bulk mutation does when some rows are invalid before anything is sent.",
  valuesConfig: {
    REQUIRE_ALL_VALID: {
      description: "Send nothing if any row is invalid. Valid rows come back with `NOT_SENT`.",
    },
    SKIP_INVALID: { description: "Send the valid rows and report the others." },
  },
});

/** The `policy` argument of a bulk mutation. */
export function PolicyArg(): ReturnType<typeof Arg> {
  return Arg("policy", () => BulkPolicy, {
    defaultValue: BulkPolicy.REQUIRE_ALL_VALID,
    description: "What to do when some rows are invalid.",
  });
}

/** The rows of a bulk mutation. */
export interface BulkRequest<Row> {
  readonly rows: readonly Row[];
  /** The argument that holds the rows. */
  readonly argument: "input" | "ids";
  readonly policy: BulkPolicy;
}

/** How a bulk mutation ended: one outcome a row, in the order of the request. */
export interface BulkOutcome<Value> {
  readonly rows: readonly (Outcome<Value> & { readonly index: number })[];
  readonly userErrors: readonly InputError[];
}

/** Sends rows and tells how each ended. An outcome that is missing at the end belongs to a row that was not sent. */
type Send<Command, Value> = (rows: readonly PlannedWrite<Command>[]) => Promise<readonly Outcome<Value>[]>;

/** What a bulk mutation has to know of its operation. */
interface BulkContext {
  /** Why no change may be begun any more; null while one may. */
  readonly whyOver: () => CrmError | null;
  readonly crm: { readonly makesChangesTogether: boolean };
}

/**
 * Writes rows, each with an outcome of its own: all at the same time where they reach the account together, else one by one. A row
 * that the account refuses does not keep the others from being sent; anything else that goes wrong cuts a batch short that is sent
 * one by one, and so does the end of the operation or of the gateway. Once a row was sent, no failure of the account hides the
 * outcomes; a bug of ours still ends in a top-level error, so that it is logged.
 */
export function writeRows<Row, Command, Value>(
  write: Write<Row, Command, Value>,
  request: BulkRequest<Row>,
  { whyOver, crm }: BulkContext,
): Promise<BulkOutcome<Value>> {
  return runBulk(write, request, (rows) =>
    crm.makesChangesTogether ? sendAtOnce(write, rows, whyOver) : sendOneByOne(write, rows, whyOver),
  );
}

async function sendOneByOne<Row, Command, Value>(
  write: Write<Row, Command, Value>,
  rows: readonly PlannedWrite<Command>[],
  whyOver: () => CrmError | null,
): Promise<readonly Outcome<Value>[]> {
  const outcomes: Outcome<Value>[] = [];
  for (const row of rows) {
    if (whyOver() !== null) break;
    const sent = await sendRow(write, row, outcomes.length === 0);
    if (sent === null) break;
    outcomes.push(sent.outcome);
    if (sent.cutsShort) break;
  }
  return outcomes;
}

async function sendAtOnce<Row, Command, Value>(
  write: Write<Row, Command, Value>,
  rows: readonly PlannedWrite<Command>[],
  whyOver: () => CrmError | null,
): Promise<readonly Outcome<Value>[]> {
  if (whyOver() !== null) return [];
  const results = await Promise.all(
    rows.map((row) =>
      write.send(row.command).catch((error: unknown) => {
        if (error instanceof CrmError) return error;
        throw error;
      }),
    ),
  );
  const [first] = results;
  const hopeless = results.every((result, index) => {
    const row = rows[index];
    return result instanceof CrmError && row !== undefined && reasonsOf(row, result).length === 0;
  });
  if (first instanceof CrmError && hopeless) throw first;
  return rows.map((row, index) => outcomeOf(row, results[index]));
}

/** A change that the account takes for many rows at once. */
export interface BatchWrite<Row, Command, Value> extends RowCheck<Row, Command> {
  /** Makes the changes; one outcome a command, in their order. */
  sendAll(commands: readonly Command[]): Promise<readonly (Value | CrmError)[]>;
}

/** Writes all rows in one call, or none when the operation or the gateway has come to its end. */
export function writeTogether<Row, Command, Value>(
  write: BatchWrite<Row, Command, Value>,
  request: BulkRequest<Row>,
  whyOver: () => CrmError | null,
): Promise<BulkOutcome<Value>> {
  return runBulk(write, request, async (rows) => {
    if (rows.length === 0 || whyOver() !== null) return [];
    const results = await write.sendAll(rows.map((row) => row.command)).catch((error: unknown) => {
      const isExplained = (reason: CrmError) => rows.every((row) => reasonsOf(row, reason).length > 0);
      if (error instanceof CrmError && isExplained(error)) return rows.map(() => error);
      throw error;
    });
    return rows.map((row, index) => outcomeOf(row, results[index]));
  });
}

async function runBulk<Row, Command, Value>(
  check: RowCheck<Row, Command>,
  { rows, argument, policy }: BulkRequest<Row>,
  send: Send<Command, Value>,
): Promise<BulkOutcome<Value>> {
  if (rows.length > MAX_ROWS) {
    return { rows: [], userErrors: [new InputError("INVALID", `At most ${MAX_ROWS} rows.`, [argument])] };
  }
  const plans = rows.map((row, index) => check.plan(row, [argument, String(index)]));
  const valid = plans.filter(isPlanned);
  const isSent = policy === "SKIP_INVALID" || valid.length === plans.length;
  const outcomes = [...(isSent ? await send(valid) : [])];
  return {
    rows: plans.map((plan, index) => ({
      index,
      ...(isPlanned(plan) ? (outcomes.shift() ?? notSent<Value>()) : failed<Value>(...plan.userErrors)),
    })),
    userErrors: [],
  };
}

function isPlanned<Command>(plan: Plan<Command>): plan is PlannedWrite<Command> {
  return "explain" in plan;
}

interface SentRow<Value> {
  readonly outcome: Outcome<Value>;
  /** Whether the account is in trouble, so that the rows behind this one had better not be sent. */
  readonly cutsShort: boolean;
}

/** What became of one row, or null when it was not sent. Before anything was sent, what the user cannot correct is thrown. */
async function sendRow<Row, Command, Value>(
  write: Write<Row, Command, Value>,
  row: PlannedWrite<Command>,
  isFirst: boolean,
): Promise<SentRow<Value> | null> {
  try {
    return { outcome: { value: await write.send(row.command), userErrors: [] }, cutsShort: false };
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const reasons = reasonsOf(row, error);
    if (reasons.length === 0 && isFirst) throw error;
    // What became of an earlier request says nothing of the account as it is now.
    const cutsShort = error.kind === "outcomeUnknown" && !(error instanceof EarlierOutcomeUnknown);
    return reasons.length === 0 ? null : { outcome: failed(...reasons), cutsShort };
  }
}

/** What one row is told of a failure; nothing when it was not sent. */
function reasonsOf<Command>(row: PlannedWrite<Command>, error: CrmError): readonly UserError[] {
  return error.kind === "outcomeUnknown" ? [new RejectedError("OUTCOME_UNKNOWN", error.message)] : row.explain(error);
}

/** The outcome of one row of a batch that came back. */
function outcomeOf<Command, Value>(row: PlannedWrite<Command>, result: Value | CrmError | undefined): Outcome<Value> {
  if (result === undefined) return failed(new RejectedError("OUTCOME_UNKNOWN", "The account's answer lacks the row."));
  if (!(result instanceof CrmError)) return { value: result, userErrors: [] };
  const reasons = reasonsOf(row, result);
  return reasons.length === 0 ? notSent() : failed(...reasons);
}

function failed<Value>(...userErrors: readonly UserError[]): Outcome<Value> {
  return { value: null, userErrors };
}

function notSent<Value>(): Outcome<Value> {
  return failed(new RejectedError("NOT_SENT", "The row was not sent."));
}
