import { legacyWrites, v4Writes, type WriteCost } from "./callsOfWrites.js";

/**
 * Where records of a selection come from: it decides which of their fields are at hand. Of `whole` ones all that is selected was read
 * on the way.
 */
export type Source = "detail" | "list" | "deal" | "written" | "whole";

/** How an account's API brings records, and changes them. */
export interface ApiShape {
  /** Records that one call reads at most. */
  readonly idsPerCall: number;
  /** The reads that bring a field of a record from there; none where it is at hand. Those of one name are one for all fields. */
  readonly readsFor: (field: string, source: Source) => readonly string[];
  /** What a change takes, besides reading back what is selected of it. */
  readonly writes: (change: string, rows: readonly unknown[]) => WriteCost;
  /** Whether it tells the deals of contacts. Where it does not, asking for them fails and takes no call. */
  readonly tellsDealsOfContacts: boolean;
  /** Whether a note or a task comes with the record that it is of. */
  readonly bringsSubjects: boolean;
  /** Whether the answer to a change of a catalog has the catalog. */
  readonly answersCatalogs: boolean;
}

const ALWAYS = ["__typename", "id", "crmId"];

const NONE: readonly string[] = [];

/** Which fields are at hand. A record's own page carries everything. */
const LEGACY_CARRIES: Readonly<Record<Source, (field: string) => boolean>> = {
  detail: () => true,
  whole: () => true,
  list: (field) => field !== "notes" && field !== "tasks",
  deal: (field) => [...ALWAYS, "name", "isCompany", "company", "deals"].includes(field),
  written: (field) => [...ALWAYS, "deals"].includes(field),
};

/** Fields that API v4 brings with a call of their own. */
const V4_APART = ["company", "notes", "tasks"];

const V4_CARRIES: Readonly<Record<Source, (field: string) => boolean>> = {
  detail: (field) => !V4_APART.includes(field),
  whole: () => true,
  list: (field) => !V4_APART.includes(field),
  deal: (field) => [...ALWAYS, "isCompany"].includes(field),
  written: (field) => ALWAYS.includes(field),
};

/** The record itself tells which company it has; its name is told by the company. */
function v4Reads(field: string, source: Source): readonly string[] {
  if (V4_CARRIES[source](field)) return NONE;
  if (field === "notes" || field === "tasks") return [field];
  if (field !== "company") return ["own"];
  return source === "deal" || source === "written" ? ["own", "company"] : ["company"];
}

export const SHAPES: Readonly<Record<"legacy" | "v4", ApiShape>> = {
  legacy: {
    idsPerCall: 1,
    readsFor: (field, source) => (LEGACY_CARRIES[source](field) ? NONE : ["page"]),
    writes: legacyWrites,
    tellsDealsOfContacts: false,
    bringsSubjects: true,
    answersCatalogs: false,
  },
  // Names of users and stages are not counted: they are read once in a while for all operations.
  v4: {
    idsPerCall: 150,
    readsFor: v4Reads,
    writes: v4Writes,
    tellsDealsOfContacts: true,
    bringsSubjects: false,
    answersCatalogs: true,
  },
};
