import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { IncomingMessage } from "node:http";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { failed, ok, warning, type Finding } from "./finding.js";

/** Milliseconds for each check. */
const PATIENCE_MS = 5_000;
/** The Date of an answer has whole seconds and is as old as the answer is slow. */
const MOST_SKEW_SECONDS = 60;
/** A certificate that is not renewed by then is likely to be forgotten. */
const EXPIRY_WARNING_DAYS = 14;
const DAY_MS = 86_400_000;

/** Whether the host's name is known and something listens there. */
export async function checkAddress(origin: URL): Promise<Finding> {
  const host = hostOf(origin);
  try {
    await lookup(host);
  } catch (error) {
    return failed(
      codeOf(error) === "EAI_AGAIN"
        ? `the name ${host} cannot be looked up: check this machine's network and its DNS server`
        : `there is no host ${host}: check the spelling of AMO_URL`,
    );
  }
  const startedAt = performance.now();
  try {
    const socket = connectTcp({ host, port: portOf(origin) });
    await opened(socket, "connect");
    socket.destroy();
  } catch (error) {
    const where = `${host}, port ${portOf(origin)}`;
    if (codeOf(error) === "ECONNREFUSED") return failed(`nothing listens at ${where}: check host and port of AMO_URL`);
    return failed(`${where} does not answer: check the network, and that no firewall or proxy is in between`);
  }
  return ok(`${origin.host} answers in ${Math.round(performance.now() - startedAt)} ms`);
}

/** Whether the certificate is that of the host, in force, and of an authority that this machine trusts. */
export async function checkCertificate(origin: URL): Promise<Finding> {
  if (origin.protocol === "http:") return ok("none needed: plain http does not leave this machine");
  const host = hostOf(origin);
  const socket = connectTls({
    host,
    port: portOf(origin),
    ...(isIP(host) === 0 && { servername: host }),
    // Only looked at: nothing is sent, and what is wrong is told.
    rejectUnauthorized: false,
  });
  try {
    await opened(socket, "secureConnect");
    return judgeCertificate(socket, host);
  } catch {
    return failed(`${origin.host} does not speak TLS: check that AMO_URL names the port of https, most often none`);
  } finally {
    socket.destroy();
  }
}

function judgeCertificate(socket: TLSSocket, host: string): Finding {
  const { valid_from: from, valid_to: to, subjectaltname: names } = socket.getPeerCertificate();
  // The type says Error; it is the code where there is one.
  const code = String(socket.authorizationError);
  if (socket.authorized) {
    const days = Math.floor((Date.parse(to) - Date.now()) / DAY_MS);
    if (days >= EXPIRY_WARNING_DAYS) return ok(`valid until ${dayOf(to)}`);
    return warning(`ends on ${dayOf(to)}, in ${days} days: it has to be renewed`);
  }
  switch (code) {
    case "CERT_HAS_EXPIRED":
      return failed(
        `ended on ${dayOf(to)}: it has to be renewed; if that day is still to come, set this machine's clock`,
      );
    case "CERT_NOT_YET_VALID":
      return failed(`begins only on ${dayOf(from)}: if that day is past, set this machine's clock`);
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return failed(`is not for ${host} but for ${namesOf(names)}: AMO_URL has to name the account's own host`);
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
      return failed(
        "is signed by nobody this machine trusts: if a proxy of your company is in between, name its certificate in NODE_EXTRA_CA_CERTS, for example NODE_EXTRA_CA_CERTS=/etc/ssl/company.pem; else AMO_URL is not the account's",
      );
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return failed(
        "comes without the chain up to an authority that this machine trusts: name the missing certificates in NODE_EXTRA_CA_CERTS, for example NODE_EXTRA_CA_CERTS=/etc/ssl/company.pem",
      );
    default:
      return failed(`is not accepted (${code}): check AMO_URL and what is between here and the account`);
  }
}

/** How far this machine's clock is from the account's. One request, without credentials. */
export async function checkClock(origin: URL): Promise<Finding> {
  const sentAt = Date.now();
  let answer: IncomingMessage;
  try {
    answer = await head(origin);
  } catch {
    return failed("there is no answer over HTTP: check that AMO_URL is the account's own address");
  }
  const theirs = Date.parse(answer.headers.date ?? "");
  if (Number.isNaN(theirs)) return warning("not compared: the account's answers have no date");
  const seconds = Math.round((Date.now() + sentAt) / 2 - theirs) / 1000;
  if (Math.abs(seconds) <= MOST_SKEW_SECONDS) return ok("agrees with the account's");
  return failed(
    `this machine's is ${spanOf(Math.abs(seconds))} ${seconds > 0 ? "ahead of" : "behind"} the account's: set it by the network, for example with timedatectl set-ntp true`,
  );
}

async function head(origin: URL): Promise<IncomingMessage> {
  const send = origin.protocol === "https:" ? httpsRequest : httpRequest;
  const outgoing = send(new URL("/", origin), {
    method: "HEAD",
    agent: false,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  outgoing.end();
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  answer.resume();
  return answer;
}

/** Waits for a socket to be ready. Throws what went wrong, a timeout included. */
async function opened(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
  try {
    await once(socket, event, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** IPv6 addresses stand in brackets in a URL and nowhere else. */
function hostOf(origin: URL): string {
  return origin.hostname.replace(/^\[|\]$/g, "");
}

function portOf(origin: URL): number {
  if (origin.port !== "") return Number(origin.port);
  return origin.protocol === "https:" ? 443 : 80;
}

function namesOf(alternatives: string | undefined): string {
  return alternatives?.replace(/\b(?:DNS|IP Address):/g, "") ?? "no host";
}

function dayOf(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}

function spanOf(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} seconds`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} minutes`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
