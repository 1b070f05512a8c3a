const decoder = new TextDecoder("windows-1251");

const BYTES: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]),
);

/** A text in windows-1251, which Node can read but not write. */
export function windows1251(text: string): Buffer {
  return Buffer.from(
    Array.from(text, (character) => {
      const byte = BYTES.get(character);
      if (byte === undefined) throw new Error(`windows-1251 has no ${character}`);
      return byte;
    }),
  );
}
