import { InvalidArgumentError } from "commander";

/** Reads the value of a flag. Throws what commander explains to the user. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError("must be a number above 0");
  return value;
}
