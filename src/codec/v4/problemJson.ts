import { z } from "zod";

/** What is wrong with one field of a row, in the account's words for it. */
export interface FieldProblem {
  /** For example `NotSupportedChoice`. */
  readonly code: string;
  /** From the row on, with dots: `custom_fields_values.0.field_id`. */
  readonly path: string;
}

const PROBLEM = z.object({
  "validation-errors": z.array(
    z.object({
      request_id: z.union([z.string(), z.number()]).transform(String),
      errors: z.array(z.object({ code: z.string(), path: z.string() })),
    }),
  ),
});

/**
 * What a refusal says of each row, by its `request_id`; empty when it does not speak of rows. It does not throw: a refusal is one
 * whatever its text.
 */
export function decodeProblems(text: string): ReadonlyMap<string, readonly FieldProblem[]> {
  const parsed = PROBLEM.safeParse(tolerantJson(text));
  if (!parsed.success) return new Map();
  return new Map(parsed.data["validation-errors"].map(({ request_id, errors }) => [request_id, errors]));
}

function tolerantJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
