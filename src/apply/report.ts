/** What came of an apply: the fold of its events. */
import { compareFindings } from '../model';
import type { Change } from '../plan/plan';
import type { ApplyEvent, Report } from './events';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer M)[] ? M[] : T[K] };

/** Gathers events, one at a time. */
export class ReportBuilder {
  private readonly lists: Omit<Mutable<Report>, 'milliseconds' | 'calls'> = {
    done: [],
    adopted: [],
    failed: [],
    refused: [],
    skipped: [],
    cancelled: [],
    findings: [],
  };

  add(event: ApplyEvent): void {
    const { lists } = this;
    switch (event.type) {
      case 'change-done':
        lists.done.push(event.change);
        if (event.adopted) lists.adopted.push(event.change);
        return;
      case 'change-failed':
        lists.failed.push({ change: event.change, failure: event.failure });
        return;
      case 'change-refused':
        lists.refused.push({ change: event.change, moved: event.moved });
        return;
      case 'change-skipped':
        lists.skipped.push({ change: event.change, because: event.because });
        return;
      case 'change-cancelled':
        lists.cancelled.push(event.change);
        return;
      case 'not-kept':
      case 'noted':
        lists.findings.push(event.finding);
        return;
      case 'started':
      case 'change-started':
      case 'verifying':
      case 'finished':
        return;
      default:
        return event satisfies never;
    }
  }

  finish(milliseconds: number, calls: number): Report {
    const findings = [...this.lists.findings].sort(compareFindings);
    return { ...this.lists, findings, milliseconds, calls };
  }
}

const brief = ({ id, action, host, kind, identity, from, address, declaredAt }: Change) =>
  ({ id, action, host, kind, identity, from, address, declaredAt }) as const;

/** The report as data for machines: changes by name and place, without their values, so that it holds no secret. */
export const reportJson = (report: Report) => ({
  format: 'mailstate.report/1' as const,
  done: report.done.map(brief),
  adopted: report.adopted.map(({ id }) => id),
  failed: report.failed.map(({ change, failure }) => ({ ...brief(change), ...failure })),
  refused: report.refused.map(({ change, moved }) => ({ ...brief(change), moved })),
  skipped: report.skipped.map(({ change, because }) => ({ ...brief(change), because })),
  cancelled: report.cancelled.map(brief),
  findings: report.findings,
  milliseconds: report.milliseconds,
  calls: report.calls,
});
