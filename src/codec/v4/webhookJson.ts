import type { Webhook } from "../../domain/webhook.js";
import { readList, readObject, readText } from "./values.js";

/** Throws a CrmError `badResponse` when it is no webhook. */
export function decodeWebhook(item: unknown): Webhook {
  const webhook = readObject(item);
  return {
    destination: readText(webhook["destination"]),
    events: readList(webhook["settings"]).map(readText),
    isDisabled: webhook["disabled"] === true,
  };
}
