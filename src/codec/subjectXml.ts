import type { Contact } from "../domain/contact.js";
import type { Deal } from "../domain/deal.js";
import type { Subject } from "../domain/subject.js";
import { decodeNotes } from "./noteXml.js";
import type { PageContext } from "./pageXml.js";
import { decodeTasks } from "./taskXml.js";
import { decodeUser } from "./userXml.js";
import type { XmlElement } from "./xmlElement.js";

/** The fields that contacts and deals have in common, each under the same element on both. */
type SubjectFields = Pick<
  Contact & Deal,
  "name" | "responsibleUser" | "tags" | "createdAt" | "updatedAt" | "notes" | "tasks"
>;

/** Reads what a page carries of the fields that contacts and deals have in common. */
export function decodeSubjectFields(
  element: XmlElement,
  subject: Subject,
  context: PageContext,
): Partial<SubjectFields> {
  const { dates, users } = context;
  const tags = element.child("tags");
  const notes = element.child("notes");
  const tasks = element.child("tasks");
  const carried = (name: string) => element.child(name) !== undefined;
  return {
    ...(carried("name") && { name: element.textOf("name") ?? "" }),
    ...(carried("main_user") && { responsibleUser: decodeUser(element.child("main_user"), users) }),
    ...(tags && { tags: decodeTags(tags) }),
    ...(carried("date_create") && { createdAt: dates.decode(element.textOf("date_create") ?? "") }),
    ...(carried("date_modify") && { updatedAt: dates.decode(element.textOf("date_modify") ?? "") }),
    ...(notes && { notes: decodeNotes(notes, subject, context) }),
    ...(tasks && { tasks: decodeTasks(tasks, subject, context) }),
  };
}

/** Reads the `tags` of a contact or a deal. */
function decodeTags(element: XmlElement): readonly string[] {
  return element
    .children("tag")
    .map((tag) => tag.text)
    .filter((tag) => tag !== "");
}
