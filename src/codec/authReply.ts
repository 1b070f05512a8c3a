import { z } from "zod";
import { CrmError } from "../domain/crmError.js";
import type { Account } from "../domain/account.js";
import { parseXml } from "./xml.js";

const JSON_ANSWER = z.object({
  response: z.object({
    auth: z.boolean(),
    accounts: z.array(z.object({ subdomain: z.string().min(1), timezone: z.string().nullish() })).nullish(),
  }),
});

/** Not signed in, wrong login, captcha, user switched off, no such account: what comes with status 401 where it comes with one. */
const NOT_SIGNED_IN = z.union([z.literal([101, 110, 111, 112, 401]), z.literal(["101", "110", "111", "112", "401"])]);

/** The two bodies in which the JSON API says so. */
const JSON_DEMAND = z.union([
  z.object({ response: z.object({ error_code: NOT_SIGNED_IN }) }),
  z.object({ title: z.string(), status: NOT_SIGNED_IN }),
]);

/** No demand is longer, and lists are not parsed twice for it. */
const LONGEST_JSON_DEMAND = 5_000;

/**
 * Reads the answer to a sign-in, JSON or XML: the account, null when the credentials were refused. A user may have several accounts;
 * `subdomain`, the one that was called, tells them apart. Throws a CrmError `badResponse` when the answer is neither.
 */
export function decodeSignIn(text: string, subdomain: string): Account | null {
  return text.trimStart().startsWith("<") ? decodeXml(text, subdomain) : decodeJson(text, subdomain);
}

function decodeXml(text: string, subdomain: string): Account | null {
  // The description's own example has a comment and a blank behind the word.
  switch (parseXml(text, ["root"]).textOf("auth")?.trim()) {
    case "true":
      return { subdomain, timeZone: null };
    case "false":
      return null;
    default:
      throw notASignIn();
  }
}

function decodeJson(text: string, subdomain: string): Account | null {
  const parsed = JSON_ANSWER.safeParse(parseJson(text));
  if (!parsed.success) throw notASignIn();
  const { auth, accounts } = parsed.data.response;
  if (!auth) return null;
  const account = accounts?.find((candidate) => candidate.subdomain === subdomain) ?? accounts?.[0];
  return { subdomain: account?.subdomain ?? subdomain, timeZone: account?.timezone || null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notASignIn();
  }
}

/**
 * Whether an answer with a good status is in truth a demand to sign in: `<auth>false</auth>` as the whole answer, a refusal of the
 * JSON API, or a page with a password field. Looks at the beginning only, since every answer of the account passes here.
 */
export function asksToSignIn(text: string): boolean {
  const beginning = text.slice(0, 20_000);
  if (/^\s*\{/.test(beginning)) return text.length <= LONGEST_JSON_DEMAND && isJsonDemand(text);
  if (/^\s*(?:<\?xml[^>]*>\s*)?<root>\s*<auth>\s*false\b/.test(beginning)) return true;
  return /^\s*(?:<!doctype html|<html)\b/i.test(beginning) && /<input\b[^>]*\btype=["']?password\b/i.test(beginning);
}

function isJsonDemand(text: string): boolean {
  try {
    return JSON_DEMAND.safeParse(JSON.parse(text)).success;
  } catch {
    // What is wrong with it is for the reader of the list to say.
    return false;
  }
}

function notASignIn(): CrmError {
  return new CrmError("badResponse", "The answer to the sign-in cannot be read.");
}
