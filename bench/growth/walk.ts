import { table } from "../page.js";
import type { Server } from "../server.js";

/** Times that a walk is looked at on the way. */
const LOOKS = 10;
/** Contacts that are walked through in each round at least. */
const LEAST_CONTACTS = 10_000;

const QUERY = `query ($after: String) {
  contacts(first: 100, after: $after) {
    nodes { crmId name phoneNumbers { number } company { name } }
    pageInfo { endCursor hasNextPage }
  }
}`;

interface ListAnswer {
  readonly data: {
    readonly contacts: {
      readonly nodes: readonly { readonly crmId: string }[];
      readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
    };
  };
}

/** What is walked through. */
interface Walked {
  readonly size: number;
  readonly sandbox: Server;
  readonly gateway: Server;
}

/** What a walk costs. */
export interface Walk {
  /** CPU seconds. */
  readonly gatewaySeconds: number;
  readonly sandboxSeconds: number;
  /** The start of the walk, its tenths and its end. */
  readonly looks: readonly Look[];
}

/**
 * Walks through an account, a small one again and again: CPU time is counted in steps of 10 ms, of which one short walk takes a few.
 * Throws an Error when a contact is missing or comes twice.
 */
export async function walkThrough(account: Walked): Promise<Walk> {
  const walks = Math.ceil(LEAST_CONTACTS / account.size);
  const before = lookAt(account, 0);
  let looks: readonly Look[] = [];
  for (let walk = 0; walk < walks; walk += 1) looks = await walkOnce(account);
  const after = lookAt(account, account.size);
  return {
    gatewaySeconds: (after.gatewayCpu - before.gatewayCpu) / walks / 1e6,
    sandboxSeconds: (after.sandboxCpu - before.sandboxCpu) / walks / 1e6,
    looks,
  };
}

/** Every contact of an account once, by cursor, page after page. */
async function walkOnce(account: Walked): Promise<readonly Look[]> {
  const { size, gateway } = account;
  const looks = [lookAt(account, 0)];
  let after: string | null = null;
  let seen = 0;
  for (let hasNextPage = true; hasNextPage;) {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: QUERY, variables: { after } }),
    });
    const { nodes, pageInfo } = ((await response.json()) as ListAnswer).data.contacts;
    for (const { crmId } of nodes) {
      seen += 1;
      if (crmId !== String(seen)) throw new Error(`Contact ${seen} of the walk is ${crmId}`);
    }
    ({ endCursor: after, hasNextPage } = pageInfo);
    if (seen % (size / LOOKS) === 0) looks.push(lookAt(account, seen));
  }
  if (seen !== size) throw new Error(`The walk saw ${seen} of ${size} contacts`);
  return looks;
}

/** A moment of a walk. CPU times are since the start of the process, in microseconds. */
export interface Look {
  readonly seen: number;
  readonly milliseconds: number;
  readonly gatewayCpu: number;
  readonly sandboxCpu: number;
  readonly gatewayMebibytes: number;
  readonly sandboxMebibytes: number;
}

function lookAt({ gateway, sandbox }: Walked, seen: number): Look {
  return {
    seen,
    milliseconds: performance.now(),
    gatewayCpu: gateway.cpuMicroseconds(),
    sandboxCpu: sandbox.cpuMicroseconds(),
    gatewayMebibytes: gateway.residentMebibytes(),
    sandboxMebibytes: sandbox.residentMebibytes(),
  };
}

/** What each part of a walk took, as Markdown. */
export function walkTable(looks: readonly Look[]): string {
  const rows = looks.slice(1).map((look, before) => {
    const since = (pick: (one: Look) => number) => pick(look) - pick(looks[before] ?? look);
    return [
      String(look.seen),
      (since(({ milliseconds }) => milliseconds) / 1000).toFixed(1),
      (since(({ gatewayCpu }) => gatewayCpu) / 1e6).toFixed(2),
      (since(({ sandboxCpu }) => sandboxCpu) / 1e6).toFixed(2),
      look.gatewayMebibytes.toFixed(0),
      look.sandboxMebibytes.toFixed(0),
    ];
  });
  const headings = ["contacts", "seconds", "gateway CPU s", "sandbox CPU s", "gateway RSS MiB", "sandbox RSS MiB"];
  return table(headings, rows);
}
