import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { APIS, startGateway, type TestGateway } from "../gateway.js";
import { newContact, newDeal, newNote, newTask, send, TASK, type Named } from "./account.js";

// A text is either stored and read back as it was given, or refused with the path of the argument. Nothing between the two: no
// blank is lost at an end, no line end is changed, nothing is escaped twice.

/** A place where a text can be written. */
interface Place {
  readonly name: string;
  readonly record: "contact" | "deal" | "note" | "task";
  readonly document: string;
  /** The change that writes the text, and how the record shows it. */
  readonly patch: (text: string) => Readonly<Record<string, unknown>>;
  readonly shown: (text: string) => unknown;
  /** Path of the text below the patch. */
  readonly path: readonly string[];
  readonly isOneLine: boolean;
  /** Blank is no text here, rather than a mistake. */
  readonly blankClears?: boolean;
}

function place(type: "Contact" | "Deal" | "Note" | "Task", selection: string): string {
  const field = type.toLowerCase();
  return `mutation ($id: ID!, $patch: ${type}PatchInput!) {
    ${field}Update(id: $id, patch: $patch) { record: ${field} { ${selection} } userErrors { code field } }
  }`;
}

const PLACES: readonly Place[] = [
  {
    name: "the name of a contact",
    record: "contact",
    document: place("Contact", "name"),
    patch: (name) => ({ name }),
    shown: (name) => ({ name }),
    path: ["name"],
    isOneLine: true,
  },
  {
    name: "the position of a contact",
    record: "contact",
    document: place("Contact", "position"),
    patch: (position) => ({ position }),
    shown: (position) => ({ position }),
    path: ["position"],
    isOneLine: true,
    blankClears: true,
  },
  {
    name: "a phone number",
    record: "contact",
    document: place("Contact", "phoneNumbers { number label }"),
    patch: (text) => ({ phoneNumbers: [{ number: "before" }, { number: text, label: "Work" }, { number: "after" }] }),
    shown: (text) => ({
      phoneNumbers: [
        { number: "before", label: null },
        { number: text, label: "Work" },
        { number: "after", label: null },
      ],
    }),
    path: ["phoneNumbers", "1", "number"],
    isOneLine: true,
  },
  {
    name: "the street of a contact",
    record: "contact",
    document: place("Contact", "address { street }"),
    patch: (street) => ({ address: { street } }),
    shown: (street) => ({ address: { street } }),
    path: ["address", "street"],
    isOneLine: true,
  },
  {
    name: "the name of a deal",
    record: "deal",
    document: place("Deal", "name"),
    patch: (name) => ({ name }),
    shown: (name) => ({ name }),
    path: ["name"],
    isOneLine: true,
  },
  {
    name: "the body of a note",
    record: "note",
    document: place("Note", "body"),
    patch: (body) => ({ body }),
    shown: (body) => ({ body }),
    path: ["body"],
    isOneLine: false,
  },
  {
    name: "the text of a task",
    record: "task",
    document: place("Task", "text"),
    patch: (text) => ({ text }),
    shown: (text) => ({ text }),
    path: ["text"],
    isOneLine: false,
  },
];

/** Texts that have gone wrong somewhere before. */
const ON_ONE_LINE = [
  "Пётр Ёлкин №5",
  "日本語テキスト",
  "👩‍👩‍👧‍👦 family 🇰🇿",
  "שלום עולם and مرحبا \u202Eback\u202C",
  "e\u0301 is not é",
  "]]>",
  "<![CDATA[ x ]]>",
  "&amp; &lt; &#13; &unknown; &",
  "<b>bold</b> <br/> <!-- c -->",
  `"double" 'single' «guillemets»`,
  "a+b=c&d=e%20f%",
  "contact[person_name]=x",
  "back\\slash \\u0041 \\n",
  " leading and trailing ",
  "\ttab at both ends\t",
  "two  spaces   three",
  "\u00A0no-break\u00A0",
  "\uFEFFbyte order mark",
  "O'Neil; DROP TABLE contacts; --",
  "{{mustache}} ${dollar} #{hash}",
  "007",
  "1e5",
  "+74951234567",
  "0x1F",
  "null",
  "true",
  "__proto__",
  "a".repeat(10_000),
  "ж".repeat(10_000),
];

const ON_SEVERAL_LINES = [
  "LF\nLF",
  "CR\rCR",
  "CRLF\r\nCRLF",
  "\r\n at both ends \r\n",
  "\n\n\n.",
  "NEL\u0085 LS\u2028 PS\u2029.",
];

/** What no XML document can hold. */
const NOT_STORABLE = [
  "nul\u0000",
  "bell\u0007",
  "escape\u001B[31m",
  "half \uD83D of a pair",
  "\uDC00",
  "\uFFFE",
  "\uFFFF",
];

function stored(at: Place, text: string): unknown {
  return { record: at.shown(text), userErrors: [] };
}

function refused(at: Place, code: string): unknown {
  return { record: null, userErrors: [{ code, field: ["patch", ...at.path] }] };
}

/** What is promised of any text. */
function promised(at: Place, text: string): unknown {
  if (text.trim() === "")
    return at.blankClears === true ? { record: { position: null }, userErrors: [] } : refused(at, "REQUIRED");
  if (at.isOneLine && /[\n\r\u0085\u2028\u2029]/.test(text)) return refused(at, "INVALID");
  if (/\p{Surrogate}/u.test(text) || /[\0-\x08\v\f\x0E-\x1F\uFFFE\uFFFF]/.test(text)) return refused(at, "INVALID");
  return stored(at, text);
}

