import { decodeCatalog, encodeCatalog } from "../../codec/v4/catalogJson.js";
import { writeId } from "../../codec/v4/values.js";
import type { WrittenRow } from "../../codec/v4/writtenJson.js";
import type { Carried } from "../../domain/carried.js";
import type { Catalog } from "../../domain/catalog.js";
import { CrmError, FieldsRefused } from "../../domain/crmError.js";
import type { CatalogPort } from "../crm.js";
import type { AccountFacts } from "./accountFacts.js";
import { withFields } from "./fieldsRefused.js";
import { untold } from "./outcomes.js";
import { writeEach } from "./rowWrites.js";
import { Refused, type V4Calls } from "./v4Calls.js";

type RowOutcome = Carried<Catalog> | CrmError;

/** Catalogs over API v4, which answers a change with the whole catalog. */
export function v4Catalogs(calls: V4Calls, facts: AccountFacts): CatalogPort {
  const list = () => calls.all("catalogs", decodeCatalog);

  async function write(method: "POST" | "PATCH", rows: readonly object[]): Promise<readonly RowOutcome[]> {
    return (await writeEach(calls, facts, method, "catalogs", rows)).map(outcomeOf);
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
      const isRetyped = changes.map(({ id, patch: { type } }) => type !== undefined && known.get(id)?.type !== type);
      const sent = changes.filter((_, index) => isRetyped[index] !== true);
      const outcomes = (
        await write(
          "PATCH",
          sent.map(({ id, patch: { type, ...fields } }) => ({ id: writeId(id), ...encodeCatalog(fields) })),
        )
      ).values();
      return changes.map(({ id }, index) => {
        if (isRetyped[index] !== true) return outcomes.next().value ?? untold("catalog");
        return known.has(id) || changes[index]?.patch.type === undefined ? RETYPED : NOT_FOUND;
      });
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
