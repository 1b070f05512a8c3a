import { momentBetween, officeMoment } from "./calendar.js";
import type { LocalContact } from "./contacts.js";
import type { LocalDeal } from "./deals.js";
import { awkwardNotes, noteTexts } from "./noteTexts.js";
import { fillProducts } from "./products.js";
import type { Random } from "./random.js";
import type { DemoNote, DemoSubject, DemoTask } from "./records.js";
import { regions } from "./regions.js";
import type { Language } from "./regions.js";
import { users } from "./staff.js";
import { ownTasks, taskTexts } from "./taskTexts.js";

/** A contact or deal as notes and tasks see it. */
interface Subject {
  ref: DemoSubject;
  language: Language;
  mainUserId: number;
  createdAt: Date;
}

const NOTES = 300;
const TASKS = 220;
/** How often a note or task goes to one of the few records that get most of the attention. */
const FAVOURITE_SHARE = 0.25;
const FAVOURITES = 6;

function subjects(contacts: readonly LocalContact[], deals: readonly LocalDeal[]): Subject[] {
  return [
    ...contacts.map(({ contact, region }) => ({ kind: "contact" as const, record: contact, region })),
    ...deals.map(({ deal, region }) => ({ kind: "deal" as const, record: deal, region })),
  ].map(({ kind, record, region }) => ({
    ref: { kind, id: record.id },
    language: regions[region].language,
    mainUserId: record.mainUserId,
    createdAt: record.createdAt,
  }));
}

/** Picks records so that a few have long histories, most a little and some none. */
function unevenPicker(all: readonly Subject[], random: Random): () => Subject {
  const favourites = random.shuffle(all).slice(0, FAVOURITES);
  return () => random.pick(random.chance(FAVOURITE_SHARE) ? favourites : all);
}

function fillIn(text: string, random: Random): string {
  return fillProducts(text, random).replaceAll("{number}", () => String(random.between(10, 30)));
}

/** Notes on contacts and deals, oldest first, none older than its record. */
export function demoNotes(
  contacts: readonly LocalContact[],
  deals: readonly LocalDeal[],
  now: Date,
  random: Random,
): DemoNote[] {
  const nextSubject = unevenPicker(subjects(contacts, deals), random);
  const bodies = random.shuffle([
    ...awkwardNotes,
    ...Array.from({ length: NOTES - awkwardNotes.length }, () => undefined),
  ]);
  return bodies
    .map((awkward) => {
      const { ref, language, mainUserId, createdAt } = nextSubject();
      return {
        subject: ref,
        body: awkward ?? fillIn(random.pick(noteTexts[random.chance(0.75) ? language : "en"]), random),
        authorId: random.chance(0.7) ? mainUserId : random.pick(users).id,
        createdAt: momentBetween(createdAt, now, random),
      };
    })
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    .map((note, index) => ({ id: index + 1, ...note }));
}

/** When a task is or was due: finished ones since the record exists, open ones mostly ahead, some overdue. */
function dueDate(completed: boolean, subject: Subject | undefined, now: Date, random: Random): Date {
  if (completed) return momentBetween(subject?.createdAt ?? officeMoment(now, -90, random), now, random);
  if (random.chance(0.35)) return officeMoment(now, -random.between(3, 40), random);
  return officeMoment(now, random.between(0, 45), random);
}

/** Tasks by due date: finished, overdue and open ones on contacts and deals, and a few of the team itself. */
export function demoTasks(
  contacts: readonly LocalContact[],
  deals: readonly LocalDeal[],
  now: Date,
  random: Random,
): DemoTask[] {
  const nextSubject = unevenPicker(subjects(contacts, deals), random);
  return Array.from({ length: TASKS }, (_, index) => {
    const ownText = ownTasks[index];
    const subject = ownText === undefined ? nextSubject() : undefined;
    const type = random.pick(["CALL", "CALL", "LETTER", "MEETING"] as const);
    const completed = random.chance(0.45);
    return {
      ...(subject !== undefined && { subject: subject.ref }),
      text: ownText ?? fillIn(random.pick(taskTexts[subject?.language ?? "en"][type]), random),
      type,
      dueAt: dueDate(completed, subject, now, random),
      mainUserId: subject?.mainUserId ?? random.pick(users).id,
      completed,
    };
  })
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
    .map((task, index) => ({ id: index + 1, ...task }));
}
