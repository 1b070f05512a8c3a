import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { graphql, GraphQLError, type GraphQLSchema } from "graphql";
import { CrmError } from "../../src/domain/crmError.js";
import { PagingError } from "../../src/domain/page.js";
import { badUserInput, formatError } from "../../src/graphql/errors.js";
import { buildGatewaySchema } from "../../src/graphql/schema.js";
import { startGateway, type TestGateway } from "../gateway.js";

const request = { requestId: "r-1" };

/** An error as a resolver throws it and the executor locates it. */
function thrown(originalError: Error): GraphQLError {
  return new GraphQLError(originalError.message, { path: ["contacts"], originalError });
}

describe("what goes wrong with the account", () => {
  test.each([
    ["notAuthenticated", "UNAUTHENTICATED"],
    ["forbidden", "FORBIDDEN"],
    ["keyReused", "BAD_USER_INPUT"],
    ["rateLimited", "RATE_LIMITED"],
    ["unavailable", "UPSTREAM_UNAVAILABLE"],
    ["timeout", "UPSTREAM_TIMEOUT"],
    ["aborted", "UPSTREAM_TIMEOUT"],
    ["badResponse", "UPSTREAM_BAD_RESPONSE"],
  ] as const)("%s is %s", (kind, code) => {
    expect(formatError(thrown(new CrmError(kind, "What happened.")), request)).toEqual({
      message: "What happened.",
      path: ["contacts"],
      extensions: { code, requestId: "r-1" },
    });
  });

  test("tells when to try again, and whether a change may have been made", () => {
    const later = new CrmError("unavailable", "Closed for a while.", { retryAfterSeconds: 7 });
    expect(formatError(thrown(later), request).extensions).toMatchObject({ retryAfterSeconds: 7 });
    const unknown = new CrmError("outcomeUnknown", "No answer came.");
    expect(formatError(thrown(unknown), request).extensions).toEqual({
      code: "OUTCOME_UNKNOWN",
      mayHaveBeenApplied: true,
      requestId: "r-1",
    });
  });

  test("a refused service user is nothing that the caller could mend", () => {
    const refused = thrown(new CrmError("notAuthenticated", "The account refuses the key."));
    expect(formatError(refused, { ...request, usesServiceUser: true }).extensions).toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
      retryAfterSeconds: 60,
    });
  });

  test("pages that contradict each other are a bad response", () => {
    expect(formatError(thrown(new PagingError("Ids repeat.")), request).extensions).toMatchObject({
      code: "UPSTREAM_BAD_RESPONSE",
    });
  });
});

test("anything that was not thrown on purpose is masked", () => {
  const errors = [new TypeError("cannot read /etc/passwd"), new GraphQLError("secret")];
  for (const bug of [...errors, ...errors.map(thrown), "secret", undefined]) {
    const shown = formatError(bug, request);
    expect(shown.extensions).toEqual({ code: "INTERNAL_SERVER_ERROR", requestId: "r-1" });
    expect(shown.message).not.toMatch(/secret|passwd/);
  }
});

test("what was thrown on purpose is shown", () => {
  expect(formatError(thrown(badUserInput("Not a cursor.")), request)).toMatchObject({
    message: "Not a cursor.",
    extensions: { code: "BAD_USER_INPUT" },
  });
});

