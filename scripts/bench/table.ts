/** How are results shown? As Markdown tables that are readable as they stand. */

/** A table with aligned columns: texts to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const isNumeric = head.map((_, column) => rows.every((row) => /^[-\d]|^not /.test(row[column] ?? '')));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (isNumeric[column] ? (row[column] ?? '').padStart(width) : (row[column] ?? '').padEnd(width))).join(' | ')} |`;
  const rule = widths.map((width, column) => (isNumeric[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

export const seconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} s`;
export const count = (value: number): string => value.toLocaleString('en-GB');
export const megabytes = (value: number): string => `${Math.round(value)} MB`;
