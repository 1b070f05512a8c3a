/** What the behaviour of the account can be set to where clients and servers of these APIs are known to differ. */
export interface SandboxSwitches {
  addAnswersId: boolean;
  listContactData: boolean;
  editKeepsAbsent: boolean;
  editKeepsLinks: boolean;
  maxPageSize: number;
  maxCatalogs: number;
  visibility: "all" | "own";
  authFailureStatus: 200 | 401;
  sessionTtl: number;
  requestsPerSecond: number;
  banAfter: number;
  itemErrors: "map" | "list";
  latencyMs: number;
  v4Fields: "all" | "few";
  v4Filters: boolean;
  v4NotesByEntity: boolean;
  v4MassLinks: boolean;
  v4Decimals: boolean;
  v4FalseNext: boolean;
  v4PatchAnswer: "entity" | "list";
  v4BatchLimit: number;
  v4UpdateTask: boolean;
  v2TakesTokens: boolean;
  retryAfter: number;
  paid: boolean;
  accessTtl: number;
  refreshTtl: number;
  webhookRetry: number;
}

type SwitchType =
  | { kind: "boolean" }
  | { kind: "integer"; min: number; max: number }
  | { kind: "choice"; values: readonly (string | number)[] };

/** One row of the switch table. */
interface SwitchDefinition<N extends keyof SandboxSwitches = keyof SandboxSwitches> {
  readonly name: N;
  readonly type: SwitchType;
  readonly default: SandboxSwitches[N];
  readonly description: string;
}

type SwitchTable = { readonly [N in keyof SandboxSwitches]: SwitchDefinition<N> };

const TABLE: SwitchTable = {
  addAnswersId: {
    name: "addAnswersId",
    type: { kind: "boolean" },
    default: true,
    description: "an add answers the new record's id; false: only that it worked",
  },
  listContactData: {
    name: "listContactData",
    type: { kind: "boolean" },
    default: true,
    description: "contact lists and searches carry contact_data",
  },
  editKeepsAbsent: {
    name: "editKeepsAbsent",
    type: { kind: "boolean" },
    default: false,
    description: "a key absent from an EDIT keeps its value; false: it is cleared",
  },
  editKeepsLinks: {
    name: "editKeepsLinks",
    type: { kind: "boolean" },
    default: true,
    description: "linked_contact takes several contacts; false: only the first is kept",
  },
  maxPageSize: {
    name: "maxPageSize",
    type: { kind: "integer", min: 1, max: 500 },
    default: 500,
    description: "records a list page holds at most",
  },
  maxCatalogs: {
    name: "maxCatalogs",
    type: { kind: "integer", min: 0, max: 1_000_000 },
    default: 0,
    description: "catalogs the account may have; 0: any number",
  },
  visibility: {
    name: "visibility",
    type: { kind: "choice", values: ["all", "own"] },
    default: "all",
    description: "own: users but the first see only contacts and deals they are responsible for",
  },
  authFailureStatus: {
    name: "authFailureStatus",
    type: { kind: "choice", values: [200, 401] },
    default: 200,
    description: "HTTP status of a refused XML sign-in",
  },
  sessionTtl: {
    name: "sessionTtl",
    type: { kind: "integer", min: 1, max: 86_400 },
    default: 900,
    description: "seconds a session lasts from its sign-in",
  },
  requestsPerSecond: {
    name: "requestsPerSecond",
    type: { kind: "integer", min: 0, max: 1_000_000 },
    default: 0,
    description: "requests a second before 429; 0: no limit",
  },
  banAfter: {
    name: "banAfter",
    type: { kind: "integer", min: 1, max: 1_000_000 },
    default: 10,
    description: "answers 429 within a minute before every call gets 403 for a minute",
  },
  itemErrors: {
    name: "itemErrors",
    type: { kind: "choice", values: ["map", "list"] },
    default: "map",
    description: "shape of the item errors of catalog writes",
  },
  latencyMs: {
    name: "latencyMs",
    type: { kind: "integer", min: 0, max: 60_000 },
    default: 0,
    description: "milliseconds every answer is held back",
  },
  v4Fields: {
    name: "v4Fields",
    type: { kind: "choice", values: ["all", "few"] },
    default: "all",
    description: "few: contacts have no IM, WEB and ADDRESS field, companies no IM",
  },
  v4Filters: {
    name: "v4Filters",
    type: { kind: "boolean" },
    default: true,
    description: "lists of leads, contacts and companies heed filters; false: they pass over them",
  },
  v4NotesByEntity: {
    name: "v4NotesByEntity",
    type: { kind: "boolean" },
    default: true,
    description: "lists of notes heed filter[entity_id]; false: they pass over it",
  },
  v4MassLinks: {
    name: "v4MassLinks",
    type: { kind: "boolean" },
    default: true,
    description: "links of many records can be read and written at once; false: 404",
  },
  v4Decimals: {
    name: "v4Decimals",
    type: { kind: "boolean" },
    default: true,
    description: "prices of leads have decimals; false: fractions are refused, and rounded where stored",
  },
  v4FalseNext: {
    name: "v4FalseNext",
    type: { kind: "boolean" },
    default: false,
    description: "a full page links to a next one even if that is empty",
  },
  v4PatchAnswer: {
    name: "v4PatchAnswer",
    type: { kind: "choice", values: ["entity", "list"] },
    default: "entity",
    description: "what changing one record answers: its entry alone or in a list",
  },
  v4BatchLimit: {
    name: "v4BatchLimit",
    type: { kind: "integer", min: 1, max: 250 },
    default: 250,
    description: "items of one write beyond which it answers 504 and writes nothing",
  },
  v4UpdateTask: {
    name: "v4UpdateTask",
    type: { kind: "boolean" },
    default: true,
    description: "webhooks can be told of edited tasks; false: update_task is refused",
  },
  v2TakesTokens: {
    name: "v2TakesTokens",
    type: { kind: "boolean" },
    default: true,
    description: "/api/v2 takes the tokens of v4, too",
  },
  retryAfter: {
    name: "retryAfter",
    type: { kind: "integer", min: 0, max: 86_400 },
    default: 300,
    description: "retry_after in the body of a 429 of v4, in seconds; 0: none",
  },
  paid: {
    name: "paid",
    type: { kind: "boolean" },
    default: true,
    description: "false: v4 answers every call with 402",
  },
  accessTtl: {
    name: "accessTtl",
    type: { kind: "integer", min: 1, max: 999_999_999 },
    default: 86_400,
    description: "seconds an OAuth access token lasts",
  },
  refreshTtl: {
    name: "refreshTtl",
    type: { kind: "integer", min: 1, max: 999_999_999 },
    default: 7_776_000,
    description: "seconds an OAuth refresh token lasts",
  },
  webhookRetry: {
    name: "webhookRetry",
    type: { kind: "integer", min: 0, max: 86_400 },
    default: 300,
    description: "seconds until a notification that failed is sent again; later tries wait longer",
  },
};

