import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isCompositeType,
  Kind,
  typeFromAST,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { readGlobalId, typeOfGlobalId } from "../domain/globalId.js";
import { DEFAULT_WINDOW, MAX_WINDOW } from "../domain/window.js";
import { MAX_ROWS } from "./bulk.js";
import { MAX_IDS } from "./node/maxIds.js";

/** An operation that was validated, with what it was sent with. */
export interface ValidOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Where records of a selection come from: it decides which of their fields are at hand. Of `whole` ones all that is selected was read
 * on the way.
 */
type Source = "detail" | "list" | "deal" | "written" | "whole";

/** How many records a selection stands for, and where they come from. */
interface Place {
  readonly count: number;
  readonly source: Source;
}

/** Contacts of a deal, as the estimate counts them. */
const CONTACTS_A_DEAL = 2;

/** Deals of a contact, likewise, unless fewer are asked for. */
const DEALS_A_CONTACT = 2;

const ALWAYS = ["__typename", "id", "crmId"];

/** Fields that API v4 brings with a call of their own. */
const V4_APART = ["company", "notes", "tasks"];

/** How an account's API brings the fields of records. */
interface ApiShape {
  /** Records that one call reads at most. */
  readonly idsPerCall: number;
  /** Whether a field of a record is at hand where the record comes from. */
  readonly carries: Readonly<Record<Source, (field: string) => boolean>>;
  /** Whether contacts are linked to companies with calls of their own. */
  readonly linksCompanies: boolean;
  /** Whether it tells the deals of contacts. Where it does not, asking for them fails and takes no call. */
  readonly tellsDealsOfContacts: boolean;
  /** What else comes with a field that is not at hand: those of one name come together. */
  readonly groupOf: (field: string) => string;
}

const SHAPES: Readonly<Record<"legacy" | "v4", ApiShape>> = {
  legacy: {
    idsPerCall: 1,
    carries: {
      // A record's own page carries everything.
      detail: () => true,
      whole: () => true,
      list: (field) => field !== "notes" && field !== "tasks",
      deal: (field) => [...ALWAYS, "name", "isCompany", "company", "deals"].includes(field),
      written: (field) => [...ALWAYS, "deals"].includes(field),
    },
    linksCompanies: false,
    tellsDealsOfContacts: false,
    groupOf: () => "all",
  },
  // Names of users and stages are not counted: they are read once in a while for all operations.
  v4: {
    idsPerCall: 150,
    carries: {
      detail: (field) => !V4_APART.includes(field),
      whole: () => true,
      list: (field) => !V4_APART.includes(field),
      deal: (field) => [...ALWAYS, "isCompany"].includes(field),
      written: (field) => ALWAYS.includes(field),
    },
    linksCompanies: true,
    tellsDealsOfContacts: true,
    groupOf: (field) => (V4_APART.includes(field) ? field : "own"),
  },
};

/** Calls that a mutation makes for one row, besides reading back what is selected of it. */
const WRITE_CALLS: Readonly<Record<string, number>> = {
  contactCreate: 1,
  contactUpdate: 2,
  contactDelete: 1,
  dealCreate: 1,
  dealUpdate: 2,
  dealDelete: 1,
  noteCreate: 1,
  noteUpdate: 2,
  noteDelete: 2,
  taskCreate: 1,
  taskUpdate: 2,
  taskComplete: 2,
  taskDelete: 2,
};

/** Calls that link a contact to another company, at most. */
const LINK_CALLS: ReadonlyMap<string, number> = new Map([
  ["contactCreate", 1],
  ["contactUpdate", 2],
]);

/**
 * How many calls to the account an operation may need, told from its selection before anything is sent: a deal counts as two
 * contacts, equal records under several names are counted each time, and lists as if they were as long as they may be.
 * What a sweep of list pages may save (see ListSweep) is not taken into account.
 */
export function estimateCalls(operation: ValidOperation, api: "legacy" | "v4" = "legacy"): number {
  const root = operation.schema.getRootType(operation.operation.operation);
  if (!root) return 0;
  const estimate = new Estimate(operation, SHAPES[api]);
  const calls = estimate.selection(operation.operation.selectionSet, root, { count: 1, source: "detail" });
  return calls + (estimate.readsCatalogs ? 1 : 0);
}

class Estimate {
  /** Catalogs arrive all at once, so however often they are selected they are read once. */
  readsCatalogs = false;

