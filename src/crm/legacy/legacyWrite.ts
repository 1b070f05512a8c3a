import { decodeWrite, type WriteAnswer } from "../../codec/writeXml.js";
import type { CrmId } from "../../domain/crmId.js";
import type { UpstreamReply } from "../../transport/message.js";
import { CrmError, LinkNotFound } from "../../domain/crmError.js";

/**
 * What the answer to a write means: the number of the record, null when the account acknowledges the write without one. Throws a
 * CrmError: `notFound`, `forbidden` or `rejected` when the account refused, `outcomeUnknown` when the answer cannot be read, since
 * the change may have been made all the same.
 */
export function readWritten({ text }: UpstreamReply): CrmId | null {
  const answer = decode(text);
  if (answer.made) return answer.id;
  switch (answer.error.code) {
    case 404:
      throw new CrmError("notFound", "The account has no such record.");
    case 403:
      throw new CrmError("forbidden", "The user may not make this change.");
    default:
      throw new CrmError("rejected", "The account refused the change.");
  }
}

/**
 * Waits for a change that links a record which was just read to another one: a record that the account does not find is the other
 * one. Throws a LinkNotFound then.
 */
export async function linking<Written>(change: Promise<Written>): Promise<Written> {
  try {
    return await change;
  } catch (error) {
    throw error instanceof CrmError && error.kind === "notFound" ? new LinkNotFound() : error;
  }
}

function decode(text: string): WriteAnswer {
  try {
    return decodeWrite(text);
  } catch (cause) {
    throw new CrmError("outcomeUnknown", "The answer to the change cannot be read.", { cause });
  }
}

/**
 * Looks for a record that the account acknowledged without its number. `read` gives the records it may be among, null when they
 * are not all of them. It counts only if it is the only one that equals what was written. Never throws a CrmError: the write was made.
 */
export async function findWritten<Item>(
  read: () => Promise<readonly Item[] | null>,
  equalsWritten: (item: Item) => boolean,
): Promise<Item | null> {
  try {
    const [hit, ...others] = ((await read()) ?? []).filter(equalsWritten);
    return hit !== undefined && others.length === 0 ? hit : null;
  } catch (error) {
    if (error instanceof CrmError) return null;
    throw error;
  }
}
