/** Whether two lists hold the same tags: accounts put them in an order of their own and keep each once. */
export function sameTags(one: readonly string[], other: readonly string[]): boolean {
  const [ones, others] = [new Set(one), new Set(other)];
  return ones.size === others.size && [...ones].every((tag) => others.has(tag));
}
