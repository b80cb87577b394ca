/** What the tool has to say about a declaration, a plan or a host: one shape everywhere, codes that are stable and documented. */

export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
  /** An error blocks the plan; a warning wants a look; info is good to know. */
  readonly severity: Severity;
  /** Stable, documented in docs/reference/findings.md. */
  readonly code: string;
  /** What is wrong in the user's own words: lower case, no full stop, names the thing and its value. */
  readonly summary: string;
  /** Why it matters, or what was seen. */
  readonly detail?: string;
  /** Terraform's address of the object, such as `acme/mail_user.ada`. */
  readonly address?: string;
  readonly attribute?: string;
  /** The construct's path, such as `acme/staff/ada`, or a file and line. */
  readonly declaredAt?: string;
  /** The next step. */
  readonly fix?: string;
}

/** What the reference page says about a code. */
export interface FindingDefinition {
  readonly severity: Severity;
  /** When it appears, one sentence. */
  readonly meaning: string;
  /** What to do, one sentence. */
  readonly remedy: string;
  /** Whether `--allow CODE` lets a plan pass in spite of it. @default false */
  readonly allowable?: true;
}

export type Findings<C extends string> = Readonly<Record<C, FindingDefinition>>;

/** Declares the codes of one part of the program. All catalogues together make docs/reference/findings.md. */
export const defineFindings = <C extends string>(definitions: Findings<C>): Findings<C> => definitions;

/** Makes a finding of a declared code; the severity is the code's own. */
export function finding<C extends string>(
  catalogue: Findings<C>,
  code: C,
  said: Omit<Finding, 'code' | 'severity'>,
): Finding {
  const present = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as typeof said;
  return { severity: catalogue[code].severity, code, ...present };
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
const PLACE = ['code', 'address', 'attribute', 'declaredAt', 'summary'] as const;

/** Orders findings the same way every time: worst first, then by code and place. */
export function compareFindings(a: Finding, b: Finding): number {
  if (a.severity !== b.severity) return RANK[a.severity] - RANK[b.severity];
  for (const field of PLACE) {
    const [left, right] = [a[field] ?? '', b[field] ?? ''];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
