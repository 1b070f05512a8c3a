const CODES = { green: 32, yellow: 33, red: 31 } as const;

export type Paint = (colour: keyof typeof CODES, text: string) => string;

/** How a stream shows colours: FORCE_COLOR and NO_COLOR decide, else whether it is a terminal. */
export function painter(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  const { FORCE_COLOR: forced, NO_COLOR: none, TERM: terminal } = env;
  const isWanted =
    forced !== undefined && forced !== ""
      ? forced !== "0" && forced !== "false"
      : (none === undefined || none === "") && stream.isTTY === true && terminal !== "dumb";
  return (colour, text) => (isWanted ? `\u001B[${CODES[colour]}m${text}\u001B[39m` : text);
}
