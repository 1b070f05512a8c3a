import type { Account, AccountSession } from "../domain/account.js";
import type { CallContext } from "../domain/call.js";
import type { Capability } from "../domain/capability.js";
import type { Carried } from "../domain/carried.js";
import type { Catalog, CatalogDraft, CatalogPatch } from "../domain/catalog.js";
import type { Contact, ContactDraft, ContactPatch } from "../domain/contact.js";
import type { Creation } from "../domain/creation.js";
import type { CrmId } from "../domain/crmId.js";
import type { Deal, DealDraft, DealPatch } from "../domain/deal.js";
import type { Note, NoteDraft, NoteReference } from "../domain/note.js";
import type { Page, PageRequest } from "../domain/page.js";
import type { Subject } from "../domain/subject.js";
import type { Task, TaskDraft, TaskPatch, TaskReference } from "../domain/task.js";
import type { Webhook } from "../domain/webhook.js";
import type { CrmError } from "../domain/crmError.js";

/**
 * All that GraphQL knows of the CRM: one user's view of one account, for the length of one operation. Every method may throw
 * a CrmError and nothing else. Nothing is cached here: equal reads are made equal by the loaders above.
 *
 * Writes are never sent twice. A write that the account acknowledged does not throw: it returns what is known of the record
 * without reading it again, so that reading back is the caller's choice and its failure cannot hide the success.
 *
 * A creation may have an idempotency key. For 24 hours the same key of the same login, with the same draft of the same kind, gives
 * what the first creation gave and sends nothing: the record as it was written then, or `outcomeUnknown` if nobody knows. One that
 * is under way is waited for. With another draft the key throws `keyReused`. A failure after which nothing is changed leaves the key
 * free. Keys are kept above the adapters, which need not look at them.
 */
export interface Crm {
  /** What the account says of itself. Signs in if that has not happened yet. */
  account(): Promise<Account>;
  /** Which of the account's APIs is called. */
  readonly api: "legacy" | "v4";
  /** What it can do of what not every API can. Takes a call only where the account has to be asked, and that seldom. */
  capabilities(): Promise<ReadonlySet<Capability>>;
  /** Whether changes of one kind that are begun at the same time reach the account together. Else they are better made one by one. */
  readonly makesChangesTogether: boolean;
  readonly contacts: ContactPort;
  readonly deals: DealPort;
  readonly notes: NotePort;
  readonly tasks: TaskPort;
  readonly catalogs: CatalogPort;
}

/** One outcome of a read of several records: the record, null when there is none, or why it could not be read. */
export type Found<Item> = Item | null | CrmError;

/**
 * How a user is let into the account: by the API key of their profile, their password, or a session that was opened before; by a token,
 * or by what a user granted to an integration, where API v4 is called. Of the others each API knows nothing, so that they are refused.
 */
export type Credentials =
  | { readonly login: string; readonly token: string }
  | { readonly login: string; readonly integration: string }
  | { readonly login: string; readonly key: string }
  | { readonly login: string; readonly password: string }
  | { readonly login: string; readonly session: AccountSession };

/** One account, whoever calls it: its users share its budget and its locks. */
export interface CrmAccount {
  as(credentials: Credentials): CrmConnection;
  /**
   * Forgets what was read of a record, its notes and its tasks, or with null of any record: it was changed elsewhere. What is under
   * way is not told to others, either.
   */
  forget(subject: Subject | null): Promise<void>;
  /** Ends all calls under way and makes no more. A write that was sent has `outcomeUnknown` then. */
  giveUp(): void;
  /** Closes the sockets. Close the connections first. */
  close(): Promise<void>;
}

/** One account as one user; hands out a Crm for each operation. */
export interface CrmConnection {
  /** Login of the user on whose behalf the account is called. */
  readonly login: string;
  forOperation(call: CallContext): Crm;
  /** Where the account tells of what is changed in it; null over an API that has nothing of the kind. */
  webhooks(call: CallContext): WebhookPort | null;
  /** The user's session with the account, opened if need be. Throws `notAuthenticated` when the account refuses the user. */
  signIn(call: CallContext): Promise<AccountSession>;
  /** Takes no more calls and waits for writes in flight. */
  close(): Promise<void>;
}

