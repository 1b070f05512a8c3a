import { readFileSync } from "node:fs";

/** A request as a published client put it on the wire, and the status that it was answered with. */
export interface RecordedRequest {
  method: string;
  path: string;
  contentType?: string;
  body?: string;
  status: number;
}

/** What a client sent to an empty account, whose ids are the same each time. */
export function recordedRequests(client: string): RecordedRequest[] {
  const url = new URL(`../../fixtures/wire/v4/requests/clients/${client}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")) as RecordedRequest[];
}
