/** What to tell a person when the gateway did not do as asked; `fetch` throws a TypeError when nothing answers. */
export function tellProblem(error: unknown): string {
  if (error instanceof TypeError) return "The gateway does not answer.";
  return error instanceof Error ? error.message : String(error);
}
