/** Where something stands in an answer: the names of fields as the document has them, and positions in lists. */
export type Path = readonly (string | number)[];

/** A path as it is written, such as `deals.nodes.4.price`. */
export function written(path: Path): string {
  return path.join(".");
}

/** What all paths of one field have in common: `*` stands for a position in a list, as in `deals.nodes.*.price`. */
export function shapeOf(path: Path): string {
  return path.map((step) => (typeof step === "number" ? "*" : step)).join(".");
}

/**
 * Whether a path, or one that it is below of, is meant by one of the patterns.
 *
 * @param patterns shapes in which `*` stands for any one step and `**` for any number of them, such as `**.totalCount`
 */
export function pathFilter(patterns: readonly string[]): (path: Path) => boolean {
  const expressions = patterns.map(expressionOf);
  return (path) => expressions.some((expression) => expression.test(`${shapeOf(path)}.`));
}

/** Of a shape with a dot behind it: each step is one with its dot. */
function expressionOf(pattern: string): RegExp {
  const steps = pattern.split(".").map((step) => {
    if (step === "**") return "(?:[^.]+\\.)*";
    return `${step.replace(/[$()+?[\]^{|}\\]/g, "\\$&").replace(/\*/g, "[^.]*")}\\.`;
  });
  return new RegExp(`^${steps.join("")}`);
}
