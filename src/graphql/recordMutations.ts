import { LinkNotFound, VersionConflict, type CrmError, type CurrentRecord } from "../domain/crmError.js";
import type { Carried } from "../domain/carried.js";
import type { Creation } from "../domain/creation.js";
import type { CrmId } from "../domain/crmId.js";
import { checkCreation, type CreationInput } from "../domain/input/creationInput.js";
import { collect, requiredField, valid, type Checked } from "../domain/input/faults.js";
import { idOf } from "./argumentId.js";
import { unknownRecord } from "./errors.js";
import type { Node } from "./node/node.type.js";
import type { Shown } from "./payload.js";
import type { RecordLoader } from "./recordLoader.js";
import { ConflictError, type ArgumentPath, type UserError } from "./userError.js";
import { explainCreation, explainRefusal, inputErrors, type NamedObject, type Write } from "./write.js";

/** What contacts and deals differ in when they are written. */
export interface RecordModel<Item extends { readonly id: CrmId }, Draft, Patch, DraftInput, PatchInput, Handle> {
  readonly type: "Contact" | "Deal";
  readonly port: RecordChanges<Item, Draft, Patch>;
  readonly loader: RecordLoader<Item, Handle>;
  checkDraft(input: DraftInput): Checked<Draft>;
  checkPatch(input: PatchInput): Checked<Patch>;
  /** The object that an input links the record to, if any: the one meant if the account says that there is none. */
  linked(input: DraftInput | PatchInput, path: ArgumentPath): NamedObject | null;
  /** The record that a conflict is about. */
  current(record: CurrentRecord): Node;
  /** Forgets reads that a write has outdated; of a new record the number is null. */
  forget(id: CrmId | null): void;
}

/** The writing half of a record port. */
interface RecordChanges<Item extends { readonly id: CrmId }, Draft, Patch> {
  create(draft: Draft, idempotencyKey?: string): Promise<Carried<Item> | null>;
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
  readonly create: Write<DraftInput, Creation<Draft>, Shown<Handle>>;
  readonly update: Write<UpdateRow<PatchInput>, Update<Patch>, Handle>;
  /** From the global id of a record to the same once it is deleted. */
  readonly delete: Write<string, { readonly id: CrmId; readonly globalId: string }, string>;
}

export function recordWrites<
  Item extends { readonly id: CrmId },
  Draft,
  Patch,
  DraftInput extends CreationInput,
  PatchInput,
  Handle extends Node,
>(
  model: RecordModel<Item, Draft, Patch, DraftInput, PatchInput, Handle>,
): RecordWrites<Draft, Patch, DraftInput, PatchInput, Handle> {
  const { type, port, loader } = model;
  return {
    create: {
      plan(input, path) {
        const creation = checkCreation(input, model.checkDraft(input));
        if (creation.faults) return { userErrors: inputErrors(creation.faults, path) };
        return {
          command: creation.value,
          explain: (error) => explainCreation(error, model.linked(input, path), path),
        };
      },
      async send({ draft, idempotencyKey }) {
        const written = await port.create(draft, idempotencyKey).finally(() => model.forget(null));
        return written === null ? unknownRecord() : loader.written(written);
      },
    },
    update: {
      plan(row, path) {
        const checked = collect<Update<Patch>>({
          id: requiredField(row, "id", idOf(type)),
          patch: requiredField(row, "patch", (patch) => model.checkPatch(patch)),
          ifVersion: valid(row.ifVersion ?? null),
        });
        if (checked.faults) return { userErrors: inputErrors(checked.faults, path) };
        return { command: checked.value, explain: (error) => explainUpdate(error, model, row, path) };
      },
      async send({ id, patch, ifVersion }) {
        const updated = ifVersion === null ? port.update(id, patch) : port.update(id, patch, ifVersion);
        return loader.written(await updated.finally(() => model.forget(id)));
      },
    },
    delete: {
      plan(globalId, path) {
        const id = idOf(type)(globalId);
        if (id.faults) return { userErrors: inputErrors(id.faults, path) };
        const command = { id: id.value, globalId };
        return { command, explain: (error) => explainRefusal(error, { id: globalId, field: path }) };
      },
      async send({ id, globalId }) {
        await port.delete(id).finally(() => model.forget(id));
        return globalId;
      },
    },
  };
}

function explainUpdate<PatchInput>(
  error: CrmError,
  model: {
    linked(input: PatchInput, path: ArgumentPath): NamedObject | null;
    current(record: CurrentRecord): Node;
  },
  { id, patch }: UpdateRow<PatchInput>,
  path: ArgumentPath,
): readonly UserError[] {
  if (error instanceof VersionConflict) {
    const { message, current, currentVersion } = error;
    return [new ConflictError(message, [...path, "ifVersion"], currentVersion, model.current(current))];
  }
  if (error instanceof LinkNotFound) return explainRefusal(error, model.linked(patch, [...path, "patch"]));
  return explainRefusal(error, { id, field: [...path, "id"] }, [...path, "patch"]);
}
