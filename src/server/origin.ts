import type { FastifyReply, FastifyRequest } from "fastify";
import { refuse } from "./httpErrors.js";

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

/**
 * Refuses requests that reached us by a name that is not ours (a page of another site that had its name point to this machine:
 * DNS rebinding) and requests of pages of other origins.
 */
export function originGuard({ loopbackHost, allowedHosts, corsOrigins }: OriginPolicy) {
  const served = [...LOOPBACK_HOSTS, ...allowedHosts, ...(loopbackHost === null ? [] : [loopbackHost])];
  const hosts = new Set(served.map((host) => host.toLowerCase()));
  const origins = new Set(corsOrigins);
  return async function guard(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { host = "", origin } = request.headers;
    if (loopbackHost !== null && !hosts.has(hostName(host))) {
      const message = "This host name is not served here. Add it to ALLOWED_HOSTS.";
      return refuse(request, reply, { status: 421, code: "FORBIDDEN", message });
    }
    if (!URL.canParse(`http://${host}`)) {
      return refuse(request, reply, { status: 400, code: "BAD_REQUEST", message: "The request names no host." });
    }
    if (origin === undefined || origins.has(origin) || isOwnOrigin(origin, host)) return;
    const message = "This origin may not call the gateway. Add it to CORS_ORIGINS.";
    return refuse(request, reply, { status: 403, code: "FORBIDDEN", message });
  };
}

function isOwnOrigin(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
