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
import { SHAPES, type ApiShape, type Source } from "./apiShape.js";
import { MAX_ROWS } from "./bulk.js";
import { callsOfEvent, callsOfRead, rowsOf, windowSize, type Arguments, type ReadCost } from "./callsOfReads.js";

/** An operation that was validated, with what it was sent with. */
export interface ValidOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** How many records a selection stands for, and where they come from. */
interface Place {
  readonly count: number;
  readonly source: Source;
  /** Lists that they are read from. */
  readonly lists: number;
}

const START: Place = { count: 1, source: "detail", lists: 1 };

/** Contacts of a deal, as the estimate counts them. */
const CONTACTS_A_DEAL = 2;

/** Deals of a contact, likewise, unless fewer are asked for. */
const DEALS_A_CONTACT = 2;

/**
 * How many calls to the account an operation may need, told from its selection before anything is sent: a deal counts as two
 * contacts, equal records under several names are counted each time, and lists as if they were as long as they may be.
 * What a sweep of list pages may save (see ListSweep) is not taken into account.
 */
export function estimateCalls(operation: ValidOperation, api: "legacy" | "v4" = "legacy"): number {
  const root = operation.schema.getRootType(operation.operation.operation);
  if (!root) return 0;
  const estimate = new Estimate(operation, SHAPES[api]);
  const calls = estimate.selection(operation.operation.selectionSet, root, START);
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
    const { idsPerCall, readsFor, bringsSubjects } = this.api;
    const reads = new Set(
      fields.flatMap(([field, parent]) => (isRecord(parent) ? readsFor(field.name.value, place.source) : [])),
    );
    const isWhole = reads.size > 0 && (bringsSubjects || !isActivity(type));
    const here: Place = isWhole ? { ...place, source: "whole" } : place;
    const below = fields.map(([field, parent]) => this.field(field, parent, here));
    const callsOfEach = Math.ceil(place.count / idsPerCall) + place.lists - 1;
    return reads.size * callsOfEach + below.reduce((sum, calls) => sum + calls, 0);
  }

  private field(field: FieldNode, parent: GraphQLCompositeType, place: Place): number {
    const definition = "getFields" in parent ? parent.getFields()[field.name.value] : undefined;
    if (definition === undefined) return 0;
    const args = this.argumentsOf(definition, field);
    if (args === null) return 0;
    const type = getNamedType(definition.type);
    const isAnswered = place.source === "written" && this.api.answersCatalogs;
    if ((type.name === "Catalog" && !isAnswered) || type.name === "CatalogConnection") this.readsCatalogs = true;
    const [calls, below] = this.reach(definition, parent, args, place);
    if (!field.selectionSet || !isCompositeType(type)) return calls;
    return (
      calls +
      (isCounted(parent) && this.selects(field.selectionSet, type, "totalCount") && calls > 0 ? 1 : 0) +
      this.selection(field.selectionSet, type, below)
    );
  }

  /** The arguments of a field, or null when they are wrong: then it fails when it is executed, before it calls anything. */
  private argumentsOf(definition: GraphQLField<unknown, unknown>, field: FieldNode): Arguments | null {
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
    args: Arguments,
    place: Place,
  ): readonly [calls: number, below: Place] {
    switch (parent.name) {
      case "Query":
      case "SearchResults":
        return reached(callsOfRead(name, args, this.api.idsPerCall) ?? { calls: 0, ...place });
      case "Mutation":
        return this.reachOfWrite(name, args);
      case "ContactChange":
      case "DealChange":
      case "TaskChange":
      case "NoteAdded":
        return reached(callsOfEvent(name));
      case "Contact":
        return name === "deals" ? this.reachOfDeals(args, place) : [0, place];
      case "Deal":
        return name === "contacts"
          ? reached({ calls: 0, count: place.count * CONTACTS_A_DEAL, source: "deal" })
          : [0, place];
      case "Note":
      case "Task":
        return [0, name === "subject" ? this.placeOfSubject(place) : place];
      default:
        // The record of a conflict is the one that the write has just read.
        return [0, name === "userErrors" ? { ...place, source: "detail" } : place];
    }
  }

  private reachOfWrite(name: string, args: Arguments): readonly [calls: number, below: Place] {
    const rows = name.includes("Bulk")
      ? rowsOf(args["input"] ?? args["ids"], MAX_ROWS)
      : [args["input"] ?? (args["patch"] === undefined ? args["id"] : args)];
    const { calls, lists } = this.api.writes(name.replace("Bulk", ""), rows);
    return [calls, { count: rows.length, source: "written", lists }];
  }

  /** The record that notes or tasks are of: those that were reached through it have it at hand. */
  private placeOfSubject(place: Place): Place {
    return place.source === "whole" || this.api.bringsSubjects ? place : { ...place, source: "written" };
  }

  /** The numbers of a contact's deals are at hand; the deals of all contacts of a page are read together. */
  private reachOfDeals(args: Arguments, { count }: Place): readonly [calls: number, below: Place] {
    if (!this.api.tellsDealsOfContacts) return reached({ calls: 0, count: 0, source: "whole" });
    const deals = count * Math.min(DEALS_A_CONTACT, windowSize(args));
    return reached({ calls: Math.ceil(deals / this.api.idsPerCall), count: deals, source: "detail" });
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

/** Notes and tasks. */
function isActivity(type: GraphQLCompositeType): boolean {
  return type.name === "Note" || type.name === "Task";
}

function reached({ calls, count, source }: ReadCost): readonly [calls: number, below: Place] {
  return [calls, { count, source, lists: 1 }];
}
