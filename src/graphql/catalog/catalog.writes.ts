import { CrmError } from "../../domain/crmError.js";
import type { Carried } from "../../domain/carried.js";
import type { Catalog as CatalogRecord, CatalogDraft, CatalogPatch } from "../../domain/catalog.js";
import type { CrmId } from "../../domain/crmId.js";
import type { Creation } from "../../domain/creation.js";
import { checkCreation } from "../../domain/input/creationInput.js";
import { collect, requiredField } from "../../domain/input/faults.js";
import { checkCatalogDraft, checkCatalogPatch } from "../../domain/input/catalogInput.js";
import { idOf } from "../argumentId.js";
import type { BatchWrite } from "../bulk.js";
import type { GraphQLContext } from "../context.js";
import { toGlobalId } from "../../domain/globalId.js";
import { explainCreation, explainRefusal, inputErrors, type Write } from "../write.js";
import type { CatalogCreateInput, CatalogPatchInput } from "./catalog.input.js";
import type { Catalog } from "./catalog.type.js";

interface CatalogUpdate {
  readonly id: CrmId;
  readonly patch: CatalogPatch;
}

export function createCatalogs({
  crm,
  loaders,
}: GraphQLContext): BatchWrite<CatalogCreateInput, Creation<CatalogDraft>, Catalog> {
  return {
    plan(input, path) {
      const creation = checkCreation(input, checkCatalogDraft(input));
      if (creation.faults) return { userErrors: inputErrors(creation.faults, path) };
      return { command: creation.value, explain: (error) => explainCreation(error, null, path) };
    },
    async sendAll(creations) {
      const results = await crm.catalogs.createMany(creations).finally(() => loaders.forgetCatalogs());
      return results.map((result) => shown(result, loaders.catalogs));
    },
  };
}

export function updateCatalogs({
  crm,
  loaders,
}: GraphQLContext): BatchWrite<{ readonly id: string; readonly patch: CatalogPatchInput }, CatalogUpdate, Catalog> {
  return {
    plan(row, path) {
      const checked = collect<CatalogUpdate>({
        id: requiredField(row, "id", idOf("Catalog")),
        patch: requiredField(row, "patch", checkCatalogPatch),
      });
      if (checked.faults) return { userErrors: inputErrors(checked.faults, path) };
      const named = { id: row.id, field: [...path, "id"] };
      return { command: checked.value, explain: (error) => explainRefusal(error, named, [...path, "patch"]) };
    },
    async sendAll(changes) {
      const results = await crm.catalogs.updateMany(changes).finally(() => loaders.forgetCatalogs());
      return results.map((result) => shown(result, loaders.catalogs));
    },
  };
}

/** From the global ids of catalogs to those of the deleted ones. */
export function deleteCatalogs({ crm, loaders }: GraphQLContext): BatchWrite<string, CrmId, string> {
  return {
    plan(globalId, path) {
      const id = idOf("Catalog")(globalId);
      if (id.faults) return { userErrors: inputErrors(id.faults, path) };
      return { command: id.value, explain: (error) => explainRefusal(error, { id: globalId, field: path }) };
    },
    async sendAll(ids) {
      const results = await crm.catalogs.deleteMany(ids).finally(() => loaders.forgetCatalogs());
      return results.map((result) => (result instanceof CrmError ? result : toGlobalId("Catalog", result)));
    },
  };
}

/** A batch of one, for the single mutations. */
export function alone<Row, Command, Value>(write: BatchWrite<Row, Command, Value>): Write<Row, Command, Value> {
  return {
    plan: (row, path) => write.plan(row, path),
    async send(command) {
      const [result] = await write.sendAll([command]);
      if (result === undefined) throw new CrmError("outcomeUnknown", "The account's answer lacks the catalog.");
      if (result instanceof CrmError) throw result;
      return result;
    },
  };
}

function shown(
  result: Carried<CatalogRecord> | CrmError,
  loader: { written(record: Carried<CatalogRecord>): Catalog },
): Catalog | CrmError {
  return result instanceof CrmError ? result : loader.written(result);
}
