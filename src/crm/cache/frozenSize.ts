// Measured with records of the sandbox: a text may hold on to the whole answer that it was cut out of.
const OBJECT_BYTES = 128;
const FIELD_BYTES = 16;
const TEXT_BYTES = 64;
const CHARACTER_BYTES = 4;

/** Freezes plain data through and through, and estimates the bytes it takes. Dates cannot be frozen. */
export function frozenSize(value: unknown): number {
  if (typeof value === "string") return TEXT_BYTES + CHARACTER_BYTES * value.length;
  if (typeof value !== "object" || value === null) return 0;
  if (value instanceof Date) return OBJECT_BYTES;
  Object.freeze(value);
  let bytes = OBJECT_BYTES;
  for (const field of Object.values(value)) bytes += FIELD_BYTES + frozenSize(field);
  return bytes;
}
