/** Is output coloured, and how? */
import { createColors } from 'picocolors';
import type { Paint } from '../plan';
import type { Output, World } from './world';

const isOff = (value: string): boolean => value === '0' || value.toLowerCase() === 'false';

/** Whether to colour: the option first, then NO_COLOR and FORCE_COLOR, then whether anybody sees it. Source: no-color.org, force-color.org. */
export function isColoured(output: Output, env: World['env'], option: boolean): boolean {
  if (!option || (env.NO_COLOR ?? '') !== '') return false;
  const forced = env.FORCE_COLOR ?? '';
  if (forced !== '') return !isOff(forced);
  return output.isTTY === true && env.TERM !== 'dumb';
}

/** The colours of an output. */
export function paintFor(output: Output, env: World['env'], option: boolean): Paint {
  const { green, yellow, red, bold, dim } = createColors(isColoured(output, env, option));
  return { added: green, changed: yellow, removed: red, strong: bold, faint: dim };
}
