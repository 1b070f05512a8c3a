import { CrmError, FieldsRefused, type FieldFault } from "../domain/crmError.js";
import type { Fault } from "../domain/input/faults.js";
import { badUserInput } from "./errors.js";
import {
  AccessError,
  InputError,
  MalformedIdError,
  NotFoundError,
  RejectedError,
  type ArgumentPath,
  type UserError,
} from "./userError.js";

/**
 * One kind of change, as single and bulk mutations share it.
 * @typeParam Row what the caller gives for one change
 * @typeParam Command the same, checked
 * @typeParam Value what the payload tells of it
 */
export interface Write<Row, Command, Value> extends RowCheck<Row, Command> {
  /** Makes the change. Throws a CrmError. */
  send(command: Command): Promise<Value>;
}

/** The half of a write that sends nothing. */
export interface RowCheck<Row, Command> {
  /**
   * Checks what the caller gave.
   * @param path where in the arguments it was given
   */
  plan(row: Row, path: ArgumentPath): Plan<Command>;
}

/** A change that may be sent, or why not. */
export type Plan<Command> =
  PlannedWrite<Command> | { readonly userErrors: readonly UserError[]; readonly command?: never };

export interface PlannedWrite<Command> {
  readonly command: Command;
  /** What the user can correct if the change fails like this; nothing for what they cannot. */
  explain(error: CrmError): readonly UserError[];
}

/** How a write ended: with a value, or with what the user can correct. */
export interface Outcome<Value> {
  readonly value: Value | null;
  readonly userErrors: readonly UserError[];
}

/**
 * A single mutation: checks, sends, and leaves what the user cannot correct to the top-level errors.
 * @param whyOver asked right before sending; what it gives is thrown instead
 * @throws BAD_USER_INPUT for a malformed id; of a row in a bulk mutation it spoils the row alone
 */
export async function writeOne<Row, Command, Value>(
  write: Write<Row, Command, Value>,
  row: Row,
  path: ArgumentPath,
  whyOver: () => CrmError | null,
): Promise<Outcome<Value>> {
  const plan = write.plan(row, path);
  if (!("explain" in plan)) {
    const malformed = plan.userErrors.find((error) => error instanceof MalformedIdError);
    if (malformed) throw badUserInput(`\`${malformed.field.join(".")}\`: ${malformed.message}`);
    return { value: null, userErrors: plan.userErrors };
  }
  const over = whyOver();
  if (over !== null) throw over;
  try {
    return { value: await write.send(plan.command), userErrors: [] };
  } catch (error) {
    const userErrors = error instanceof CrmError ? plan.explain(error) : [];
    if (userErrors.length === 0) throw error;
    return { value: null, userErrors };
  }
}

/** The user errors for faults found in the argument at `path`. */
export function inputErrors(faults: readonly Fault[], path: ArgumentPath): readonly UserError[] {
  return faults.map(({ code, message, path: below }) =>
    code === "MALFORMED"
      ? new MalformedIdError(message, [...path, ...below])
      : new InputError(code, message, [...path, ...below]),
  );
}

/** The object that a change refers to, and the argument that named it. */
export interface NamedObject {
  readonly id: string;
  readonly field: ArgumentPath;
}

/**
 * What the user can correct after a record was not added; nothing when they cannot.
 * @param named the object meant if the account says that there is none
 * @param path where in the arguments the new record was given
 */
export function explainCreation(error: CrmError, named: NamedObject | null, path: ArgumentPath): readonly UserError[] {
  if (error.kind !== "keyReused") return explainRefusal(error, named, path);
  return [new InputError("INVALID", error.message, [...path, "idempotencyKey"])];
}

/**
 * What the user can correct after the account has answered a change with an error; nothing when they cannot.
 * @param named the object meant if the account says that there is none
 * @param path where in the arguments the fields of the change were given; null when it has none
 */
export function explainRefusal(
  error: CrmError,
  named: NamedObject | null,
  path: ArgumentPath | null = null,
): readonly UserError[] {
  switch (error.kind) {
    case "notFound":
      return [
        named === null
          ? new RejectedError("REJECTED", error.message)
          : new NotFoundError(error.message, named.field, named.id),
      ];
    case "forbidden":
      return [new AccessError("PERMISSION_DENIED", error.message, null)];
    case "rejected":
    case "conflict":
      return refusals("REJECTED", error, path);
    case "notSupported":
      return refusals("NOT_SUPPORTED", error, path);
    default:
      return [];
  }
}

/** One for each field that the account names. */
function refusals(
  code: "REJECTED" | "NOT_SUPPORTED",
  error: CrmError,
  path: ArgumentPath | null,
): readonly RejectedError[] {
  if (!(error instanceof FieldsRefused)) return [new RejectedError(code, error.message)];
  return error.faults.map(({ path: below, message }: FieldFault) => {
    const isPlaced = path !== null && below !== null;
    return new RejectedError(code, message, isPlaced ? [...path, ...inputPath(below)] : null);
  });
}

/** What fields of records that are named by number are called in inputs. */
const INPUT_NAMES: ReadonlyMap<string, string> = new Map([
  ["responsibleUserId", "responsibleUserCrmId"],
  ["statusId", "statusCrmId"],
]);

function inputPath([field = "", ...below]: readonly string[]): ArgumentPath {
  return [INPUT_NAMES.get(field) ?? field, ...below];
}
