/** Whether the page is as narrow as on a phone. The same width stands in the style sheets. */
export function isNarrow(): boolean {
  return matchMedia("(max-width: 720px)").matches;
}
