import type { FastifyRequest } from "fastify";

/** Seconds since 1970. */
export function serverTime(now: Date): number {
  return Math.floor(now.getTime() / 1000);
}

/** The JSON APIs' error of their own: a code in a text, and where the call came from and went to. */
export function responseError(request: FastifyRequest, now: Date, code: string, message: string) {
  const { ip, hostname: domain } = request;
  return { response: { error: message, error_code: code, ip, domain, server_time: serverTime(now) } };
}

/** A problem document, which the newer JSON API answers with where no code of its own says more. */
export function problem(status: number, title: string, detail: string) {
  return { title, type: `https://httpstatus.es/${status}`, status, detail };
}
