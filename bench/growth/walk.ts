import { table } from "../page.js";
import type { Server } from "../server.js";
import type { Series } from "./series.js";

/** Times that a walk is looked at on the way. */
const LOOKS = 10;

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

/** Every contact of an account once, by cursor, page after page. Throws an Error when one is missing or comes twice. */
export async function walkThrough(gateway: Server, sandbox: Server, size: number): Promise<readonly Look[]> {
  console.error(`growth: a walk through ${size} contacts`);
  const looks = [lookAt(gateway, sandbox, 0)];
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
    if (seen % (size / LOOKS) === 0) looks.push(lookAt(gateway, sandbox, seen));
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

function lookAt(gateway: Server, sandbox: Server, seen: number): Look {
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

/** The CPU seconds of whole walks by their length. */
export function walkSeries(walks: readonly (readonly Look[])[]): readonly Series[] {
  const series = (name: string, pick: (look: Look) => number): Series => ({
    name,
    points: walks.map((looks) => {
      const [first, last] = [looks[0], looks.at(-1)];
      if (first === undefined || last === undefined) throw new Error("A walk was not looked at");
      return { work: last.seen, cost: (pick(last) - pick(first)) / 1e6 };
    }),
  });
  return [series("gateway", ({ gatewayCpu }) => gatewayCpu), series("sandbox", ({ sandboxCpu }) => sandboxCpu)];
}
