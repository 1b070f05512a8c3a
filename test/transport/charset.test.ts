import { expect, test } from "@jest/globals";
import { decodeText } from "../../src/transport/charset.js";
import { Operation, READ } from "./scriptedAccount.js";
import { Stage } from "./stage.js";

const XML = "<name>Пётр Ёлкин № 5</name>";

/** XML in windows-1251, which Node cannot write. */
function windows1251(text: string): Buffer {
  const decoder = new TextDecoder("windows-1251");
  const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return Buffer.from(
    Array.from(text, (character) => {
      const byte = bytes.get(character);
      if (byte === undefined) throw new Error(`windows-1251 has no ${character}`);
      return byte;
    }),
  );
}

const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?>`;

test.each<[string, Buffer, string | undefined, string]>([
  ["UTF-8, undeclared", Buffer.from(XML), undefined, XML],
  ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${XML}`), "text/xml", XML],
  ["windows-1251 by header", windows1251(XML), "text/xml; charset=windows-1251", XML],
  ["windows-1251 by a quoted header", windows1251(XML), 'text/xml; charset="CP1251"', XML],
  [
    "windows-1251 by declaration",
    windows1251(declared("windows-1251") + XML),
    "text/xml",
    declared("windows-1251") + XML,
  ],
  ["windows-1251 that claims UTF-8", windows1251(XML), "text/xml; charset=utf-8", XML],
  ["windows-1251, undeclared", windows1251(XML), undefined, XML],
  ["a single name that looks like UTF-8 in part", windows1251("Пётр"), undefined, "Пётр"],
  ["a charset that nobody knows", Buffer.from(XML), "text/xml; charset=klingon", XML],
  ["KOI8-R by header", Buffer.from([0xf0, 0xd2]), "text/xml; charset=koi8-r", "Пр"],
  ["nothing", Buffer.alloc(0), "text/xml", ""],
])("%s", (_name, body, contentType, text) => {
  expect(decodeText(body, contentType)).toBe(text);
});

test("UTF-8 that is cut or damaged is not taken for another charset", () => {
  const cut = Buffer.from(XML).subarray(0, 7);
  expect(cut.at(-1)).toBe(0xd0);
  const damaged = Buffer.concat([Buffer.from("<name>Пётр"), Buffer.of(0xd0), Buffer.from("Ёлкин</name>")]);
  expect(decodeText(damaged, "text/xml; charset=utf-8")).toBeNull();
  expect(decodeText(damaged, undefined)).toBeNull();
});

test("an account that writes windows-1251 is read", async () => {
  const stage = new Stage();
  const { upstream } = await stage.start((response) =>
    response.setHeader("content-type", "text/xml").end(windows1251(XML)),
  );
  expect((await upstream.send(READ, new Operation())).text).toBe(XML);
  await stage.close();
});
