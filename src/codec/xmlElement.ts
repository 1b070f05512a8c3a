/** One element of an answer. Attributes, comments and white space between elements mean nothing in these APIs. */
export class XmlElement {
  // Linked, not in an array: a page has hundreds of short lists, and an array sets aside room for seventeen.
  private first: XmlElement | undefined = undefined;
  private last: XmlElement | undefined = undefined;
  private next: XmlElement | undefined = undefined;

  constructor(
    readonly name: string,
    /** The text directly inside, exactly as it was written: blanks and line breaks are part of names and notes. */
    readonly text: string,
  ) {}

  /** Puts an element that has no parent yet behind the children. For readers of documents only. */
  append(element: XmlElement): void {
    if (this.last === undefined) this.first = element;
    else this.last.next = element;
    this.last = element;
  }

  /** The child elements, in document order. */
  get elements(): readonly XmlElement[] {
    const elements: XmlElement[] = [];
    for (let element = this.first; element !== undefined; element = element.next) elements.push(element);
    return elements;
  }

  /** The first child of a name. */
  child(name: string): XmlElement | undefined {
    let element = this.first;
    while (element !== undefined && element.name !== name) element = element.next;
    return element;
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

/** Answers are about six levels deep; what fields of an account's own may nest is left room. */
export const MAX_DEPTH = 32;
