import { parseJson } from "../../codec/json.js";
import { decodePage, type PageAnswer } from "../../codec/v4/pageJson.js";
import { decodeProblems, type FieldProblem } from "../../codec/v4/problemJson.js";
import { readObject } from "../../codec/v4/values.js";
import { checkChanged, checkLinked, decodeWritten, type WrittenRow } from "../../codec/v4/writtenJson.js";
import type { CallContext } from "../../domain/call.js";
import { CrmError } from "../../domain/crmError.js";
import { isCrmId, type CrmId } from "../../domain/crmId.js";
import type { StopSignal } from "../../domain/stop.js";
import type { UpstreamCalls, UpstreamReply } from "../../transport/message.js";

/** The parameters of a request, in their order: `["filter[id][]", "1"]`. */
export type Query = readonly (readonly [name: string, value: string])[];

/** Records that one page holds at most. */
const LARGEST_PAGE = 250;

const ROOT = "/api/v4/";

interface ReadOptions {
  /** Whether less will be asked for if the answer takes the account too long. */
  readonly divisible?: boolean;
}

/** The account refused a change, and made none of it. */
export class Refused extends CrmError {
  override readonly name = "Refused";

  /**
   * @param problems what is wrong with each row, by its `request_id`; empty where the account does not say
   * @param status of the answer
   */
  constructor(
    readonly problems: ReadonlyMap<string, readonly FieldProblem[]>,
    readonly status: number,
  ) {
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
  async read(path: string, query: Query = [], { divisible = false }: ReadOptions = {}): Promise<string | null> {
    const reply = await this.#get(path, query, divisible);
    if (reply.status === 204) return null;
    if (reply.status === 403) throw new CrmError("forbidden", "The user may not read this.");
    // The account tells of a record that is not there by an empty answer. This one may also mean that the address is wrong.
    if (reply.status === 404 && isCrmId(lastPart(path)))
      throw new CrmError("notFound", "The account has no such record.");
    if (reply.status !== 200) {
      throw new CrmError("badResponse", `The account answered a read with status ${reply.status}.`);
    }
    return reply.text;
  }

  /** One page of a list, which its answer calls by the last part of the path. */
  async page<Item>(
    path: string,
    query: Query,
    decode: (item: unknown) => Item | null,
    options?: ReadOptions,
  ): Promise<PageAnswer<Item>> {
    const text = await this.read(path, query, options);
    return text === null ? NO_PAGE : decodePage(text, lastPart(path), decode);
  }

  /**
   * The pages of a list, up to its end: a next page may be announced and turn out to be empty.
   *
   * @throws CrmError `badResponse` when a page comes that was not asked for: an account that announces pages without end, and answers
   * with the same ones, would be called without end
   */
  async *pages<Item>(
    path: string,
    decode: (item: unknown) => Item | null,
    query: Query = [],
    options?: ReadOptions,
  ): AsyncGenerator<readonly Item[], void> {
    const firstIds = new Set<CrmId>();
    for (let number = 1; ; number += 1) {
      const page = await this.page(path, [...query, ...pageQuery(number, LARGEST_PAGE)], decode, options);
      if ((page.number ?? number) !== number || (page.firstId !== null && firstIds.has(page.firstId))) {
        throw new CrmError("badResponse", "Another page of a list came than was asked for.");
      }
      if (page.firstId !== null) firstIds.add(page.firstId);
      yield page.items;
      if (!page.hasNext) return;
    }
  }

  /** A list that is not long, with all its pages. Throws as `pages` does. */
  async all<Item>(path: string, decode: (item: unknown) => Item | null, query: Query = []): Promise<readonly Item[]> {
    const items: Item[] = [];
    for await (const page of this.pages(path, decode, query)) items.push(...page);
    return items;
  }

  /** Adds or changes several records; what the account says of each. Throws Refused when it made no change at all. */
  async writeRows(method: "POST" | "PATCH", path: string, rows: readonly object[]): Promise<readonly WrittenRow[]> {
    const sent = rows.map((row, index) => ({ ...row, request_id: String(index) }));
    return this.#write(method, path, sent, ({ text }) => decodeWritten(text, lastPart(path)));
  }

  /** Changes one record of a list. Throws as writeRows does. */
  change(path: string, id: CrmId, fields: object): Promise<void> {
    return this.#write("PATCH", `${path}/${id}`, fields, ({ text }) => checkChanged(text, lastPart(path), id));
  }

  /** Makes links of a record, or removes them: `leads/1/link`. Throws as writeRows does. */
  changeLinks(path: string, links: readonly object[]): Promise<void> {
    return this.#write("POST", path, links, ({ status, text }) => {
      // The account has nothing to say of links that are gone.
      if (status !== 204) checkLinked(text);
    });
  }

  /** Makes a change of which the answer tells nothing that is needed, but that it is the account's. Throws as writeRows does. */
  write(method: "POST" | "DELETE", path: string, body: object): Promise<void> {
    return this.#write(method, path, body, ({ status, text }) => {
      if (status !== 204) readObject(parseJson(text));
    });
  }

  /** @param read throws when the answer is none to this change: a status alone may be that of anything in between */
  async #write<Done>(
    method: "POST" | "PATCH" | "DELETE",
    path: string,
    body: object,
    read: (reply: UpstreamReply) => Done,
  ): Promise<Done> {
    this.writes += 1;
    const reply = await this.upstream.send(
      {
        ...{ endpoint: endpointOf(path), method, path: ROOT + path, effect: "write" },
        body: { type: "application/json", text: JSON.stringify(body) },
      },
      this.call,
    );
    const { status, text } = reply;
    if (status < 300) {
      try {
        return read(reply);
      } catch (cause) {
        throw new CrmError("outcomeUnknown", "The answer to the change cannot be read.", { cause });
      }
    }
    switch (status) {
      case 403:
        throw new CrmError("forbidden", "The user may not make this change.");
      case 404:
        // Of a whole list this says that the address is wrong, and nothing of the records.
        if (!/\/\d/.test(path)) break;
        throw new CrmError("notFound", "The account has no such record.");
      case 405:
        throw new CrmError("notSupported", "The account does not make such changes.");
    }
    throw new Refused(decodeProblems(text), status);
  }

  #get(path: string, query: Query, divisible: boolean): Promise<UpstreamReply> {
    const search = query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
    return this.upstream.send(
      {
        ...{ endpoint: endpointOf(path), method: "GET", path: ROOT + path + (search && `?${search}`), effect: "read" },
        shared: true,
        ...(divisible && { divisible }),
      },
      this.call,
    );
  }
}

/** The path without numbers of records. */
function endpointOf(path: string): string {
  return `v4/${path.replace(/\/\d+/g, "/id")}`;
}

const NO_PAGE = { items: [], hasNext: false, isEmpty: true, firstId: null, number: null, size: null } as const;

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
