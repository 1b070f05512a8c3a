import { z } from "zod";

/** What is wrong with one field of a row, in the account's words for it. */
export interface FieldProblem {
  /** For example `NotSupportedChoice`. */
  readonly code: string;
  /** From the row on, with dots: `custom_fields_values.0.field_id`. Empty where the account does not say. */
  readonly path: string;
}

/** A refusal is understood as far as it goes. */
const TEXT = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

const PROBLEM = z.object({
  "validation-errors": z.array(
    z.object({
      request_id: z.union([z.string(), z.number()]).transform(String).nullish(),
      errors: z.array(z.object({ code: TEXT, path: TEXT })),
    }),
  ),
});

/**
 * What a refusal says of each row, by its `request_id`, which is empty where it is not told; nothing when it does not speak of rows.
 * It does not throw: a refusal is one whatever its text.
 */
export function decodeProblems(text: string): ReadonlyMap<string, readonly FieldProblem[]> {
  const parsed = PROBLEM.safeParse(tolerantJson(text));
  if (!parsed.success) return new Map();
  return new Map(parsed.data["validation-errors"].map(({ request_id, errors }) => [request_id ?? "", errors]));
}

function tolerantJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
