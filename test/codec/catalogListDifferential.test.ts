import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { z } from "zod";
import { decodeCatalogs } from "../../src/codec/catalogListJson.js";
import { isCrmId } from "../../src/domain/crmId.js";

// The same list said as a schema: what the decoder, which is written out for speed, is held to.
const numeric = z.union([z.number(), z.string()]).transform(String);
const whole = numeric.transform(Number).pipe(z.int());
const crmId = z.custom<string>((text) => typeof text === "string" && isCrmId(text));
const flag = z
  .union([
    z.boolean(),
    z.literal([1, "1"]).transform(() => true),
    z.literal([0, "0", ""]).transform(() => false),
    z.null(),
  ])
  .optional()
  .transform((value) => value ?? null);
const types: Readonly<Record<string, string>> = {
  regular: "REGULAR",
  invoices: "INVOICES",
  products: "PRODUCTS",
  suppliers: "SUPPLIERS",
};
const catalog = z
  .object({
    id: numeric.pipe(crmId),
    name: z.string(),
    type: z.string().nullish(),
    sort: whole.nullish(),
    created_by: numeric.nullish(),
    created_at: whole.nullish(),
    can_add_elements: flag,
    can_show_in_cards: flag,
    can_link_multiple: flag,
  })
  .transform((row) => ({
    id: row.id,
    name: row.name,
    type: Object.hasOwn(types, row.type ?? "") ? types[row.type ?? ""] : null,
    sort: row.sort ?? null,
    createdById: isCrmId(row.created_by ?? "") ? row.created_by : null,
    createdAt: row.created_at ? new Date(row.created_at * 1000) : null,
    canAddElements: row.can_add_elements,
    canShowInCards: row.can_show_in_cards,
    canLinkMultiple: row.can_link_multiple,
  }));
const list = z.object({
  _embedded: z.object({
    // Not z.record, which leaves out a row under "__proto__".
    items: z.preprocess(
      (rows) => (typeof rows === "object" && rows !== null ? Object.values(rows) : rows),
      z.array(catalog),
    ),
  }),
});

/** What accounts write, and what they might. */
const number = fc.oneof(fc.integer(), fc.nat().map(String), fc.constantFrom(0, "0", "", " 7", "x", 1.5, 1e300, null));
const anyFlag = fc.constantFrom<unknown>(true, false, 0, 1, "0", "1", "", null, 2, "yes", []);
const odd = fc.oneof({ weight: 1, arbitrary: fc.jsonValue() }, { weight: 40, arbitrary: fc.constant(undefined) });
const field = (usual: fc.Arbitrary<unknown>) => fc.tuple(usual, odd).map(([value, other]) => other ?? value);
const row = fc.record(
  {
    id: field(fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1 }) }, number)),
    name: field(fc.string()),
    type: field(fc.constantFrom("regular", "invoices", "gifts", "constructor", null)),
    sort: field(number),
    created_by: field(number),
    created_at: field(fc.oneof(fc.nat(), fc.constantFrom<unknown>(0, null, "1792000000"))),
    can_add_elements: field(anyFlag),
    can_show_in_cards: field(anyFlag),
    can_link_multiple: field(anyFlag),
  },
  { requiredKeys: ["id", "name"] },
);
const items = fc.oneof(
  fc.array(row, { maxLength: 3 }),
  fc.dictionary(fc.string(), row, { maxKeys: 3 }),
  fc.jsonValue(),
);
const answers = fc.oneof(
  { weight: 20, arbitrary: items.map((rows) => ({ _embedded: { items: rows } })) },
  { weight: 1, arbitrary: fc.jsonValue() },
);

test("the list of catalogs is read as the schema says, and refused where the schema refuses it", () => {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(answers, (answer) => {
      const text = JSON.stringify(answer);
      const expected = list.safeParse(JSON.parse(text));
      if (expected.success) {
        accepted += 1;
        expect(decodeCatalogs(text)).toStrictEqual(expected.data._embedded.items);
      } else {
        refused += 1;
        expect(() => decodeCatalogs(text)).toThrow(expect.objectContaining({ kind: "badResponse" }));
      }
    }),
    { numRuns: 3000, examples: [[JSON.parse('{"_embedded":{"items":{"__proto__":{"id":1,"name":""}}}}')]] },
  );
  expect(Math.min(accepted, refused)).toBeGreaterThan(100);
});