describe("values of the input are never repeated", () => {
  let schema: GraphQLSchema;
  let gateway: TestGateway;
  beforeAll(async () => {
    schema = await buildGatewaySchema();
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  async function refuse(source: string, variableValues: Record<string, unknown>) {
    const { errors = [] } = await graphql({ schema, source, variableValues });
    expect(errors).toHaveLength(1);
    return formatError(errors[0], request);
  }

  const SIGN_IN = "mutation ($c: CredentialsInput!) { sessionCreate(credentials: $c) { __typename } }";
  const ADD_TASK = "mutation ($i: TaskCreateInput!) { taskCreate(input: $i) { __typename } }";
  const task = { text: "t", type: "CALL", dueAt: "2026-11-21T20:55:00Z", responsibleUserCrmId: "1" };

  test.each([
    [
      "two ways to sign in",
      SIGN_IN,
      { c: { password: { login: "a", password: "hunter2" }, apiKey: { login: "a", key: "hunter2" } } },
      'Variable "$c" got invalid value; Exactly one key must be specified for OneOf type "CredentialsInput".',
    ],
    [
      "a password that is a number",
      SIGN_IN,
      { c: { password: { login: "a", password: 4242 } } },
      'Variable "$c" got invalid value at "c.password.password"; String cannot represent a non string value.',
    ],
    [
      "a field that is missing",
      SIGN_IN,
      { c: { password: { password: "hunter2" } } },
      'Variable "$c" got invalid value at "c.password"; Field "login" of required type "String!" was not provided.',
    ],
    [
      "a date without an offset",
      ADD_TASK,
      { i: { ...task, dueAt: "hunter2" } },
      'Variable "$i" got invalid value at "i.dueAt"; Expected type "DateTime". It needs RFC 3339 text with an offset, for example 2026-11-21T20:55:00Z.',
    ],
    [
      "an enum value that does not exist",
      ADD_TASK,
      { i: { ...task, type: "hunter2" } },
      'Variable "$i" got invalid value at "i.type"; The value does not exist in "TaskType" enum.',
    ],
    [
      "an enum value that says what a message says",
      ADD_TASK,
      { i: { ...task, type: 'a" does not exist in "B" enum. hunter2' } },
      'Variable "$i" got invalid value at "i.type"; The value does not exist in "TaskType" enum.',
    ],
    [
      "an enum value in another case",
      ADD_TASK,
      { i: { ...task, type: "CALl" } },
      'Variable "$i" got invalid value at "i.type"; The value does not exist in "TaskType" enum. Did you mean the enum value "CALL"?',
    ],
    [
      "a number as an enum value",
      ADD_TASK,
      { i: { ...task, type: 4242 } },
      'Variable "$i" got invalid value at "i.type"; Enum "TaskType" cannot represent non-string value.',
    ],
  ])("%s", async (_name, source, variables, message) => {
    const shown = await refuse(source, variables);
    expect(shown.message).toBe(message);
    expect(shown.extensions).toEqual({ code: "BAD_USER_INPUT", requestId: "r-1" });
    expect(JSON.stringify(shown)).not.toMatch(/hunter2|4242/);
  });

  const ofTask = (fields: string) => `mutation { taskCreate(input: { text: "t", ${fields} }) { __typename } }`;
  const typed = (type: string) => ofTask(`type: ${type}, dueAt: "2026-11-21T20:55:00Z", responsibleUserCrmId: "1"`);
  const due = (at: string) => ofTask(`type: CALL, dueAt: ${at}, responsibleUserCrmId: "1"`);
  const policy = (value: string) => `mutation { contactBulkCreate(input: [], policy: ${value}) { __typename } }`;

  test.each([
    ["an enum value", typed("hunter2"), 'The value does not exist in "TaskType" enum.'],
    [
      "an enum value in another case",
      typed("CALl"),
      'The value does not exist in "TaskType" enum. Did you mean the enum value "CALL"?',
    ],
    ["text as an enum value", typed('"hunter2"'), 'Enum "TaskType" cannot represent non-enum value.'],
    [
      "text that names an enum value",
      typed('"CALL"'),
      'Enum "TaskType" cannot represent non-enum value. Did you mean the enum value "CALL"?',
    ],
    [
      "text that says what a message says",
      typed('"x. Did you mean the enum value hunter2?"'),
      'Enum "TaskType" cannot represent non-enum value.',
    ],
    [
      "a date without an offset",
      due('"hunter2; It needs hunter2"'),
      'Expected value of type "DateTime!"; It needs RFC 3339 text with an offset, for example 2026-11-21T20:55:00Z.',
    ],
    [
      "text as an object",
      'mutation { taskCreate(input: "; It needs hunter2") { __typename } }',
      'Expected value of type "TaskCreateInput!".',
    ],
    ["null", policy("null"), 'Expected value of type "BulkPolicy!", found null.'],
    ["a value that begins as null does", policy("null_hunter2"), 'The value does not exist in "BulkPolicy" enum.'],
    ["text out of place", '{ "hunter2" }', "Syntax Error: Expected Name, found String."],
    ["a block of text", '{ """hunter2""" }', "Syntax Error: Expected Name, found BlockString."],
    ["a number", "{ 4242 }", "Syntax Error: Expected Name, found Int."],
    [
      "what follows a quote too many",
      '{ deal(id: "a"hunter2 hunter2") { id } }',
      'Syntax Error: Expected ":", found Name.',
    ],
    ["what stands alone", "hunter2", "Syntax Error: Unexpected Name."],
    ["an escape", String.raw`{ deal(id: "\hunter2") { id } }`, "Syntax Error: Invalid character escape sequence."],
    ["a document cut short", '{ deal(id: "hunter2', "Syntax Error: Unterminated string."],
    ["a name that is missing", "query ($a: Int = ) { viewer { login } }", 'Syntax Error: Unexpected ")".'],
  ])("in the document: %s", async (_name, source, message) => {
    const { errors } = await gateway.query(source);
    expect(errors).toMatchObject([{ message, locations: [{}] }]);
    expect(errors?.[0]?.extensions.code).toMatch(/^GRAPHQL_(?:PARSE|VALIDATION)_FAILED$/);
  });

  test("null where a default was meant is the caller's mistake, not a bug of ours", async () => {
    const source =
      "mutation ($p: BulkPolicy = SKIP_INVALID) { contactBulkCreate(input: [], policy: $p) { userErrors { code } } }";
    const shown = await refuse(source, { p: null });
    expect(shown.extensions).toMatchObject({ code: "BAD_USER_INPUT" });
  });
});
