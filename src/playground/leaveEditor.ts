/**
 * Lets Escape lead out of an editor, where Tab writes: to the frame around it, from which Tab goes on and Enter leads back in. For
 * the root of the page. An Escape that the editor has a use for, such as closing its suggestions, does not come here.
 */
export function leaveEditor({ key, target }: Pick<KeyboardEvent, "key" | "target">): void {
  if (key !== "Escape" || !(target instanceof Element)) return;
  const frame = target.closest(".monaco-editor")?.closest('[tabindex="0"]');
  if (frame instanceof HTMLElement) frame.focus();
}
