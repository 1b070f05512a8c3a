import { CrmError } from "../../domain/crmError.js";

/**
 * Makes a further step of a change of which another was made: when it fails, part of the change is there.
 *
 * @throws CrmError `outcomeUnknown`
 */
export async function afterFirst<Done>(step: () => Promise<Done>): Promise<Done> {
  try {
    return await step();
  } catch (cause) {
    if (!(cause instanceof CrmError)) throw cause;
    throw new CrmError("outcomeUnknown", "The change was made in part: the rest of it failed.", { cause });
  }
}

/** What API v4 offers no way to do, in people's words. */
export function notRemovable(what: string): Promise<never> {
  return Promise.reject(new CrmError("notSupported", `The account's API does not remove ${what}.`));
}
