/** How much of a long document fits a limit? Whole items from its beginning, and an exact account of what is left out. */

/** A part of a document: items of one sort between an opening and a closing, the parts and the items in each most important first. */
export interface Part {
  readonly opening: string;
  readonly closing: string;
  /** Begins anew with each call. */
  readonly items: () => Iterable<string>;
  /** How many items there are. */
  readonly count: number;
  /** Names so many items, for the account of what is left out: "3 warnings". */
  readonly name: (count: number) => string;
}

/**
 * Writes the parts until one more item would be too long; that item and everything after it is left out, so nothing is ever cut in two.
 * @param room Most characters of the text.
 * @returns The text, and the names of what it lacks.
 */
export function fit(
  parts: readonly Part[],
  room: number,
): { readonly text: string; readonly lacks: readonly string[] } {
  const lacks: string[] = [];
  let text = '';
  for (const part of parts) {
    let taken = 0;
    if (lacks.length === 0) {
      let written = part.opening;
      for (const item of part.items()) {
        if (text.length + written.length + item.length + part.closing.length > room) break;
        written += item;
        taken++;
      }
      if (taken > 0) text += written + part.closing;
    }
    if (taken < part.count) lacks.push(part.name(part.count - taken));
  }
  return { text, lacks };
}
