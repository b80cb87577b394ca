/** How is text that somebody else wrote shown in a terminal or a file without doing anything there? */

/** Emoji sequences that hold characters which are otherwise shown as escapes: joined by U+200D, or flags spelled in tag characters (UTS #51). */
const EMOJI =
  /\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f\u20e3]*(?:\u200d\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]*)+|\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f}/u;

/** Controls, line separators, lone surrogates, annotation marks, and everything else without a shape of its own, save combining marks. */
const UNSEEN = /\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}|[\ufff9-\ufffb]|(?!\p{M})\p{Default_Ignorable_Code_Point}/u;

const PARTS = new RegExp(`(${EMOJI.source})|${UNSEEN.source}`, 'gu');

/**
 * Shows hostile text harmlessly and visibly: control characters, ANSI escapes, bidirectional overrides, zero-width characters and line
 * separators become `\u{202e}`, a line break `\n`. Letters of all scripts, emoji and combining marks stay as they are.
 * Source: Unicode's Default_Ignorable_Code_Point; "Trojan Source" (CVE-2021-42574) for why.
 */
export const printable = (text: string): string =>
  text.replace(PARTS, (found: string, emoji: string | undefined) => {
    if (emoji !== undefined) return emoji;
    return found === '\n' ? '\\n' : `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`;
  });
