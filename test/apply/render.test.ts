import { isComplete, renderReport, reportJson } from '../../src/apply';
import type { Report } from '../../src/apply';
import { change, to } from '../support/applying';

const user = (number: number) => change('create', 'user', `u${number}@acme.example`);
const EMPTY: Report = {
  done: [], adopted: [], failed: [], refused: [], skipped: [], cancelled: [], findings: [], milliseconds: 1234, calls: 1,
}; // prettier-ignore

const FULL: Report = {
  ...EMPTY,
  done: [user(1), user(2)],
  adopted: [user(2)],
  failed: [
    {
      change: change('create', 'user', 'ada@acme.example', {
        declaredAt: 'acme/staff/ada',
        address: 'acme/mail_user.ada',
      }),
      failure: { code: 'LIMIT', message: 'all 5 seats are taken', outcome: 'not-done' },
    },
    { change: user(4), failure: { code: 'TIMEOUT', message: 'no answer came', outcome: 'unknown' } },
  ],
  refused: [
    {
      change: change('update', 'user', 'u5@acme.example', { address: 'acme/mail_user.u5' }),
      moved: ['quota', 'phone'],
    },
    {
      change: change('rename', 'group', 'team@acme.example', { from: 'crew@acme.example' }),
      moved: ['no longer at the host'],
    },
  ],
  skipped: [7, 8, 9].map((number) => ({
    change: user(number),
    because: 'creating domain acme.example at mail failed',
  })),
  cancelled: [user(10)],
  findings: [
    { severity: 'error', code: 'not-kept', summary: 'it did not keep x', declaredAt: 'acme/x', fix: 'leave it out' },
  ],
  calls: 18,
};

describe('a report', () => {
  it('is told in plain lines, each with its next step, long lists cut', () => {
    expect(renderReport(FULL, 2)).toBe(`2 of 10 changes done, 1 of them already as wanted, in 1.2 s with 18 calls

failed (2):
  create user ada@acme.example at mail: all 5 seats are taken
    declared at acme/staff/ada
    next: free a seat or raise the limit at the host, then apply again
  create user u4@acme.example at mail: no answer came
    next: it may have been done all the same: make a new plan

refused, since it changed after the plan was made (2):
  update user u5@acme.example at mail: quota, phone moved
    declared at acme/mail_user.u5
    next: make a new plan
  rename group crew@acme.example to team@acme.example at mail: no longer at the host
    next: make a new plan

skipped, because creating domain acme.example at mail failed (3):
  create user u7@acme.example at mail
  create user u8@acme.example at mail
  and 1 more

not started, since the apply was stopped (1):
  create user u10@acme.example at mail

found (1):
  error not-kept: it did not keep x
    declared at acme/x
    next: leave it out
`);
  });

  it('is one line when all went well', () => {
    expect(renderReport({ ...EMPTY, done: [user(1)] })).toBe('1 of 1 change done, in 1.2 s with 1 call\n');
  });

  it('shows hostile text harmlessly', () => {
    const failure = { code: 'INVALID', message: 'bad\u001b[2J\nname \u202e', outcome: 'not-done' } as const;
    expect(renderReport({ ...EMPTY, failed: [{ change: user(1), failure }] })).toContain(
      'bad\\u{1b}[2J\\nname \\u{202e}',
    );
  });

  it('is data without values, so without secrets', () => {
    const secret = { name: 'initialPassword', after: 'env:ADA', sensitive: true } as const;
    const json = reportJson({
      ...FULL,
      done: [change('create', 'user', 'x@acme.example', { attributes: [secret, ...to({ quota: 5 })] })],
    });
    expect(JSON.stringify(json)).not.toMatch(/env:ADA|quota":/);
    expect(json.failed[0]).toMatchObject({
      identity: 'ada@acme.example',
      code: 'LIMIT',
      address: 'acme/mail_user.ada',
    });
    expect(JSON.parse(JSON.stringify(json))).toMatchObject({
      format: 'mailstate.report/1',
      calls: 18,
      adopted: [user(2).id],
    });
  });

  it('is complete when nothing is left to do', () => {
    expect(isComplete(EMPTY)).toBe(true);
    expect(isComplete(FULL)).toBe(false);
  });
});
