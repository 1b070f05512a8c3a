import { GraphQLScalarType, Kind, type ValueNode } from "graphql";

/** RFC 3339, section 5.6, with the offset that `date-time` requires. */
const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

const PLAIN_DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** A moment as RFC 3339 text in UTC. Whole seconds, which is all the CRM keeps, are written without a fraction. */
function formatDateTime(moment: Date): string {
  return moment.toISOString().replace(".000Z", "Z");
}

/**
 * Reads RFC 3339 text with an offset.
 * @throws Error if it is anything else, a day that does not exist included. The message does not repeat the text.
 */
function parseDateTime(text: unknown): Date {
  const upper = typeof text === "string" ? text.toUpperCase() : "";
  const [, year, month, day] = RFC_3339.exec(upper) ?? [];
  if (!existsDay(Number(year), Number(month), Number(day))) {
    throw new TypeError("It needs RFC 3339 text with an offset, for example 2026-11-21T20:55:00Z.");
  }
  return new Date(upper);
}

/** Date rolls the 30th of February over into March instead of refusing it; NaN fails every comparison. */
function existsDay(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

export const DateTime = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  description:
    "A moment in time, written in RFC 3339 with an offset, for example `2026-11-21T20:55:00Z`. Always UTC in responses.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time",
  serialize(value) {
    if (value instanceof Date) return formatDateTime(value);
    throw new TypeError("A DateTime has to be a Date.");
  },
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : undefined),
});

/**
 * Reads a decimal number as text.
 * @throws Error if it is no plain decimal number. The message does not repeat the value.
 */
function parseDecimal(value: unknown): string {
  const text = typeof value === "number" ? textOfNumber(value) : value;
  if (typeof text === "string" && PLAIN_DECIMAL.test(text)) return text;
  throw new TypeError('It needs a decimal number, for example "1500.00", as text where it has many digits.');
}

/** A JSON number as text, unless it has more digits than a double holds: some are lost before we see it. */
function textOfNumber(value: number): string | undefined {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : undefined;
}

/** Numbers in a document are still text, so no digit of theirs is lost. */
function decimalOfLiteral(node: ValueNode): string {
  const isNumber = node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT;
  return parseDecimal(isNumber ? node.value : undefined);
}

export const Decimal = new GraphQLScalarType<string, string>({
  name: "Decimal",
  description:
    'A decimal number written as a string so no digit is lost, for example `"1500.00"`. Input may also be a JSON number.',
  serialize: parseDecimal,
  parseValue: parseDecimal,
  parseLiteral: decimalOfLiteral,
});
