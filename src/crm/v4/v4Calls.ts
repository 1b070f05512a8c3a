import { decodePage, type PageAnswer } from "../../codec/v4/pageJson.js";
import { decodeProblems, type FieldProblem } from "../../codec/v4/problemJson.js";
import { decodeWritten, type WrittenRow } from "../../codec/v4/writtenJson.js";
import type { CallContext } from "../../domain/call.js";
import { CrmError } from "../../domain/crmError.js";
import type { StopSignal } from "../../domain/stop.js";
import type { UpstreamCalls, UpstreamReply } from "../../transport/message.js";

/** The parameters of a request, in their order: `["filter[id][]", "1"]`. */
export type Query = readonly (readonly [name: string, value: string])[];

/** Records that one page holds at most. */
export const LARGEST_PAGE = 250;

const ROOT = "/api/v4/";

/** The account refused a change, and made none of it. */
export class Refused extends CrmError {
  override readonly name = "Refused";

  /** @param problems what is wrong with each row, by its `request_id`; empty where the account does not say */
  constructor(readonly problems: ReadonlyMap<string, readonly FieldProblem[]>) {
    super("rejected", "The account refused the change.");
  }

  /** Whether it is this field, or a part of it, that is wrong. */
  isAbout(field: string): boolean {
    return [...this.problems.values()].flat().some(({ path }) => path === field || path.startsWith(`${field}.`));
  }
}

/** API v4 for the length of one operation. */
export class V4Calls {
  /** Writes that were begun: what was read before one may be outdated. */
  writes = 0;

  constructor(
    private readonly upstream: UpstreamCalls,
    private readonly call: CallContext,
  ) {}

  /** Aborted when the operation is over. */
  get signal(): StopSignal {
    return this.call.signal;
  }

  /** The text of an answer; null when it is empty, as for a record that is not there. */
  async read(path: string, query: Query = []): Promise<string | null> {
    const reply = await this.#send("GET", path, query);
    if (reply.status === 204) return null;
    if (reply.status === 403) throw new CrmError("forbidden", "The user may not read this.");
    if (reply.status !== 200) {
      throw new CrmError("badResponse", `The account answered a read with status ${reply.status}.`);
    }
    return reply.text;
  }

  /** One page of a list, which its answer calls by the last part of the path. */
  async page<Item>(path: string, query: Query, decode: (item: unknown) => Item | null): Promise<PageAnswer<Item>> {
    const text = await this.read(path, query);
    return text === null ? { items: [], hasNext: false } : decodePage(text, lastPart(path), decode);
  }

  /** A list that is not long, with all its pages. */
  async all<Item>(path: string, decode: (item: unknown) => Item | null, query: Query = []): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let number = 1; ; number += 1) {
      const page = await this.page(path, [...query, ...pageQuery(number, LARGEST_PAGE)], decode);
      items.push(...page.items);
      // A next page may be announced and turn out to be empty.
      if (!page.hasNext) return items;
    }
  }

  /** Adds or changes several records; what the account says of each. Throws Refused when it made no change at all. */
  async writeRows(method: "POST" | "PATCH", path: string, rows: readonly object[]): Promise<readonly WrittenRow[]> {
    const sent = rows.map((row, index) => ({ ...row, request_id: String(index) }));
    const text = await this.#write(method, path, sent);
    try {
      return decodeWritten(text, lastPart(path));
    } catch (cause) {
      throw new CrmError("outcomeUnknown", "The answer to the change cannot be read.", { cause });
    }
  }

  /** Makes a change of which the answer tells nothing that is needed. Throws as writeRows does. */
  async write(method: "POST" | "PATCH", path: string, body: object): Promise<void> {
    await this.#write(method, path, body);
  }

  async #write(method: "POST" | "PATCH", path: string, body: object): Promise<string> {
    this.writes += 1;
    const { status, text } = await this.#send(method, path, [], JSON.stringify(body));
    if (status < 300) return text;
    switch (status) {
      case 403:
        throw new CrmError("forbidden", "The user may not make this change.");
      case 404:
        throw new CrmError("notFound", "The account has no such record.");
      case 405:
        throw new CrmError("notSupported", "The account does not make such changes.");
      default:
        throw new Refused(decodeProblems(text));
    }
  }

  #send(method: "GET" | "POST" | "PATCH", path: string, query: Query, text?: string): Promise<UpstreamReply> {
    const search = query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
    const request = {
      endpoint: `v4/${path.replace(/\/\d+/g, "/id")}`,
      method,
      path: ROOT + path + (search && `?${search}`),
    };
    if (text === undefined) return this.upstream.send({ ...request, effect: "read", shared: true }, this.call);
    return this.upstream.send({ ...request, effect: "write", body: { type: "application/json", text } }, this.call);
  }
}

/** The number of the one record that was added; null when the account does not tell it. */
export function onlyId(rows: readonly WrittenRow[]): string | null {
  const [row, ...others] = rows;
  return row !== undefined && others.length === 0 ? row.id : null;
}

/** The same order in every call, so that pages do not overlap. */
export function pageQuery(number: number, size: number): Query {
  return [
    ["page", String(number)],
    ["limit", String(size)],
  ];
}

export const BY_NUMBER: Query = [["order[id]", "asc"]];

function lastPart(path: string): string {
  return path.split("/").at(-1) ?? path;
}
