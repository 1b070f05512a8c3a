import type { Checked } from "../../../src/domain/input/faults.js";

/** The value of a checked input, or its faults in short: code and path. */
export function outcome(checked: Checked<unknown>): unknown {
  return checked.faults?.map(({ code, path }) => `${code} ${path.join(".")}`) ?? checked.value;
}
