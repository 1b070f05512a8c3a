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

/** Reads what a page carries of the fields that contacts and deals have in common into a record. */
export function decodeSubjectFields(
  record: { -readonly [Field in keyof SubjectFields]?: SubjectFields[Field] },
  element: XmlElement,
  subject: Subject,
  context: PageContext,
): void {
  const { dates, users } = context;
  const name = element.child("name");
  if (name) record.name = name.text;
  const user = element.child("main_user");
  if (user) record.responsibleUser = decodeUser(user, users);
  const tags = element.child("tags");
  if (tags) record.tags = decodeTags(tags);
  const created = element.child("date_create");
  if (created) record.createdAt = dates.decode(created.text);
  const modified = element.child("date_modify");
  if (modified) record.updatedAt = dates.decode(modified.text);
  const notes = element.child("notes");
  if (notes) record.notes = decodeNotes(notes, subject, context);
  const tasks = element.child("tasks");
  if (tasks) record.tasks = decodeTasks(tasks, subject, context);
}

/** Reads the `tags` of a contact or a deal. */
function decodeTags(element: XmlElement): readonly string[] {
  return element
    .children("tag")
    .map((tag) => tag.text)
    .filter((tag) => tag !== "");
}
