import {
  decodeCatalogRefusal,
  decodeCatalogWrite,
  encodeCatalogAdd,
  encodeCatalogDelete,
  encodeCatalogUpdate,
  type CatalogAction,
  type CatalogItem,
  type CatalogRowError,
  type CatalogWriteAnswer,
} from "../../codec/catalogJson.js";
import { decodeCatalogs } from "../../codec/catalogListJson.js";
import type { CallContext } from "../../domain/call.js";
import type { Carried } from "../../domain/carried.js";
import type { Catalog, CatalogPatch } from "../../domain/catalog.js";
import type { CrmId } from "../../domain/crmId.js";
import type { UpstreamCalls, UpstreamReply, UpstreamRequest } from "../../transport/message.js";
import type { CatalogPort } from "../crm.js";
import { CrmError } from "../../domain/crmError.js";

const ENDPOINT = { endpoint: "catalogs", path: "/api/v2/catalogs" } as const;
const LIST = { ...ENDPOINT, effect: "read", method: "GET" } as const;

interface Change {
  readonly id: CrmId;
  readonly patch: CatalogPatch;
}

/** Catalogs over the v2 JSON API. */
export function v2Catalogs(upstream: UpstreamCalls, call: CallContext): CatalogPort {
  async function read(request: UpstreamRequest): Promise<readonly Catalog[]> {
    const reply = await upstream.send(request, call);
    if (reply.status === 204) return [];
    if (reply.status === 403) throw new CrmError("forbidden", "The user may not see the catalogs.");
    if (reply.status !== 200)
      throw new CrmError("badResponse", "The account answered with an error instead of the list.");
    return decodeCatalogs(reply.text);
  }

  async function write(action: CatalogAction, text: string): Promise<CatalogWriteAnswer> {
    const body = { type: "application/json", text };
    const reply = await upstream.send({ ...ENDPOINT, effect: "write", method: "POST", body }, call);
    return readAnswer(reply, action);
  }

  /** The rows that can be written, completed by what the account has where a row lacks the name, which the account insists on. */
  async function complete(changes: readonly Change[]): Promise<readonly (Completed | CrmError)[]> {
    if (changes.every(({ patch }) => patch.name !== undefined)) {
      return changes.map(({ id, patch }) => ({
        id,
        fields: { name: patch.name ?? "", ...patch },
        after: { id, ...patch },
      }));
    }
    const catalogs = new Map((await read(LIST)).map((catalog) => [catalog.id, catalog]));
    return changes.map(({ id, patch }) => {
      const before = catalogs.get(id);
      if (before === undefined) return rowError(CATALOG_NOT_FOUND);
      return { id, fields: { name: before.name, ...patch }, after: { ...before, ...patch } };
    });
  }

  return {
    list: () => read({ ...LIST, shared: true }),
    async createMany(creations) {
      if (creations.length === 0) return [];
      const drafts = creations.map(({ draft }) => draft);
      const { items, errors } = await write("add", encodeCatalogAdd(drafts));
      const isNumbered = items.every((item) => item.requestId !== null);
      // An account that repeats no row number, as in the API description's example, answers in the order of the rows.
      const isInOrder = !isNumbered && items.length === drafts.length;
      return drafts.map((draft, row) => {
        const item = isInOrder ? items[row] : items.find(({ requestId }) => requestId === String(row));
        return item === undefined ? outcomeOf(String(row), errors) : { id: item.id, ...draft };
      });
    },
    async updateMany(changes) {
      const rows = await complete(changes);
      const sent = rows.filter((row): row is Completed => !(row instanceof CrmError));
      if (sent.length === 0) return rows.filter((row) => row instanceof CrmError);
      const answer = await write("update", encodeCatalogUpdate(sent));
      return rows.map((row) => (row instanceof CrmError ? row : outcome(row.id, answer, row.after)));
    },
    async deleteMany(ids) {
      if (ids.length === 0) return [];
      const answer = await write("delete", encodeCatalogDelete(ids));
      return ids.map((id) => outcome(id, answer, id));
    },
  };
}

/** A change as it is sent, and the catalog as it is known to be after it. */
interface Completed {
  readonly id: CrmId;
  readonly fields: CatalogPatch & Pick<Catalog, "name">;
  readonly after: Carried<Catalog>;
}

/** What became of a row that is known by its catalog. */
function outcome<Done>(id: CrmId, { items, errors }: CatalogWriteAnswer, done: Done): Done | CrmError {
  return items.some((item: CatalogItem) => item.id === id) ? done : outcomeOf(id, errors);
}

/** Why a row is not among those that the account took. */
function outcomeOf(row: string, errors: readonly CatalogRowError[]): CrmError {
  const error = errors.find((candidate) => candidate.row === row);
  if (error !== undefined) return rowError(error.code);
  return new CrmError("outcomeUnknown", "The account does not say what became of this catalog.");
}

const NO_RIGHTS = 244;
const CATALOG_NOT_FOUND = 282;

function rowError(code: number | null): CrmError {
  switch (code) {
    case NO_RIGHTS:
      return new CrmError("forbidden", "The user may not change catalogs.");
    case CATALOG_NOT_FOUND:
      return new CrmError("notFound", "The account has no such catalog.");
    default:
      return new CrmError("rejected", "The account refused the change.");
  }
}

/** A refusal of the whole request becomes an error; so does an answer that cannot be read, since the change may have been made. */
function readAnswer({ status, text }: UpstreamReply, action: CatalogAction): CatalogWriteAnswer {
  try {
    if (status < 300) return decodeCatalogWrite(text, action);
    const code = decodeCatalogRefusal(text);
    throw status === 403 ? rowError(NO_RIGHTS) : rowError(code);
  } catch (error) {
    if (!(error instanceof CrmError) || error.kind !== "badResponse") throw error;
    throw new CrmError("outcomeUnknown", "The answer to the change cannot be read.", { cause: error });
  }
}
