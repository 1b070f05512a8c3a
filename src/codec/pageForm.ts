import type { PageRequest } from "../domain/page.js";
import type { FormFields } from "./form.js";

/** The fields that ask for one page. The description names the size ELEMENT_CONT, clients ELEMENT_COUNT: both are sent. */
export function encodePageRequest({ number, size, search }: PageRequest): FormFields {
  return [
    ...(search === undefined ? [] : ([["SEARCH", search]] as const)),
    ["PAGEN_1", String(number)],
    ["ELEMENT_COUNT", String(size)],
    ["ELEMENT_CONT", String(size)],
  ];
}