  constructor(
    private readonly valid: ValidOperation,
    private readonly api: ApiShape,
  ) {}

  selection(selections: SelectionSetNode, type: GraphQLCompositeType, place: Place): number {
    const fields = [...this.fieldsOf(selections, type)];
    const { idsPerCall, carries, groupOf } = this.api;
    const missed = fields.filter(([field, parent]) => isRecord(parent) && !carries[place.source](field.name.value));
    const groups = new Set(missed.map(([field]) => groupOf(field.name.value)));
    const here: Place = groups.size > 0 ? { ...place, source: "whole" } : place;
    const below = fields.map(([field, parent]) => this.field(field, parent, here));
    return groups.size * Math.ceil(place.count / idsPerCall) + below.reduce((sum, calls) => sum + calls, 0);
  }

  private field(field: FieldNode, parent: GraphQLCompositeType, place: Place): number {
    const definition = "getFields" in parent ? parent.getFields()[field.name.value] : undefined;
    if (definition === undefined) return 0;
    const args = this.argumentsOf(definition, field);
    if (args === null) return 0;
    const type = getNamedType(definition.type);
    if (type.name === "Catalog" || type.name === "CatalogConnection") this.readsCatalogs = true;
    const [calls, below] = this.reach(definition, parent, args, place);
    if (!field.selectionSet || !isCompositeType(type)) return calls;
    return (
      calls +
      (isCounted(parent) && this.selects(field.selectionSet, type, "totalCount") && calls > 0 ? 1 : 0) +
      this.selection(field.selectionSet, type, below)
    );
  }

  /** The arguments of a field, or null when they are wrong: then it fails when it is executed, before it calls anything. */
  private argumentsOf(
    definition: GraphQLField<unknown, unknown>,
    field: FieldNode,
  ): Readonly<Record<string, unknown>> | null {
    try {
      return getArgumentValues(definition, field, this.valid.variables);
    } catch (error) {
      if (error instanceof GraphQLError) return null;
      throw error;
    }
  }

  /** The calls that a field itself takes, and where its own selection stands. */
  private reach(
    { name }: GraphQLField<unknown, unknown>,
    parent: GraphQLCompositeType,
    args: Readonly<Record<string, unknown>>,
    place: Place,
  ): readonly [calls: number, below: Place] {
    switch (parent.name) {
      case "Query":
      case "SearchResults":
        return reachOfRead(name, args, place, this.api);
      case "Mutation":
        return reachOfWrite(name, args, this.api);
      case "ContactChange":
      case "DealChange":
      case "TaskChange":
      case "NoteAdded":
        return reachOfEvent(name);
      case "Contact":
        return name === "deals" ? this.reachOfDeals(args, place) : [0, place];
      case "Deal":
        return [0, name === "contacts" ? { count: place.count * CONTACTS_A_DEAL, source: "deal" } : place];
      default:
        // The record of a conflict is the one that the write has just read.
        return [0, name === "userErrors" ? { ...place, source: "detail" } : place];
    }
  }

  /** The numbers of a contact's deals are at hand; the deals of all contacts of a page are read together. */
  private reachOfDeals(
    args: Readonly<Record<string, unknown>>,
    { count }: Place,
  ): readonly [calls: number, below: Place] {
    if (!this.api.tellsDealsOfContacts) return [0, { count: 0, source: "whole" }];
    const deals = count * Math.min(DEALS_A_CONTACT, windowSize(args));
    return [Math.ceil(deals / this.api.idsPerCall), { count: deals, source: "detail" }];
  }

  private selects(selections: SelectionSetNode, type: GraphQLCompositeType, name: string): boolean {
    return [...this.fieldsOf(selections, type)].some(([field]) => field.name.value === name);
  }

  private isIncluded(selection: SelectionNode): boolean {
    const { variables } = this.valid;
    return (
      getDirectiveValues(GraphQLSkipDirective, selection, variables)?.["if"] !== true &&
      getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.["if"] !== false
    );
  }

