/** How is text that others wrote put into Markdown so that it is seen and does nothing there: no markup, no HTML, no link, nobody notified? */
import { printable } from '../../model';

/** Makes a text harmless and cuts it when long, saying how much is missing. */
export function shortened(text: string, longest = 200): string {
  const shown = printable(text);
  if (shown.length <= longest) return shown;
  // Printable once more: the cut may have gone through a surrogate pair or a joined emoji.
  return `${printable(shown.slice(0, longest))}… (${shown.length - longest} more characters)`;
}

/**
 * A code span that shows exactly this text; mentions, issue numbers, commit ids and addresses in it are not linked.
 * Sources: CommonMark 0.31 section 6.1; GitHub and GitLab look for references outside of code only.
 */
export function codeSpan(text: string, longest?: number): string {
  const shown = shortened(text, longest);
  if (shown.trim() === '') return `\`"${shown}"\``;
  const longestRun = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  const padding = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** Latin words and small numbers and dates with the punctuation of prose around them, an arrow. All else may mean something to Markdown or to a bot. */
const PLAIN =
  /^[(‘“]*(?:\p{Script=Latin}+(?:['’-]\p{Script=Latin}+)*|\d{1,6}(?:\.\d{1,3})?|\d{4}-\d{2}-\d{2}|→|)[)’”,.;:!?…%]*$/u;
/** A word that could be read as the id of a commit. */
const COMMIT = /^\W*[a-f]{7,}\W*$/i;

/** A sentence that holds foreign names: plain words stay, quoted names and everything that is not a plain word become code spans. */
export function prose(sentence: string): string {
  let text = '';
  for (const [token, space, quoted] of shortened(sentence, 1000).matchAll(/(\s+)|"((?:[^"\\]|\\.)*)"|[^\s"]+|"/gu)) {
    const isPlain = quoted === undefined && PLAIN.test(token) && !COMMIT.test(token);
    if (space !== undefined) text += ' ';
    else if (isPlain) text += token;
    else {
      const comma = quoted === undefined ? (/(?<=[^,:])[,:]$/.exec(token)?.[0] ?? '') : '';
      // Two code spans side by side would be read as one.
      text += `${text.endsWith('`') ? ' ' : ''}${codeSpan(quoted ?? token.slice(0, token.length - comma.length))}${comma}`;
    }
  }
  return text;
}

/** A block of code, coloured as a diff: lines that start with +, - or ! are additions, removals and changes. */
export const DIFF_START = '```diff\n';
export const DIFF_END = '```\n';

/** One line of such a block. With four spaces before it, or a sign, no text can end the block (CommonMark 0.31 section 4.5). */
export const diffLine = (sign: '+' | '-' | '!' | '@@' | '   ', text: string): string =>
  `${sign} ${shortened(text, 400)}\n`;
