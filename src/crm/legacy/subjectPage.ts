import { decodeContactDetail } from "../../codec/contactXml.js";
import { decodeDealDetail } from "../../codec/dealXml.js";
import type { DetailPage } from "../../codec/pageXml.js";
import type { Note } from "../../domain/note.js";
import type { Subject } from "../../domain/subject.js";
import type { Task } from "../../domain/task.js";
import type { LegacyCalls } from "./legacyCalls.js";

/** The page of a contact or a deal, for the notes and tasks on it: the account lists them nowhere else. */
export type SubjectPage = DetailPage<{ readonly notes: readonly Note[]; readonly tasks: readonly Task[] }>;

/** Reads the page of the record that a note or a task is attached to; null when there is no such record. */
export async function readSubjectPage(
  calls: LegacyCalls,
  { kind, id }: Subject,
  read = calls.read,
): Promise<SubjectPage | null> {
  const isContact = kind === "contact";
  const text = await read(isContact ? "readContact" : "readDeal", [["ID", id]]);
  const dates = await calls.dates();
  return isContact ? decodeContactDetail(text, id, dates) : decodeDealDetail(text, id, dates);
}
