import type { PageRequest, SearchTerms } from "../records.js";
import { searchTerms } from "../storage/search.js";
import { textField } from "../wire/fields.js";
import { RequestError } from "../wire/requestError.js";
import type { LegacyCall } from "./legacyCall.js";

const DEFAULT_SIZE = 20;

/** The page a call asks for. What is no number asks for the first page, of the default size. */
export function requestedPage({ parameters, switches }: LegacyCall): PageRequest {
  const number = (name: string) => {
    const text = (textField(parameters, name) ?? "").trim();
    return /^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
  };
  // The API description says ELEMENT_CONT; the one complete client says ELEMENT_COUNT.
  const size = number("ELEMENT_COUNT") ?? number("ELEMENT_CONT") ?? DEFAULT_SIZE;
  return { page: number("PAGEN_1") ?? 1, size: Math.min(size, switches.maxPageSize) };
}

/** What a call searches for. */
export function requestedSearch({ parameters }: LegacyCall): SearchTerms {
  const terms = searchTerms(textField(parameters, "SEARCH") ?? "");
  if (!terms) throw new RequestError(400, "SEARCH is missing");
  return terms;
}
