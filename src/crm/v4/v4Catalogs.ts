import { decodeCatalog, encodeCatalog } from "../../codec/v4/catalogJson.js";
import { isGivenId, writeId } from "../../codec/v4/values.js";
import type { WrittenRow } from "../../codec/v4/writtenJson.js";
import type { Carried } from "../../domain/carried.js";
import type { Catalog, CatalogPatch } from "../../domain/catalog.js";
import { CrmError, FieldsRefused } from "../../domain/crmError.js";
import type { CrmId } from "../../domain/crmId.js";
import type { CatalogPort } from "../crm.js";
import type { AccountFacts } from "./accountFacts.js";
import { withFields } from "./fieldsRefused.js";
import { untold } from "./outcomes.js";
import { writeEach } from "./rowWrites.js";
import { Refused, type V4Calls } from "./v4Calls.js";

interface Change {
  readonly id: CrmId;
  readonly patch: Omit<CatalogPatch, "type">;
}

type RowOutcome = Carried<Catalog> | CrmError;

/** Catalogs over API v4, which answers a change with the whole catalog. */
export function v4Catalogs(calls: V4Calls, facts: AccountFacts): CatalogPort {
  const list = () => calls.all("catalogs", decodeCatalog);

  async function write(method: "POST" | "PATCH", rows: readonly object[]): Promise<readonly RowOutcome[]> {
    return (await writeEach(calls, facts, method, "catalogs", rows)).map(outcomeOf);
  }

  async function update(changes: readonly Change[]): Promise<readonly RowOutcome[]> {
    if (changes.length === 0) return [];
    // Nobody says in which order the rows of one call are made: a second change of a catalog goes after the first one.
    const ids = changes.map(({ id }) => id);
    const isFirst = (_: Change, index: number): boolean => ids.indexOf(ids[index] ?? "") === index;
    const first = changes.filter(isFirst);
    const rows = first.map(({ id, patch }) => ({ id: writeId(id), ...encodeCatalog(patch) }));
    const outcomes = (await write("PATCH", rows)).values();
    const later = (await update(changes.filter((change, index) => !isFirst(change, index)))).values();
    return changes.map(
      (change, index) => (isFirst(change, index) ? outcomes : later).next().value ?? untold("catalog"),
    );
  }

  return {
    list,
    createMany: (creations) =>
      write(
        "POST",
        creations.map(({ draft }) => encodeCatalog(draft)),
      ),
    async updateMany(changes) {
      const known = changes.some(({ patch }) => patch.type !== undefined)
        ? new Map((await list()).map((catalog) => [catalog.id, catalog]))
        : new Map<string, Catalog>();
      const refused = changes.map(({ id, patch: { type } }) => {
        if (!isGivenId(id)) return NOT_FOUND;
        if (type === undefined || known.get(id)?.type === type) return null;
        return known.has(id) ? RETYPED : NOT_FOUND;
      });
      const sent = changes.filter((_, index) => refused[index] === null);
      const outcomes = (await update(sent.map(({ id, patch: { type, ...patch } }) => ({ id, patch })))).values();
      return refused.map((refusal) => refusal ?? outcomes.next().value ?? untold("catalog"));
    },
    deleteMany: (ids) =>
      Promise.resolve(ids.map(() => new CrmError("notSupported", "The account's API does not remove catalogs."))),
  };
}

const RETYPED = new FieldsRefused("notSupported", [
  { path: ["type"], message: "The account does not change what a catalog holds." },
]);
const NOT_FOUND = new CrmError("notFound", "The account has no such catalog.");

function outcomeOf(row: WrittenRow | CrmError): RowOutcome {
  if (row instanceof Refused && row.isAbout("id")) return NOT_FOUND;
  if (row instanceof Refused) return withFields(row);
  if (row instanceof CrmError) return row;
  try {
    return decodeCatalog(row.entry);
  } catch (error) {
    // It was written: of an answer that cannot be read the number is left.
    if (error instanceof CrmError) return { id: row.id };
    throw error;
  }
}
