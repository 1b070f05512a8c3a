/** One element of an answer. Attributes, comments and white space between elements mean nothing in these APIs. */
export class XmlElement {
  constructor(
    readonly name: string,
    /** The text directly inside, exactly as it was written: blanks and line breaks are part of names and notes. */
    readonly text: string,
    /** The child elements, in document order. */
    readonly elements: readonly XmlElement[],
  ) {}

  /** The first child of a name. */
  child(name: string): XmlElement | undefined {
    for (const element of this.elements) {
      if (element.name === name) return element;
    }
    return undefined;
  }

  /** All children that have one of the names, in document order: one or many are read alike. */
  children(...names: readonly string[]): readonly XmlElement[] {
    return this.elements.filter((element) => names.includes(element.name));
  }

  /** The text of the first child of a name; undefined when there is no such child. */
  textOf(name: string): string | undefined {
    return this.child(name)?.text;
  }
}

/** What stands inside an element without child elements. */
export const NO_ELEMENTS: readonly XmlElement[] = [];

/** Answers are about six levels deep; what fields of an account's own may nest is left room. */
export const MAX_DEPTH = 32;
