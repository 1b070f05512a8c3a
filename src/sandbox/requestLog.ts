/** One call the account was asked, without credentials, cookies or bodies. */
export interface LoggedRequest {
  /** Arrival, ISO 8601. */
  at: string;
  method: string;
  /** Path without its query. */
  path: string;
  action?: string;
  id?: string;
  page?: string;
  search?: string;
  status: number;
  /** Milliseconds until the answer was ready. */
  ms: number;
  /** Login of whom the call was made for. */
  user?: string;
}

const MAX_ENTRIES = 10_000;
const MAX_TEXT = 200;

/** What is known of a call only once its parameters and its user are. */
export type CallDetails = Pick<LoggedRequest, "action" | "id" | "page" | "search" | "user">;

/** The latest calls, oldest first. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  readonly #details = new WeakMap<object, CallDetails>();

  /** Adds to what will be logged of `request` when it is answered. */
  describe(request: object, details: CallDetails): void {
    this.#details.set(request, { ...this.#details.get(request), ...details });
  }

  add(request: object, entry: Omit<LoggedRequest, keyof CallDetails>): void {
    this.#entries.push({ ...entry, ...this.#details.get(request) });
    // Dropping in blocks keeps the cost of one call constant.
    if (this.#entries.length >= 2 * MAX_ENTRIES) this.#entries = this.#entries.slice(-MAX_ENTRIES);
  }

  entries(): readonly LoggedRequest[] {
    return this.#entries.slice(-MAX_ENTRIES);
  }

  clear(): void {
    this.#entries = [];
  }
}

/** A text cut to a readable length. It is copied, since a part of a text keeps the whole of it in memory. */
export function loggedText(text: string): string {
  return Buffer.from(text.slice(0, MAX_TEXT)).toString();
}

/** The parameters worth logging, cut to a readable length. */
export function loggedParameters(parameters: ReadonlyMap<string, unknown>): CallDetails {
  const text = (name: string) => {
    const value = parameters.get(name);
    return typeof value === "string" ? loggedText(value) : undefined;
  };
  const [action, id, page, search] = [text("ACTION"), text("ID") ?? text("id"), text("PAGEN_1"), text("SEARCH")];
  return {
    ...(action !== undefined && { action }),
    ...(id !== undefined && { id }),
    ...(page !== undefined && { page }),
    ...(search !== undefined && { search }),
  };
}
