import type { Webhook } from "../../domain/webhook.js";
import { readList, readObject, readText, wrong } from "./values.js";

/** Throws a CrmError `badResponse` when it is no webhook. */
export function decodeWebhook(item: unknown): Webhook {
  const webhook = readObject(item);
  const destination = readText(webhook["destination"]);
  if (destination === "") throw wrong();
  return {
    destination,
    events: readList(webhook["settings"]).map(readText),
    isDisabled: webhook["disabled"] === true,
  };
}
