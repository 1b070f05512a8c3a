import { parseJson } from "../../codec/json.js";
import { decodeLinks, type Link } from "../../codec/v4/linksJson.js";
import { decodePage, type PageAnswer } from "../../codec/v4/pageJson.js";
import { decodeProblems, type FieldProblem } from "../../codec/v4/problemJson.js";
import { readObject } from "../../codec/v4/values.js";
import { checkChanged, checkLinked, decodeWritten, type WrittenRow } from "../../codec/v4/writtenJson.js";
import type { CallContext } from "../../domain/call.js";
import { CrmError } from "../../domain/crmError.js";
import { isCrmId, type CrmId } from "../../domain/crmId.js";
import type { StopSignal } from "../../domain/stop.js";
import { noSuchRecord } from "./outcomes.js";
import type { UpstreamCalls, UpstreamReply, UpstreamRequest } from "../../transport/message.js";

/** The parameters of a request, in their order: `["filter[id][]", "1"]`. */
export type Query = readonly (readonly [name: string, value: string])[];

/** Records that one page holds at most. */
const LARGEST_PAGE = 250;

const ROOT = "/api/v4/";

/** How a read is made, as UpstreamRequest has it. */
type ReadOptions = Pick<UpstreamRequest, "divisible" | "count">;

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
  readonly #reading = new Set<Promise<unknown>>();

  constructor(
    private readonly upstream: UpstreamCalls,
    private readonly call: CallContext,
  ) {}

  /** Aborted when the operation is over. */
  get signal(): StopSignal {
    return this.call.signal;
  }

  /** Whether the operation may make so many calls and no more. */
  get areLimited(): boolean {
    return this.call.allowance !== undefined;
  }

  /** Waits for the reads that are under way, and for those that are begun by whoever waited for one of them. */
  async whenRead(): Promise<void> {
    for (;;) {
      // Whoever has waited goes on before the event loop comes round.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#reading.size === 0) return;
      await Promise.allSettled(this.#reading);
    }
  }

  /** The text of an answer; null when it is empty, as for a record that is not there. */
  async read(path: string, query: Query = [], options: ReadOptions = {}): Promise<string | null> {
    const reply = await this.#get(path, query, options);
    if (reply.status === 204) return null;
    if (reply.status === 403) throw new CrmError("forbidden", "The user may not read this.");
    // The account tells of a record that is not there by an empty answer. This one may also mean that the address is wrong.
    if (reply.status === 404 && isCrmId(lastPart(path))) throw noSuchRecord();
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
  async all<Item>(
    path: string,
    decode: (item: unknown) => Item | null,
    query: Query = [],
    options?: ReadOptions,
  ): Promise<readonly Item[]> {
    const items: Item[] = [];
    for await (const page of this.pages(path, decode, query, options)) items.push(...page);
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

  /**
   * Makes links of several records, or removes them: `leads/link`. The links that the answer tells; null when it tells nothing, as of
   * those that are gone. Throws as writeRows does.
   */
  changeManyLinks(path: string, links: readonly object[]): Promise<readonly Link[] | null> {
    return this.#write("POST", path, links, ({ status, text }) => (status === 204 ? null : decodeLinks(text)));
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
    const reply = await this.#sendWrite({
      ...{ endpoint: endpointOf(path), method, path: ROOT + path, effect: "write" },
      body: { type: "application/json", text: JSON.stringify(body) },
    });
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
        throw noSuchRecord();
      case 405:
        throw new CrmError("notSupported", "The account does not make such changes.");
    }
    throw new Refused(decodeProblems(text), status);
  }

  /** What was read while it was under way may be from before it, or not. */
  async #sendWrite(request: UpstreamRequest): Promise<UpstreamReply> {
    this.writes += 1;
    try {
      return await this.upstream.send(request, this.call);
    } finally {
      this.writes += 1;
    }
  }

  #get(path: string, query: Query, options: ReadOptions): Promise<UpstreamReply> {
    const search = query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
    const reading = this.upstream.send(
      {
        ...{ endpoint: endpointOf(path), method: "GET", path: ROOT + path + (search && `?${search}`), effect: "read" },
        shared: true,
        ...options,
      },
      this.call,
    );
    const isOver = (): unknown => this.#reading.delete(reading);
    this.#reading.add(reading);
    reading.then(isOver, isOver);
    return reading;
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

/** The page of a list by its number, from 1 on, and the records that it holds at most. */
export function pageQuery(number: number, size: number): Query {
  return [
    ["page", String(number)],
    ["limit", String(size)],
  ];
}

/** The order in which pages are asked for: a record that is changed meanwhile keeps its place, and a new one comes last. */
export const BY_NUMBER: Query = [["order[id]", "asc"]];

function lastPart(path: string): string {
  return path.split("/").at(-1) ?? path;
}
