import type { Account } from "../../domain/account.js";
import type { CrmId } from "../../domain/crmId.js";
import { parseJson } from "../json.js";
import { isObject, readEmbedded, readId, readObject, readText, wrong } from "./values.js";

/** A kind of tasks that people of the account can choose. */
export interface TaskKind {
  readonly id: CrmId;
  readonly name: string;
  /** Empty for a kind that was made for this account. */
  readonly code: string;
}

/** What an account tells of itself. */
export interface AccountAnswer extends Account {
  readonly taskKinds: readonly TaskKind[];
}

/** Reads the account with its `task_types` and `datetime_settings`. Throws a CrmError `badResponse` when it is anything else. */
export function decodeAccount(text: string): AccountAnswer {
  const account = readObject(parseJson(text));
  const subdomain = readText(account["subdomain"]);
  if (subdomain === "") throw wrong();
  const embedded = account["_embedded"];
  const settings = isObject(embedded) ? embedded["datetime_settings"] : undefined;
  return {
    subdomain,
    timeZone: (isObject(settings) && readText(settings["timezone"])) || null,
    taskKinds: readEmbedded(account, "task_types").map((entry) => {
      const kind = readObject(entry);
      return { id: readId(kind["id"]), name: readText(kind["name"]), code: readText(kind["code"]) };
    }),
  };
}
