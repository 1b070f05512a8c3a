const LOOPBACK_NAMES = new Set(["localhost", "::1", "[::1]"]);

/** Whether a host, as an address or a URL names it, can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.has(host) || /^127(?:\.\d{1,3}){3}$/.test(host);
}
