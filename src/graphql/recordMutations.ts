import { VersionConflict, type CrmError } from "../crm/crmError.js";
import type { Carried } from "../domain/carried.js";
import type { CrmId } from "../domain/crmId.js";
import type { Checked } from "../domain/input/faults.js";
import { requireId } from "./argumentId.js";
import { unknownRecord } from "./errors.js";
import type { Node } from "./node/node.type.js";
import type { Shown } from "./payload.js";
import type { RecordLoader } from "./recordLoader.js";
import { ConflictError, type ArgumentPath, type UserError } from "./userError.js";
import { explainRefusal, inputErrors, type NamedObject, type Write } from "./write.js";

/** What contacts and deals differ in when they are written. */
export interface RecordModel<Item extends { readonly id: CrmId }, Draft, Patch, DraftInput, PatchInput, Handle> {
  readonly type: "Contact" | "Deal";
  readonly port: RecordChanges<Item, Draft, Patch>;
  readonly loader: RecordLoader<Item, Handle>;
  checkDraft(input: DraftInput, path: ArgumentPath): Checked<Draft>;
  checkPatch(input: PatchInput, path: ArgumentPath): Checked<Patch>;
  /** The object that a new record refers to: the one meant if the account says that there is none. */
  named(input: DraftInput, path: ArgumentPath): NamedObject | null;
  /** Forgets reads that a write has outdated; of a new record the number is null. */
  forget(id: CrmId | null): void;
}

/** The writing half of a record port. */
interface RecordChanges<Item extends { readonly id: CrmId }, Draft, Patch> {
  create(draft: Draft): Promise<Carried<Item> | null>;
  update(id: CrmId, patch: Patch, ifVersion?: string): Promise<Carried<Item>>;
  delete(id: CrmId): Promise<void>;
}

/** What the caller gives for one update, single or a row of many. */
interface UpdateRow<PatchInput> {
  readonly id: string;
  readonly patch: PatchInput;
  readonly ifVersion?: string | null | undefined;
}

interface Update<Patch> {
  readonly id: CrmId;
  readonly patch: Patch;
  readonly ifVersion: string | null;
}

/** The three kinds of change to a record: to add, to edit and to delete one. */
export interface RecordWrites<Draft, Patch, DraftInput, PatchInput, Handle> {
  readonly create: Write<DraftInput, Draft, Shown<Handle>>;
  readonly update: Write<UpdateRow<PatchInput>, Update<Patch>, Handle>;
  /** From the global id of a record to the same once it is deleted. */
  readonly delete: Write<string, { readonly id: CrmId; readonly globalId: string }, string>;
}

export function recordWrites<
  Item extends { readonly id: CrmId },
  Draft,
  Patch,
  DraftInput,
  PatchInput,
  Handle extends Node,
>(
  model: RecordModel<Item, Draft, Patch, DraftInput, PatchInput, Handle>,
): RecordWrites<Draft, Patch, DraftInput, PatchInput, Handle> {
  const { type, port, loader } = model;
  return {
    create: {
      plan(input, path) {
        const draft = model.checkDraft(input, path);
        if (draft.faults) return { userErrors: inputErrors(draft.faults, path) };
        return { command: draft.value, explain: (error) => explainRefusal(error, model.named(input, path)) };
      },
      async send(draft) {
        const written = await port.create(draft).finally(() => model.forget(null));
        return written === null ? unknownRecord() : loader.written(written);
      },
    },
    update: {
      plan(row, path) {
        const id = requireId(type, row.id, [...path, "id"]);
        const patch = model.checkPatch(row.patch, [...path, "patch"]);
        if (patch.faults) return { userErrors: inputErrors(patch.faults, [...path, "patch"]) };
        return {
          command: { id, patch: patch.value, ifVersion: row.ifVersion ?? null },
          explain: (error) => explainUpdate(error, loader, row.id, path),
        };
      },
      async send({ id, patch, ifVersion }) {
        const updated = ifVersion === null ? port.update(id, patch) : port.update(id, patch, ifVersion);
        return loader.written(await updated.finally(() => model.forget(id)));
      },
    },
    delete: {
      plan(globalId, path) {
        const id = requireId(type, globalId, path);
        return { command: { id, globalId }, explain: (error) => explainRefusal(error, { id: globalId, field: path }) };
      },
      async send({ id, globalId }) {
        await port.delete(id).finally(() => model.forget(id));
        return globalId;
      },
    },
  };
}

function explainUpdate<Item extends { readonly id: CrmId }, Handle extends Node>(
  error: CrmError,
  loader: RecordLoader<Item, Handle>,
  globalId: string,
  path: ArgumentPath,
): UserError | null {
  if (!isConflict<Carried<Item>>(error)) return explainRefusal(error, { id: globalId, field: [...path, "id"] });
  const { message, current, currentVersion } = error;
  return new ConflictError(message, [...path, "ifVersion"], currentVersion, loader.carried(current));
}

/** What a port throws for a record of its own holds that record: see the port's `update`. */
function isConflict<Current>(error: CrmError): error is VersionConflict<Current> {
  return error instanceof VersionConflict;
}
