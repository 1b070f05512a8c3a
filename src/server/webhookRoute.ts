import { createHash, timingSafeEqual } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyError, FastifyPluginAsync, FastifyRequest } from "fastify";
import { NotificationError } from "../webhooks/formRecords.js";
import type { LearnedChanges } from "../webhooks/learnedChanges.js";
import { decodeNotification, type News } from "../webhooks/notification.js";
import { refuse } from "./httpErrors.js";
import type { Metrics } from "./metrics.js";

/** The account waits for 2 seconds and then sends all again: what takes longer goes on behind the answer. In milliseconds. */
const ANSWER_MS = 1_000;

interface WebhookRouteOptions {
  /** Any of them may be in the path. */
  readonly secrets: readonly string[];
  /** The only account that is listened to, for example `acme`; null when its address does not tell. */
  readonly subdomain: string | null;
  readonly learned: LearnedChanges;
  readonly metrics: Metrics;
}

const MESSAGES: Readonly<Record<number, string>> = {
  413: "The notification is larger than 1 MB.",
  415: "Notifications are sent as application/x-www-form-urlencoded.",
};

/**
 * `POST /webhooks/<secret>`, where the account tells of what was changed in it. The secret is all that shows who it is, so the path is
 * never logged. Never refused because of the load: it costs little, and an account that is refused often ceases to tell.
 */
export const webhookRoute: FastifyPluginAsync<WebhookRouteOptions> = async (app, options) => {
  const { secrets, subdomain, learned, metrics } = options;
  const digests = secrets.map(digest);
  let hasToldOfForeigner = false;

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) => {
    done(null, body);
  });

  // Before the body is read.
  app.addHook<{ Params: { "*": string } }>("onRequest", async (request, reply) => {
    const given = digest(request.params["*"]);
    // All are compared, so that the time does not tell which one comes close.
    if (digests.filter((known) => timingSafeEqual(known, given)).length > 0) return;
    metrics.notification("refused");
    reply.callNotFound();
    return reply;
  });

  app.setErrorHandler(async (error: FastifyError | NotificationError, request, reply) => {
    const status = error instanceof NotificationError ? 400 : (error.statusCode ?? 500);
    if (status >= 500) throw error;
    metrics.notification("refused");
    if (error instanceof NotificationError)
      request.log.warn({ reason: error.message }, "a notification cannot be read");
    const message = error instanceof NotificationError ? error.message : (MESSAGES[status] ?? "It cannot be read.");
    return refuse(request, reply, { status, code: "BAD_REQUEST", message });
  });

  app.post("/webhooks/*", async (request: FastifyRequest, reply) => {
    const notification = decodeNotification(typeof request.body === "string" ? request.body : "", new Date());
    if (subdomain !== null && notification.subdomain !== null && notification.subdomain !== subdomain) {
      metrics.notification("refused");
      if (!hasToldOfForeigner) request.log.warn("another account sends notifications here: its webhook is refused");
      hasToldOfForeigner = true;
      return refuse(request, reply, { status: 403, code: "FORBIDDEN", message: "This is another account's gateway." });
    }
    if (notification.unknown > 0) {
      request.log.debug({ records: notification.unknown }, "a notification tells of what is not known here");
    }
    if (notification.news.length === 0) metrics.notification("unknown");
    else await takeInTime(notification.news, request);
    return reply.send();
  });

  async function takeInTime(news: readonly News[], { id, log }: FastifyRequest): Promise<void> {
    const taking = take(news);
    const isTaken = await Promise.race([taking.then(() => true), sleep(ANSWER_MS, false, { ref: false })]);
    if (isTaken) return;
    // The account has its answer by then, so nobody else would learn of it.
    taking.catch((error: unknown) => log.error({ err: error, requestId: id }, "a notification failed"));
  }

  async function take(news: readonly News[]): Promise<void> {
    metrics.notification((await learned.theirs(news)) > 0 ? "taken" : "repeated");
  }
};

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** The name of the account in its own address, for example `acme` of `https://acme.amocrm.com`; null for any other address. */
export function subdomainOf(origin: string): string | null {
  return /^([a-z0-9-]+)\.(?:amocrm\.(?:com|ru)|kommo\.com)$/.exec(new URL(origin).hostname)?.[1] ?? null;
}
