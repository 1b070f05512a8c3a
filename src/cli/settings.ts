/** Flags as the variables they stand for: a flag beats the environment, and null takes a variable away. */
export function variables(
  flags: Readonly<Record<string, string | null | undefined>>,
): Record<string, string | undefined> {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return { ...process.env, ...Object.fromEntries(given.map(([name, value]) => [name, value ?? undefined])) };
}

/** Variables that say where a gateway listens and whom it lets in: nothing to a command that only calls the account. */
export const NO_LISTENER = { HOST: null, PORT: null } as const;
