/** What is said about a manifest while it is read: each cause once, with its place, however many objects it touches. */
import { compareFindings, finding, nearest } from '../model';
import type { Finding } from '../model';
import { MANIFEST_FINDINGS } from './findings';
import type { ManifestFindingCode } from './findings';

/** Where in the declarations something stands. */
export interface Place {
  readonly address?: string;
  readonly attribute?: string;
  readonly declaredAt?: string;
  /** What is written there may be a secret, so it is not repeated. @default false */
  readonly sensitive?: boolean;
}

/** Codes whose words repeat a piece of what is written. */
const REPEATING: ReadonlySet<ManifestFindingCode> = new Set([
  'expression-unsupported',
  'expression-invalid',
  'reference-unknown',
]);

type Said = Pick<Finding, 'summary' | 'detail' | 'fix'>;

/** A suggestion compares a name with all others, so that only so many comparisons are made. */
const MAX_COMPARED = 500_000;
const MAX_SUGGESTED_LENGTH = 100;

export class Report {
  private readonly findings: Finding[] = [];
  private readonly shared = new Map<
    string,
    { readonly at: number; readonly first?: string; further: number; next?: string }
  >();
  private compared = 0;

  say(code: ManifestFindingCode, place: Place, said: Said): void {
    const { address, attribute, declaredAt, sensitive } = place;
    const summary =
      sensitive && REPEATING.has(code)
        ? `${attribute} has an expression without a value; it is not shown, since it may be a secret`
        : said.summary;
    this.findings.push(finding(MANIFEST_FINDINGS, code, { ...said, summary, address, attribute, declaredAt }));
  }

  /** Says something whose cause may be met in many places: the first is shown, the others are counted. */
  sayOnce(cause: string, code: ManifestFindingCode, place: Place, said: () => Said): void {
    const known = this.shared.get(cause);
    if (known === undefined) {
      this.shared.set(cause, { at: this.findings.length, first: place.address, further: 0 });
      this.say(code, place, said());
    } else if (known.next !== place.address && known.first !== place.address) {
      known.further++;
      known.next ??= place.address;
    }
  }

  /** What the writer most likely meant, as the end of a sentence; empty when nothing is near. */
  didYouMean(written: string, known: Iterable<string>): string {
    if (this.compared >= MAX_COMPARED || written.length > MAX_SUGGESTED_LENGTH) return '';
    const candidates = [...known];
    this.compared += candidates.length;
    const near = nearest(written, candidates);
    return near === undefined ? '' : `, did you mean ${JSON.stringify(near)}?`;
  }

  get hasErrors(): boolean {
    return this.findings.some(({ severity }) => severity === 'error');
  }

  /** All findings, worst first. */
  list(): Finding[] {
    const all = [...this.findings];
    for (const { at, further, next } of this.shared.values()) {
      const first = all[at];
      if (first === undefined || next === undefined) continue;
      const also = further === 1 ? `also in ${next}` : `also in ${next} and ${further - 1} more`;
      all[at] = { ...first, detail: first.detail === undefined ? also : `${first.detail}; ${also}` };
    }
    return all.sort(compareFindings);
  }
}
