/** One field of a form: text, or fields of its own, which PHP reads as an array. */
export type FormField = readonly [name: string, value: string | FormFields];

export type FormFields = readonly FormField[];

/** The media type of what `encodeForm` writes. */
export const FORM_TYPE = "application/x-www-form-urlencoded";

/** Values as PHP numbers the entries of an array: from 0. */
export function indexed(values: readonly (string | FormFields)[]): FormFields {
  return values.map((value, index) => [String(index), value]);
}

/**
 * The field, as an empty text when all its lists are empty: they have no form of their own, and an account that keeps what an
 * edit does not name would keep them.
 */
export function presentField([name, value]: FormField): FormField {
  return typeof value === "string" || flatten(value, undefined).length > 0 ? [name, value] : [name, ""];
}

/** A form body with nested names in brackets. UTF-8; everything but letters, digits and `-._~` is percent-encoded. */
export function encodeForm(fields: FormFields): string {
  return flatten(fields, undefined)
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join("&");
}

function flatten(fields: FormFields, parent: string | undefined): (readonly [string, string])[] {
  return fields.flatMap(([key, value]) => {
    const name = parent === undefined ? key : `${parent}[${key}]`;
    return typeof value === "string" ? [[name, value] as const] : flatten(value, name);
  });
}

/** Half a surrogate pair has no UTF-8 form; like every UTF-8 encoder this writes the replacement character for it. */
function percentEncode(text: string): string {
  const wellFormed = text.replace(/\p{Surrogate}/gu, "\uFFFD");
  return encodeURIComponent(wellFormed).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
