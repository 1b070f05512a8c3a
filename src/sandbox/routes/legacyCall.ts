import type { AccountDb } from "../storage/database.js";
import type { User } from "../storage/users.js";
import type { Viewer } from "../storage/viewer.js";
import type { SandboxSwitches } from "../switches.js";
import { textField } from "../wire/fields.js";
import type { FormMap } from "../wire/phpForm.js";
import { RequestError } from "../wire/requestError.js";
import { DONE_XML, writtenXml } from "../wire/resultXml.js";
import type { XmlElement } from "../wire/xmlWriter.js";

/** One call of a signed-in user to a page of the XML API, within a transaction of its own. */
export interface LegacyCall {
  parameters: FormMap;
  user: User;
  viewer: Viewer;
  db: AccountDb;
  now: Date;
  switches: SandboxSwitches;
}

/** Answers a call. Throws a RequestError to refuse it, which also undoes what it wrote. */
export type LegacyPage = (call: LegacyCall) => Promise<XmlElement>;

/** A page that does what its `ACTION` parameter names. */
export function actions(handlers: Readonly<Record<string, LegacyPage>>): LegacyPage {
  const byName = new Map(Object.entries(handlers));
  return (call) => {
    const handler = byName.get(textField(call.parameters, "ACTION") ?? "");
    if (!handler) throw new RequestError(400, `ACTION must be one of ${[...byName.keys()].join(", ")}`);
    return handler(call);
  };
}

/** Answers an add, by a switch without the id: no public record shows that accounts give it. */
export function addedXml(call: LegacyCall, id: number): XmlElement {
  return call.switches.addAnswersId ? writtenXml(id) : DONE_XML;
}

/** The record a call is about is not there, or not for its user. */
export function noSuchRecord(): RequestError {
  return new RequestError(404, "No such record");
}

/** Refuses a removal by a user who may not remove records. */
export function checkMayDelete({ user }: LegacyCall): void {
  if (!user.mayDelete) throw new RequestError(403, "Access denied");
}

/** The field as given; one that is absent keeps the stored value or is cleared, as the switch says. */
export function editedField<T>(call: LegacyCall, given: T | undefined, stored: T, cleared: T): T {
  if (given !== undefined) return given;
  return call.switches.editKeepsAbsent ? stored : cleared;
}