describe.each(APIS)("over the %s API", (api) => {
  // What texts can do to XML and forms they can hardly do to JSON.
  const RUNS = { numRuns: { legacy: 40, v4: 10 }[api] };
  let gateway: TestGateway;
  let records: Readonly<Record<Place["record"], Named>>;

  beforeAll(async () => {
    gateway = await startGateway({ api });
    const [contact, deal] = [await newContact(gateway), await newDeal(gateway)];
    records = {
      contact,
      deal,
      note: await newNote(gateway, { contactId: contact.id }),
      task: await newTask(gateway, { dealId: deal.id }),
    };
  });

  afterAll(() => gateway.close());

  async function write(at: Place, text: string): Promise<unknown> {
    return (await send(gateway, at.document, { id: records[at.record].id, patch: at.patch(text) })).value;
  }

  describe.each(PLACES)("$name", (at) => {
    it("is stored as it was given, on one line", async () => {
      for (const text of ON_ONE_LINE) expect(await write(at, text)).toEqual(stored(at, text));
    });

    it(at.isOneLine ? "refuses line breaks" : "keeps every kind of line break", async () => {
      for (const text of ON_SEVERAL_LINES) {
        expect(await write(at, text)).toEqual(at.isOneLine ? refused(at, "INVALID") : stored(at, text));
      }
    });

    it("refuses what cannot be stored", async () => {
      for (const text of NOT_STORABLE) expect(await write(at, text)).toEqual(refused(at, "INVALID"));
    });

    it("is stored up to 60 000 bytes", async () => {
      expect(await write(at, "я".repeat(30_000))).toEqual(stored(at, "я".repeat(30_000)));
      expect(await write(at, `${"я".repeat(30_000)}!`)).toEqual(refused(at, "INVALID"));
    });

    it("is stored or refused whatever it is", async () => {
      const pieces = fc.array(
        fc.oneof(
          fc.string({ unit: "grapheme" }),
          fc.string({ unit: "binary" }),
          fc.constantFrom(...ON_ONE_LINE.filter((text) => text.length < 100), ...ON_SEVERAL_LINES, " ", "\r", "\n", ""),
        ),
        { minLength: 1, maxLength: 4 },
      );
      await fc.assert(
        fc.asyncProperty(pieces, async (parts) => {
          const text = parts.join("");
          expect(await write(at, text)).toEqual(promised(at, text));
        }),
        RUNS,
      );
    });
  });

  it("tags are stored as they were given, but for their order, or refused", async () => {
    const tag = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
      fc.constantFrom("VIP", "vip", "Пётр", "a b", " a", "a ", "a,b", "]]>", "&amp;", "👍", "\n", "0"),
    );
    const isStorable = (text: string): boolean =>
      text.trim() !== "" &&
      text === text.trim() &&
      !/[,\n\r\u0085\u2028\u2029\0-\x08\v\f\x0E-\x1F\uFFFE\uFFFF]/.test(text);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(tag, { maxLength: 6 }), async (tags) => {
        const { value } = await send<{
          record: { tags: string[] } | null;
          userErrors: { field: string[] }[];
        }>(gateway, place("Deal", "tags"), { id: records.deal.id, patch: { tags } });
        const wrong = tags.flatMap((text, index) => (isStorable(text) ? [] : [["patch", "tags", String(index)]]));
        expect(value.userErrors.map(({ field }) => field)).toEqual(wrong);
        if (wrong.length === 0) expect([...(value.record?.tags ?? [])].sort()).toEqual([...tags].sort());
        else expect(value.record).toBeNull();
      }),
      RUNS,
    );
  });

  it("new records store texts as faithfully as changed ones", async () => {
    const texts = [...ON_ONE_LINE.filter((text) => text.length < 100), ...ON_SEVERAL_LINES];
    const { value: notes } = await send<{ rows: { note: { body: string } }[] }>(
      gateway,
      `mutation ($input: [NoteCreateInput!]!) { noteBulkCreate(input: $input) { rows { note { body } userErrors { code } } } }`,
      { input: texts.map((body) => ({ subject: { contactId: records.contact.id }, body })) },
    );
    expect(notes.rows.map((row) => row.note.body)).toEqual(texts);
    const { value: tasks } = await send<{ rows: { task: { text: string } }[] }>(
      gateway,
      `mutation ($input: [TaskCreateInput!]!) { taskBulkCreate(input: $input) { rows { task { text } userErrors { code } } } }`,
      { input: texts.map((text) => ({ ...TASK, subject: { dealId: records.deal.id }, text })) },
    );
    expect(tasks.rows.map((row) => row.task.text)).toEqual(texts);
    const names = ON_ONE_LINE.filter((text) => text.length < 100);
    const { value: contacts } = await send<{ rows: { contact: { name: string } }[] }>(
      gateway,
      `mutation ($input: [ContactCreateInput!]!) { contactBulkCreate(input: $input) { rows { contact { name } userErrors { code } } } }`,
      { input: names.map((name) => ({ name })) },
    );
    expect(contacts.rows.map((row) => row.contact.name)).toEqual(names);
  });

  it("a keyword of any text finds the contact whose name it is", async () => {
    for (const name of ON_ONE_LINE.filter((text) => text.length < 100)) {
      const { id } = await newContact(gateway, { name: `Finder ${name}` });
      const { value } = await send<{ nodes: Named[] }>(
        gateway,
        `query ($search: String) { contacts(search: $search) { nodes { id } } }`,
        { search: `Finder ${name}` },
      );
      expect([name, value.nodes.map((node) => node.id)]).toEqual([name, expect.arrayContaining([id])]);
    }
  });
});
