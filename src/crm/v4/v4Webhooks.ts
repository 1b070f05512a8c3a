import { decodeWebhook } from "../../codec/v4/webhookJson.js";
import { CrmError } from "../../domain/crmError.js";
import type { WebhookPort } from "../crm.js";
import type { V4Calls } from "./v4Calls.js";

const ENTITIES = ["lead", "contact"] as const;

/** All that is shown here, companies for their names. Of changed and deleted notes the account has nothing to tell. */
const EVENTS: readonly string[] = [
  ...ENTITIES.flatMap((entity) =>
    ["add", "update", "delete", "restore", "responsible", "note"].map((action) => `${action}_${entity}`),
  ),
  "status_lead",
  "update_company",
  ...["add_task", "delete_task", "responsible_task"],
];

/** Not every account has it. */
const UPDATE_TASK = "update_task";

/** Webhooks over API v4, which lets in administrators alone. */
export function v4Webhooks(calls: V4Calls): WebhookPort {
  return {
    list: () => calls.all("webhooks", decodeWebhook),
    async register(destination) {
      const save = (settings: readonly string[]) => calls.write("POST", "webhooks", { destination, settings });
      try {
        await save([...EVENTS, UPDATE_TASK]);
        return [];
      } catch (error) {
        if (!(error instanceof CrmError && error.kind === "rejected")) throw error;
        await save(EVENTS);
        return [UPDATE_TASK];
      }
    },
    remove: (destination) => calls.write("DELETE", "webhooks", { destination }),
  };
}
