import { Arg, Ctx, ID, Resolver, Root, Subscription } from "type-graphql";
import type { Change } from "../../domain/change.js";
import { readGlobalId } from "../../domain/globalId.js";
import { sameSubject, type Subject } from "../../domain/subject.js";
import { requireId } from "../argumentId.js";
import type { GraphQLContext } from "../context.js";
import { badUserInput, unauthenticated } from "../errors.js";
import { MAX_IDS } from "../node/maxIds.js";
import { ChangeQueue } from "./changeQueue.js";
import { ContactChange, DealChange, NoteAdded, TaskChange } from "./change.type.js";

type Ids = readonly string[] | null | undefined;

/** What a subscription is begun with. */
interface Begun<Args> {
  readonly args: Args;
  readonly context: GraphQLContext;
}

const SUBJECT_IDS = `Only those of these records: global \`id\`s of contacts and deals, at most ${MAX_IDS}. Absent tells of all.`;

/**
 * Each field has two halves: one begins to listen when a client subscribes; the other makes the event of a change, with what is
 * selected of it read for that event.
 */
@Resolver()
export class SubscriptionResolver {
  @Subscription(() => ContactChange, {
    description: "Contacts that are added, changed or deleted from now on.",
    subscribe: ({ args, context }: Begun<{ readonly ids?: Ids }>) => {
      const isWanted = amongRecords("Contact", args.ids);
      return changes(context, (change) => change.kind === "contact" && isWanted(change));
    },
  })
  contactChanged(
    @Arg("ids", () => [ID], {
      nullable: true,
      description: `Only these contacts: their global \`id\`s, at most ${MAX_IDS}. Absent tells of all.`,
    })
    _ids: Ids,
    @Root() change: Change,
    @Ctx() { loaders }: GraphQLContext,
  ): ContactChange {
    return new ContactChange(change, loaders.contacts);
  }

  @Subscription(() => DealChange, {
    description: "Deals that are added, changed or deleted from now on.",
    subscribe: ({ args, context }: Begun<{ readonly ids?: Ids }>) => {
      const isWanted = amongRecords("Deal", args.ids);
      return changes(context, (change) => change.kind === "deal" && isWanted(change));
    },
  })
  dealChanged(
    @Arg("ids", () => [ID], {
      nullable: true,
      description: `Only these deals: their global \`id\`s, at most ${MAX_IDS}. Absent tells of all.`,
    })
    _ids: Ids,
    @Root() change: Change,
    @Ctx() { loaders }: GraphQLContext,
  ): DealChange {
    return new DealChange(change, loaders.deals);
  }

  @Subscription(() => TaskChange, {
    description: "Tasks that are added, changed, completed or deleted from now on.",
    subscribe: ({ args, context }: Begun<{ readonly subjectIds?: Ids }>) => {
      const isWanted = amongSubjects(args.subjectIds);
      return changes(context, (change) => change.kind === "task" && (isWanted(change) || isDeletionOfAny(change)));
    },
  })
  taskChanged(
    @Arg("subjectIds", () => [ID], {
      nullable: true,
      description: `${SUBJECT_IDS} A deleted task whose record the account does not tell is told of in any case.`,
    })
    _subjectIds: Ids,
    @Root() change: Change,
    @Ctx() { loaders }: GraphQLContext,
  ): TaskChange {
    return new TaskChange(change, loaders);
  }

  @Subscription(() => NoteAdded, {
    description: "Notes that are added to contacts and deals from now on.",
    subscribe: ({ args, context }: Begun<{ readonly subjectIds?: Ids }>) => {
      const isWanted = amongSubjects(args.subjectIds);
      return changes(context, (change) => isAddedNote(change) && isWanted(change));
    },
  })
  noteAdded(
    @Arg("subjectIds", () => [ID], { nullable: true, description: SUBJECT_IDS }) _subjectIds: Ids,
    @Root() change: Change,
    @Ctx() { loaders }: GraphQLContext,
  ): NoteAdded {
    if (!isAddedNote(change)) throw new TypeError("Only added notes are listened to.");
    return new NoteAdded(change, { subject: change.subject, id: change.id }, loaders);
  }
}

/** Whoever may not read the account is not told what happens in it either. */
function changes({ viewer, changes: feed }: GraphQLContext, isWanted: (change: Change) => boolean): ChangeQueue {
  if (viewer === null) throw unauthenticated();
  return new ChangeQueue(feed, isWanted);
}

/** The account's webhooks do not tell what a deleted task was attached to. */
function isDeletionOfAny({ action, subject }: Change): boolean {
  return action === "deleted" && subject === null;
}

/** A note is found through its record alone, so one whose record is not told cannot be named. */
function isAddedNote(change: Change): change is Change & { readonly subject: Subject } {
  return change.kind === "note" && change.action === "created" && change.subject !== null;
}

function amongRecords(type: "Contact" | "Deal", ids: Ids): (change: Change) => boolean {
  if (ids === null || ids === undefined) return () => true;
  refuseTooMany("ids", ids);
  const wanted = new Set(ids.map((id, index) => requireId(type, id, ["ids", String(index)])));
  return ({ id }) => wanted.has(id);
}

function amongSubjects(ids: Ids): (change: Change) => boolean {
  if (ids === null || ids === undefined) return () => true;
  refuseTooMany("subjectIds", ids);
  const wanted = ids.map((id, index): Subject => readSubject(id) ?? refuseId(index));
  return ({ subject }) => wanted.some((one) => sameSubject(one, subject));
}

function readSubject(id: string): Subject | null {
  const contact = readGlobalId("Contact", id);
  if (contact !== null) return { kind: "contact", id: contact };
  const deal = readGlobalId("Deal", id);
  return deal === null ? null : { kind: "deal", id: deal };
}

function refuseId(index: number): never {
  throw badUserInput(`\`subjectIds.${index}\` is not the id of a contact or a deal.`);
}

function refuseTooMany(argument: string, ids: readonly string[]): void {
  if (ids.length > MAX_IDS) throw badUserInput(`\`${argument}\` may hold at most ${MAX_IDS} ids.`);
}
