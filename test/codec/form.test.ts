import { expect, test } from "@jest/globals";
import fc from "fast-check";
import qs from "qs";
import { encodeForm, indexed, type FormFields } from "../../src/codec/form.js";

type Tree = string | readonly Tree[] | { readonly [name: string]: Tree };

function toFields(tree: { readonly [name: string]: Tree }): FormFields {
  return Object.entries(tree).map(([name, value]) => [name, toValue(value)]);
}

function toValue(tree: Tree): string | FormFields {
  if (typeof tree === "string") return tree;
  return isList(tree) ? indexed(tree.map(toValue)) : toFields(tree);
}

function isList(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree);
}

const text = fc.string({ unit: "binary" });
const name = fc.stringMatching(/^[A-Za-z_а-я][\wа-я .&=%+#-]{0,8}$/u).filter((key) => !(key in {}));

/** Lists and maps are never empty: an empty one has no form. */
const { tree } = fc.letrec<{ tree: Tree; node: Tree }>((tie) => ({
  tree: fc.dictionary(name, tie("node"), { minKeys: 1, maxKeys: 4 }),
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    fc.array(tie("node"), { minLength: 1, maxLength: 4 }),
    tie("tree"),
  ),
}));

test("a PHP-style reader gets back what was encoded", () => {
  fc.assert(
    fc.property(tree, (value) => {
      if (typeof value === "string" || isList(value)) throw new Error("a form has names");
      const body = encodeForm(toFields(value));
      expect(body).toMatch(/^(?:[A-Za-z0-9\-._~=&]|%[0-9A-F]{2})*$/);
      expect(qs.parse(body, { depth: 50, parameterLimit: Infinity, arrayLimit: 100 })).toEqual(value);
    }),
  );
});

test.each([
  ["+ & = # %", "a=%2B%20%26%20%3D%20%23%20%25"],
  ["!'()*~", "a=%21%27%28%29%2A~"],
  ["Имя", "a=%D0%98%D0%BC%D1%8F"],
  ["\r\n\t", "a=%0D%0A%09"],
  ["😀", "a=%F0%9F%98%80"],
  ["half a pair: \ud83d.", "a=half%20a%20pair%3A%20%EF%BF%BD."],
])("%j", (value, body) => {
  expect(encodeForm([["a", value]])).toBe(body);
});

test("names are encoded with their brackets; empty lists have no form", () => {
  const fields: FormFields = [
    ["contact", [["phones", indexed([[["number", "1"]], [["location", "2"]]])]]],
    ["none", indexed([])],
  ];
  expect(encodeForm(fields)).toBe(
    "contact%5Bphones%5D%5B0%5D%5Bnumber%5D=1&contact%5Bphones%5D%5B1%5D%5Blocation%5D=2",
  );
});