const SWITCHES: readonly SwitchDefinition[] = Object.values(TABLE);

/** The switches as they are when none is given. */
export const DEFAULT_SWITCHES: SandboxSwitches = {
  addAnswersId: TABLE.addAnswersId.default,
  listContactData: TABLE.listContactData.default,
  editKeepsAbsent: TABLE.editKeepsAbsent.default,
  editKeepsLinks: TABLE.editKeepsLinks.default,
  maxPageSize: TABLE.maxPageSize.default,
  maxCatalogs: TABLE.maxCatalogs.default,
  visibility: TABLE.visibility.default,
  authFailureStatus: TABLE.authFailureStatus.default,
  sessionTtl: TABLE.sessionTtl.default,
  requestsPerSecond: TABLE.requestsPerSecond.default,
  banAfter: TABLE.banAfter.default,
  itemErrors: TABLE.itemErrors.default,
  latencyMs: TABLE.latencyMs.default,
  v4Fields: TABLE.v4Fields.default,
  v4Filters: TABLE.v4Filters.default,
  v4NotesByEntity: TABLE.v4NotesByEntity.default,
  v4MassLinks: TABLE.v4MassLinks.default,
  v4Decimals: TABLE.v4Decimals.default,
  v4FalseNext: TABLE.v4FalseNext.default,
  v4PatchAnswer: TABLE.v4PatchAnswer.default,
  v4BatchLimit: TABLE.v4BatchLimit.default,
  v4UpdateTask: TABLE.v4UpdateTask.default,
  v2TakesTokens: TABLE.v2TakesTokens.default,
  retryAfter: TABLE.retryAfter.default,
  paid: TABLE.paid.default,
  accessTtl: TABLE.accessTtl.default,
  refreshTtl: TABLE.refreshTtl.default,
  webhookRetry: TABLE.webhookRetry.default,
};

/** Every switch with its default, one a line, for the help of a command. */
export function switchHelp(): string {
  const width = Math.max(...SWITCHES.map((definition) => exampleOf(definition).length));
  return SWITCHES.map((definition) => `  ${exampleOf(definition).padEnd(width)}  ${definition.description}`).join("\n");
}

/**
 * Reads switches from `name=value` texts; a later one wins over an earlier one of the same name.
 * Throws an Error whose one-line message names the switch, what is wrong and an example.
 */
export function parseSwitches(options: readonly string[]): Partial<SandboxSwitches> {
  const switches: Partial<Record<string, boolean | number | string>> = {};
  for (const option of options) {
    const at = option.indexOf("=");
    const name = (at < 0 ? option : option.slice(0, at)).trim();
    const definition = SWITCHES.find((known) => known.name === name);
    if (!definition) {
      const names = SWITCHES.map((known) => known.name).join(", ");
      throw new Error(`sandbox option "${name}" is unknown; known are ${names}. Example: latencyMs=50`);
    }
    if (at < 0) throw new Error(`sandbox option ${name} has no value. Example: ${exampleOf(definition)}`);
    switches[name] = parseValue(definition, option.slice(at + 1).trim());
  }
  return switches;
}

function parseValue(definition: SwitchDefinition, text: string): boolean | number | string {
  const { name, type } = definition;
  const wrong = (expected: string) =>
    new Error(`sandbox option ${name} must be ${expected}, not "${text}". Example: ${exampleOf(definition)}`);
  switch (type.kind) {
    case "boolean":
      if (text !== "true" && text !== "false") throw wrong("true or false");
      return text === "true";
    case "integer": {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
      if (!(value >= type.min && value <= type.max)) throw wrong(`a whole number from ${type.min} to ${type.max}`);
      return value;
    }
    case "choice": {
      const value = type.values.find((known) => String(known) === text);
      if (value === undefined) throw wrong(`one of ${type.values.join(", ")}`);
      return value;
    }
  }
}

function exampleOf(definition: SwitchDefinition): string {
  return `${definition.name}=${String(definition.default)}`;
}
