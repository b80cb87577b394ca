/** How is a plan written in the format that was asked for? */
import { renderMarkdown, renderText } from '../plan';
import type { Plan } from '../plan';
import { paintFor } from './colour';
import type { CommonOptions, Format } from './options';
import type { Output, World } from './world';

/** Writes a plan; ends with a line break. */
export function writtenPlan(
  plan: Plan,
  format: Format,
  output: Output,
  { env }: World,
  { color }: CommonOptions,
): string {
  switch (format) {
    case 'text':
      return renderText(plan, { paint: paintFor(output, env, color) });
    case 'markdown':
      return renderMarkdown(plan);
    case 'json':
      return `${JSON.stringify(plan, null, 2)}\n`;
    default:
      return format satisfies never;
  }
}

/** Plain text inside Markdown; the fence is longer than any that the text holds. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.trimEnd()}\n${fence}\n`;
}
