/** Something in an input that the person at the screen can correct. */
export interface Fault {
  /** Field names and list indexes below the argument, for example `["phoneNumbers", "1", "number"]`. */
  readonly path: readonly string[];
  /**
   * `REQUIRED`: missing, null or blank where that may not be. `INVALID`: malformed or out of range. `MALFORMED`: an id that no
   * person can have typed, so that it is the calling program's mistake.
   */
  readonly code: "REQUIRED" | "INVALID" | "MALFORMED";
  /** A sentence for developers, in English. It never repeats the value. */
  readonly message: string;
}

/** The value that an input stands for, or everything that is wrong with it. */
export type Checked<Value> =
  | { readonly value: Value; readonly faults?: undefined }
  | { readonly faults: readonly Fault[]; readonly value?: undefined };

/** Checks what was given and brings it into the form in which it is written. */
export type Check<Given, Value> = (given: Given) => Checked<Value>;

/** Most entries that a list in an input may have. */
const MAX_ENTRIES = 100;

export function valid<Value>(value: Value): Checked<Value> {
  return { value };
}

export function fault(code: Fault["code"], message: string): { readonly faults: readonly Fault[] } {
  return { faults: [{ path: [], code, message }] };
}

const MISSING = fault("REQUIRED", "A value is required.");

/** The outcome of a check of a part, with its faults told from where the whole begins. */
function below<Value>(key: string, checked: Checked<Value>): Checked<Value> {
  if (checked.faults === undefined) return checked;
  return { faults: checked.faults.map((found) => ({ ...found, path: [key, ...found.path] })) };
}

/** A check that refuses null and leaves the rest to another check. */
export function required<Given, Value>(check: Check<Given, Value>): Check<Given | null, Value> {
  return (given) => (given === null ? MISSING : check(given));
}

/** A check that lets null through and leaves the rest to another check. */
export function nullable<Given, Value>(check: Check<Given, Value>): Check<Given | null, Value | null> {
  return (given) => (given === null ? valid(null) : check(given));
}

/** A check of each entry of a list, which may look at the others. Null stands for the empty list. */
export function listOf<Given, Value>(
  check: (entry: Given, index: number, list: readonly Given[]) => Checked<Value>,
): Check<readonly Given[] | null, readonly Value[]> {
  return (given) => {
    const entries = given ?? [];
    if (entries.length > MAX_ENTRIES) return fault("INVALID", `A list may have at most ${MAX_ENTRIES} entries.`);
    const checked = entries.map((entry, index) => below(String(index), check(entry, index, entries)));
    const faults = checked.flatMap((entry) => entry.faults ?? []);
    if (faults.length > 0) return { faults };
    return valid(checked.flatMap((entry) => (entry.faults === undefined ? [entry.value] : [])));
  };
}

/** A field that must be there. */
export function requiredField<Input, Key extends keyof Input & string, Value>(
  input: Input,
  key: Key,
  check: Check<NonNullable<Input[Key]>, Value>,
): Checked<Value> {
  return chosenField(input, key, check) ?? below(key, MISSING);
}

/** A field that may be absent; undefined when it is. What null means is up to the check. */
export function field<Input, Key extends keyof Input & string, Value>(
  input: Input,
  key: Key,
  check: Check<Exclude<Input[Key], undefined>, Value>,
): Checked<Value> | undefined {
  const given = input[key];
  return isGiven(given) ? below(key, check(given)) : undefined;
}

/** A field of a new record that the account fills in when it is absent or null. */
export function chosenField<Input, Key extends keyof Input & string, Value>(
  input: Input,
  key: Key,
  check: Check<NonNullable<Input[Key]>, Value>,
): Checked<Value> | undefined {
  const given: Input[Key] | null | undefined = input[key];
  return given === null || given === undefined ? undefined : below(key, check(given));
}

/** Absence is `undefined` rather than a missing key: a class that stands for an input has all its keys from the start. */
function isGiven<Given>(given: Given): given is Exclude<Given, undefined> {
  return given !== undefined;
}

/** For each key of a record its checked field; undefined, where the record allows it, for one that was not given. */
type CheckedFields<Value> = {
  readonly [Key in keyof Value]-?:
    Checked<Required<Value>[Key]> | (Partial<Value> extends Pick<Value, Key> ? undefined : never);
};

/** The record made of checked fields, without those that were not given, or the faults of all of them. */
export function collect<Value extends object>(fields: CheckedFields<Value>): Checked<Value> {
  const given = Object.entries<Checked<unknown> | undefined>(fields).flatMap(([key, checked]) =>
    checked === undefined ? [] : [{ key, checked }],
  );
  const faults = given.flatMap(({ checked }) => checked.faults ?? []);
  if (faults.length > 0) return { faults };
  // CheckedFields has a field for each key of Value and its value's type, which entries do not carry over.
  return valid(Object.fromEntries(given.map(({ key, checked }) => [key, checked.value])) as Value);
}

/** The same as collect for changes, of which there must be one. */
export function collectChanges<Value extends object>(fields: CheckedFields<Value>): Checked<Value> {
  const checked = collect(fields);
  if (checked.faults !== undefined || Object.keys(checked.value).length > 0) return checked;
  return fault("REQUIRED", "There is nothing to change: give at least one field.");
}
