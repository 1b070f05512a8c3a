import type { CatalogDraft, CatalogRecord } from "../records.js";
import { addCatalog, allCatalogs, deleteCatalog, updateCatalog } from "../storage/catalogs.js";
import type { AccountDb } from "../storage/database.js";
import type { User } from "../storage/users.js";
import { CatalogError, readCatalogFields, readCatalogId, readRequestId } from "../wire/catalogRequest.js";
import type { CatalogErrorCode, CatalogFields, CatalogWrite } from "../wire/catalogRequest.js";

/** A row that was written. */
interface WrittenCatalog {
  id: number;
  requestId?: number | string;
}

/** A row that was refused; `key` is its id, in an add its request id. */
interface RefusedCatalog {
  key: number | string;
  code: CatalogErrorCode;
  message: string;
}

export type CatalogAction = "add" | "update" | "delete";

/** What became of the rows of one action, each list in the order of the request. */
export interface ActionOutcome {
  written: WrittenCatalog[];
  refused: RefusedCatalog[];
}

/** Writes add, update and delete, in this order. A refused row leaves the others as they are. */
export async function writeCatalogs(
  db: AccountDb,
  write: CatalogWrite,
  options: { user: User; now: Date; maxCatalogs: number },
): Promise<Record<CatalogAction, ActionOutcome>> {
  const add = await eachRow(write.add, readRequestId, async (row, requestId) => {
    const fields = readCatalogFields(row);
    const existing = await allCatalogs(db);
    const draft = newCatalog(fields, existing, options.maxCatalogs);
    const id = await addCatalog(db, draft, { createdBy: options.user.id, createdAt: options.now });
    return { id, requestId };
  });
  const update = await eachRow(write.update, rowKey, async (row, _key, index) => {
    const fields = readCatalogFields(row);
    const existing = await allCatalogs(db);
    const stored = existing.find((catalog) => catalog.id === readCatalogId(row["id"]));
    if (!stored) throw notFound();
    if (fields.type !== undefined && fields.type !== stored.type) checkType(fields.type, existing);
    const updated = { updatedBy: options.user.id, updatedAt: options.now };
    await updateCatalog(db, stored.id, { ...stored, ...fields }, updated);
    return { id: stored.id, requestId: readRequestId(row, index) };
  });
  const removed = await eachRow(write.delete, idKey, async (sent) => {
    if (!options.user.mayDelete) throw new CatalogError(244, "No rights to remove catalogs");
    const id = readCatalogId(sent);
    if (id === undefined || !(await deleteCatalog(db, id))) throw notFound();
    return { id };
  });
  return { add, update, delete: removed };
}

async function eachRow<R>(
  rows: readonly R[],
  keyOf: (row: R, index: number) => number | string,
  apply: (row: R, key: number | string, index: number) => Promise<WrittenCatalog>,
): Promise<ActionOutcome> {
  const outcome: ActionOutcome = { written: [], refused: [] };
  for (const [index, row] of rows.entries()) {
    const key = keyOf(row, index);
    try {
      outcome.written.push(await apply(row, key, index));
    } catch (error) {
      if (!(error instanceof CatalogError)) throw error;
      outcome.refused.push({ key, code: error.code, message: error.message });
    }
  }
  return outcome;
}

function rowKey(row: Readonly<Record<string, unknown>>, index: number): number | string {
  return readCatalogId(row["id"]) ?? index;
}

function idKey(sent: unknown, index: number): number | string {
  return readCatalogId(sent) ?? index;
}

function newCatalog(fields: CatalogFields, existing: readonly CatalogRecord[], maxCatalogs: number): CatalogDraft {
  if (fields.name === undefined) throw new CatalogError(285, "Required field name is missing");
  if (maxCatalogs > 0 && existing.length >= maxCatalogs) {
    throw new CatalogError(244, `The account may have ${maxCatalogs} catalogs`);
  }
  const type = fields.type ?? "regular";
  checkType(type, existing);
  return {
    name: fields.name,
    type,
    sort: Math.max(0, ...existing.map((catalog) => catalog.sort)) + 10,
    canAddElements: fields.canAddElements ?? false,
    canShowInCards: fields.canShowInCards ?? false,
    canLinkMultiple: fields.canLinkMultiple ?? false,
  };
}

/** An account has at most one list of products and of invoices; suppliers come with the account. */
function checkType(type: CatalogDraft["type"], existing: readonly CatalogRecord[]): void {
  if (type === "suppliers") throw new CatalogError(244, "A catalog of suppliers cannot be created");
  if (type !== "regular" && existing.some((catalog) => catalog.type === type)) {
    throw new CatalogError(244, `The account already has a catalog of type ${type}`);
  }
}

function notFound(): CatalogError {
  return new CatalogError(282, "Catalog not found");
}