/** The addresses that the account tells of what is changed in it, whoever registered them. */
export interface WebhookPort {
  list(): Promise<readonly Webhook[]>;
  /**
   * Registers an address for all that this gateway listens to, or replaces what it was registered for.
   *
   * @returns what the account does not tell of, in its own words
   */
  register(destination: string): Promise<readonly string[]>;
  /** Throws `notFound` when the address is not registered. */
  remove(destination: string): Promise<void>;
}

/** How contacts or deals are read. */
export interface RecordReads<Item extends { readonly id: CrmId }> {
  /**
   * Sets of fields that the account brings together: each field but the id is in exactly one, or in none when the account's API does
   * not tell it. The first one tells whether there is such a record; what the others bring of a record that is not there is empty.
   */
  readonly groups: readonly FieldGroup<Item>[];
  /** Records that one call reads at most, of one group. */
  readonly idsPerCall: number;
  /** One page of the list, or of a search when the request has a keyword. One call. */
  page(request: PageRequest): Promise<Page<Carried<Item>>>;
  /** The records with the fields of one of the groups, or with all; one outcome an id, in their order. */
  getMany(ids: readonly CrmId[], group?: FieldGroup<Item>): Promise<readonly Found<Carried<Item>>[]>;
}

export type FieldGroup<Item> = readonly (keyof Item)[];

/** What contacts and deals have in common: they can be listed, searched, read, added, edited and deleted. */
interface RecordPort<Item extends { readonly id: CrmId }, Draft, Patch> extends RecordReads<Item> {
  /** Adds a record. Null when it was added but the account does not tell which one it is. */
  create(draft: Draft, idempotencyKey?: string): Promise<Carried<Item> | null>;
  /**
   * Changes some fields and keeps the others, those this schema does not know included. With `ifVersion`, throws a
   * VersionConflict unless the record is still at that version. Throws a LinkNotFound when it is the record to link that is
   * not there.
   */
  update(id: CrmId, patch: Patch, ifVersion?: string): Promise<Carried<Item>>;
  delete(id: CrmId): Promise<void>;
}

export type ContactPort = RecordPort<Contact, ContactDraft, ContactPatch>;

export type DealPort = RecordPort<Deal, DealDraft, DealPatch>;

/** Notes are read with the record they are attached to. */
export interface NotePort {
  /** Adds a note. Null when it was added but the account does not tell which one it is. */
  create(draft: NoteDraft, idempotencyKey?: string): Promise<Carried<Note> | null>;
  /** Changes the text of a note that is still where the reference says, else throws `notFound`. */
  update(note: NoteReference, body: string): Promise<Carried<Note>>;
  delete(note: NoteReference): Promise<void>;
}

/** Tasks are read with the record they are attached to; a task on its own cannot be read. */
export interface TaskPort {
  /** Adds a task. Null when it was added but the account does not tell which one it is. */
  create(draft: TaskDraft, idempotencyKey?: string): Promise<Carried<Task> | null>;
  /**
   * Changes some fields of a task. For a task on its own the patch must hold every field: there is nothing to merge it into. Throws
   * a LinkNotFound when a task that is there cannot be moved, since the other record is not.
   */
  update(task: TaskReference, patch: TaskPatch): Promise<Carried<Task>>;
  /**
   * Marks a task as completed, with what came of it if that is given; sends nothing when all that is known to be so already. Throws
   * `notSupported` where the account keeps no such text.
   */
  complete(task: TaskReference, result?: string): Promise<Carried<Task>>;
  delete(task: TaskReference): Promise<void>;
}

/** Catalogs arrive and are written all together. Each write is one call; its outcomes are in the order of the rows. */
export interface CatalogPort {
  list(): Promise<readonly Catalog[]>;
  createMany(creations: readonly Creation<CatalogDraft>[]): Promise<readonly (Carried<Catalog> | CrmError)[]>;
  updateMany(
    changes: readonly { readonly id: CrmId; readonly patch: CatalogPatch }[],
  ): Promise<readonly (Carried<Catalog> | CrmError)[]>;
  deleteMany(ids: readonly CrmId[]): Promise<readonly (CrmId | CrmError)[]>;
}