  /** The fields of a selection with its fragments in place, each with the type it is selected on. */
  private *fieldsOf(
    selections: SelectionSetNode,
    type: GraphQLCompositeType,
  ): Generator<[FieldNode, GraphQLCompositeType]> {
    for (const selection of selections.selections) {
      if (!this.isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        yield [selection, type];
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.valid.fragments.get(selection.name.value) : selection;
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition && typeFromAST(this.valid.schema, fragment.typeCondition);
      yield* this.fieldsOf(fragment.selectionSet, isCompositeType(condition) ? condition : type);
    }
  }
}

const RECORDS = new Set(["Contact", "Deal", "ActivitySubject", "Note", "Task"]);

function isRecord(type: GraphQLCompositeType): boolean {
  return RECORDS.has(type.name);
}

/** Whether the lists that a type has may take a call to be counted: the deals of a contact are known to be so many. */
function isCounted(parent: GraphQLCompositeType): boolean {
  return parent.name !== "Contact";
}

function reachOfRead(
  name: string,
  args: Readonly<Record<string, unknown>>,
  place: Place,
  { idsPerCall }: ApiShape,
): readonly [number, Place] {
  switch (name) {
    case "contacts":
    case "deals":
      return [1, { count: windowSize(args), source: "list" }];
    case "contact":
    case "deal":
    case "node":
    case "nodeByCrmId":
      return [1, { count: 1, source: "detail" }];
    case "nodes": {
      const ids = rowsOf(args["ids"], MAX_IDS);
      const calls = sizesOfKinds(ids).reduce((sum, size) => sum + Math.ceil(size / idsPerCall), 0);
      return [calls, { count: ids.length, source: "detail" }];
    }
    default:
      return [0, place];
  }
}

/** How many of these are read together: those of one kind, and notes or tasks of one kind of records. */
function sizesOfKinds(globalIds: readonly unknown[]): readonly number[] {
  const sizes = new Map<string, number>();
  for (const globalId of globalIds) {
    const kind = kindOf(String(globalId));
    sizes.set(kind, (sizes.get(kind) ?? 0) + 1);
  }
  return [...sizes.values()];
}

function kindOf(globalId: string): string {
  const type = typeOfGlobalId(globalId);
  if (type !== "Note" && type !== "Task") return type ?? "none";
  return `${type} of a ${readGlobalId(type, globalId)?.subject?.kind ?? "none"}`;
}

function reachOfWrite(
  name: string,
  args: Readonly<Record<string, unknown>>,
  { linksCompanies }: ApiShape,
): readonly [number, Place] {
  if (name.startsWith("catalog")) return [1, { count: 1, source: "written" }];
  const rows = name.includes("Bulk")
    ? rowsOf(args["input"] ?? args["ids"], MAX_ROWS)
    : [args["input"] ?? args["patch"]];
  const change = name.replace("Bulk", "");
  const linkCalls = linksCompanies ? LINK_CALLS.get(change) : undefined;
  const calls = rows.length * (WRITE_CALLS[change] ?? 0);
  return [
    calls + (linkCalls === undefined ? 0 : companyCalls(rows, linkCalls)),
    { count: rows.length, source: "written" },
  ];
}

/** What the companies of contacts take: each is looked for once, and added if it is only named, and then linked to each contact. */
function companyCalls(rows: readonly unknown[], linkCalls: number): number {
  const given = rows.map((row) => partOf(row, "company") ?? partOf(partOf(row, "patch"), "company"));
  const companies = given.filter((company) => company !== undefined && company !== null);
  const toFind = new Map(companies.map((company) => [JSON.stringify(company), partOf(company, "crmId") ? 1 : 2]));
  return companies.length * linkCalls + [...toFind.values()].reduce((sum, calls) => sum + calls, 0);
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : null;
}

/** An event brings the numbers of its record and of the one that is attached to; a record of which more is selected is read for it. */
function reachOfEvent(name: string): readonly [number, Place] {
  if (name === "subject") return [0, { count: 1, source: "written" }];
  return [["contact", "deal", "task", "note"].includes(name) ? 1 : 0, { count: 1, source: "detail" }];
}

/** Records of a page; none when the field will refuse the count. */
function windowSize({ first, last }: Readonly<Record<string, unknown>>): number {
  const size = first ?? last;
  return typeof size === "number" ? upTo(MAX_WINDOW, size) : DEFAULT_WINDOW;
}

/** Rows of a list argument; none when the field will refuse so many. */
function rowsOf(rows: unknown, most: number): readonly unknown[] {
  const given: readonly unknown[] = Array.isArray(rows) ? rows : [rows];
  return given.slice(0, upTo(most, given.length));
}

function upTo(most: number, count: number): number {
  return count <= most ? Math.max(0, count) : 0;
}
