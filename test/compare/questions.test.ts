import { expect, it } from "@jest/globals";
import { questionsOf, type DocumentFile } from "../../src/compare/questions.js";

const file = (path: string, text: string, variables: DocumentFile["variables"] = {}): DocumentFile => ({
  path,
  text,
  variables,
});

/** Documents in one line each. */
const asked = (...files: readonly DocumentFile[]) =>
  questionsOf(files).map((question) =>
    question.kind === "query"
      ? { name: question.name, document: question.document.replace(/\s+/g, " "), variables: question.variables }
      : question,
  );

it("each query of a file is a question of its own, with the file's variables", () => {
  const two = "query One { viewer { login } } query Two($n: Int) { deals(first: $n) { totalCount } }";
  expect(asked(file("two.graphql", two, { n: 3 }))).toEqual([
    { name: "two.graphql One", document: "query One { viewer { login } }", variables: { n: 3 } },
    {
      name: "two.graphql Two",
      document: "query Two($n: Int) { deals(first: $n) { totalCount } }",
      variables: { n: 3 },
    },
  ]);
  expect(asked(file("a.graphql", "{ viewer { login } }"))).toMatchObject([{ name: "a.graphql" }]);
});

it("a query takes along the fragments that it spreads, from whichever file, its own first, and no others", () => {
  const fragments = file(
    "fragments.graphql",
    "fragment A on Deal { ...B id } fragment B on Deal { name } fragment C on Deal { price }",
  );
  const query = file("q.graphql", "{ deals { nodes { ...A } } } fragment B on Deal { crmId }");
  const [{ document } = { document: "" }] = asked(query, fragments) as { document: string }[];
  expect(document).toBe("{ deals { nodes { ...A } } } fragment A on Deal { ...B id } fragment B on Deal { crmId }");
});

it("nothing but queries is sent, and a file says once what it has besides", () => {
  const edits = file("edits.graphql", "mutation A { sessionDelete { ended } } subscription B { x } query Q { y }");
  expect(asked(edits, file("one.graphql", "mutation A { sessionDelete { ended } }"))).toEqual([
    { name: "edits.graphql Q", document: "query Q { y }", variables: {} },
    { kind: "skipped", name: "edits.graphql", why: "2 operations that are no queries" },
    { kind: "skipped", name: "one.graphql", why: "an operation that is no query" },
  ]);
});

it("a query whose variables are missing fails instead of being refused by both gateways alike", () => {
  const text = "query Q($id: ID!, $first: Int! = 3, $after: String) { deal(id: $id) { name } }";
  expect(asked(file("q.graphql", text))).toEqual([{ kind: "failed", name: "q.graphql Q", why: "no value for $id" }]);
  expect(asked(file("q.graphql", text, { id: "1" }))).toMatchObject([{ name: "q.graphql Q" }]);
});

it("a file that is no GraphQL fails alone, with the line", () => {
  expect(asked(file("bad.graphql", "{\n  deals {\n}"), file("good.graphql", "{ viewer { login } }"))).toEqual([
    { kind: "failed", name: "bad.graphql", why: expect.stringMatching(/^line 3: Syntax Error/) },
    { name: "good.graphql", document: "{ viewer { login } }", variables: {} },
  ]);
});
