import { ACCOUNT } from "../../account.js";
import { isLoopbackUrl } from "../../loopback.js";
import { allWebhooks, deleteWebhook, saveWebhook } from "../../storage/webhooks.js";
import type { WebhookRecord } from "../../storage/webhooks.js";
import { NOTHING, oneItem } from "../call.js";
import type { V4Call, V4Routes } from "../call.js";
import type { ItemReader } from "../wire/itemReader.js";
import { seconds } from "../wire/json.js";
import { filterOf, textOf } from "../wire/listQuery.js";
import { Problem } from "../wire/problem.js";
import { checkAdministrator } from "./users.js";

const MAX_WEBHOOKS = 100;

/** Events that can be subscribed; of talks and messages an account like this one has none to tell. */
const EVENTS: ReadonlySet<string> = new Set([
  ...["lead", "contact", "company"].flatMap((entity) =>
    ["add", "update", "delete", "restore", "responsible", "note"].map((action) => `${action}_${entity}`),
  ),
  ...["status_lead", "add_task", "update_task", "delete_task", "responsible_task"],
  ...["add_talk", "update_talk", "add_message", "add_chat_template_review"],
]);

/** Subscriptions of addresses to what happens in the account, for its administrators. */
export const webhookRoutes: V4Routes = {
  "GET /webhooks": async (call) => {
    checkAdministrator(call);
    const all = await allWebhooks(call.db, textOf(filterOf(call.parameters, "destination")));
    if (all.length === 0) return NOTHING;
    return { body: { _total_items: all.length, _embedded: { webhooks: all.map(webhookJson) } } };
  },
  "POST /webhooks": async (call) => {
    checkAdministrator(call);
    const { written } = await oneItem(call, async (item) => {
      const destination = writtenDestination(item);
      const settings = writtenSettings(call, item);
      const sort = item.integer("sort") ?? 0;
      item.check();
      await saveWebhook(call.db, { destination, settings, sort }, { userId: call.user.id, now: call.now });
      return destination;
    });
    const [webhook] = await allWebhooks(call.db, written);
    if ((await allWebhooks(call.db)).length > MAX_WEBHOOKS) {
      throw new Problem(400, `An account may have ${MAX_WEBHOOKS} webhooks`);
    }
    return webhook ? { status: 201, body: webhookJson(webhook) } : NOTHING;
  },
  "DELETE /webhooks": async (call) => {
    checkAdministrator(call);
    const { written } = await oneItem(call, (item) => {
      item.require("destination");
      const destination = item.text("destination");
      item.check();
      return deleteWebhook(call.db, destination ?? "");
    });
    if (!written) throw new Problem(404, "Not found");
    return NOTHING;
  },
};

/** The account is a program on this machine and must not be made to call others. */
function writtenDestination(item: ItemReader): string {
  item.require("destination");
  const destination = item.text("destination");
  if (destination !== undefined && !isLoopbackUrl(destination)) {
    item.refuse("NotSupportedChoice", "destination", "The sandbox notifies addresses of its own machine only.");
  }
  return destination ?? "";
}

function writtenSettings(call: V4Call, item: ItemReader): string[] {
  const sent = item.item["settings"];
  const settings = Array.isArray(sent) ? sent.filter((event): event is string => typeof event === "string") : [];
  if (settings.length === 0) item.refuse("FieldMissing", "settings", "This field is missing.");
  for (const [index, event] of settings.entries()) {
    if (EVENTS.has(event) && (event !== "update_task" || call.switches.v4UpdateTask)) continue;
    item.refuse("NotSupportedChoice", `settings.${index}`, "The value is not one of the choices.");
  }
  return [...new Set(settings)];
}

function webhookJson(webhook: WebhookRecord) {
  return {
    id: webhook.id,
    destination: webhook.destination,
    created_at: seconds(webhook.createdAt),
    updated_at: seconds(webhook.updatedAt),
    account_id: Number(ACCOUNT.id),
    created_by: webhook.createdBy,
    sort: webhook.sort,
    disabled: false,
    settings: webhook.settings,
  };
}
