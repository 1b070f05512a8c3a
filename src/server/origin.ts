import type { FastifyReply, FastifyRequest } from "fastify";
import { refuse, type Refusal } from "./httpErrors.js";

/** Which hosts and origins a gateway answers to. */
export interface OriginPolicy {
  /** The host that a gateway on loopback listens on, where any page in the user's browser could reach it; null beyond. */
  readonly loopbackHost: string | null;
  readonly allowedHosts: readonly string[];
  readonly corsOrigins: readonly string[];
}

const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** The name in a Host header, without the port. */
function hostName(header: string): string {
  return header.replace(/:\d+$/, "").toLowerCase();
}

/** What a request says of how it got here. */
interface Provenance {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

/** Why a request is not served, or null when it is. */
export type OriginCheck = (headers: Provenance) => Refusal | null;

/**
 * Refuses requests that reached us by a name that is not ours (a page of another site that had its name point to this machine:
 * DNS rebinding) and requests of pages of other origins.
 */
export function originCheck({ loopbackHost, allowedHosts, corsOrigins }: OriginPolicy): OriginCheck {
  const served = [...LOOPBACK_HOSTS, ...allowedHosts, ...(loopbackHost === null ? [] : [loopbackHost])];
  const hosts = new Set(served.map((host) => host.toLowerCase()));
  const origins = new Set(corsOrigins);
  return ({ host = "", origin }) => {
    if (loopbackHost !== null && !hosts.has(hostName(host))) {
      const message = "This host name is not served here. Add it to ALLOWED_HOSTS.";
      return { status: 421, code: "FORBIDDEN", message };
    }
    if (!URL.canParse(`http://${host}`)) {
      return { status: 400, code: "BAD_REQUEST", message: "The request names no host." };
    }
    if (origin === undefined || origins.has(origin) || isOwnOrigin(origin, host)) return null;
    const message = "This origin may not call the gateway. Add it to CORS_ORIGINS.";
    return { status: 403, code: "FORBIDDEN", message };
  };
}

/** Holds each request against the check. */
export function originGuard(check: OriginCheck) {
  return async function guard(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const refusal = check(request.headers);
    return refusal === null ? undefined : refuse(request, reply, refusal);
  };
}

function isOwnOrigin(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
