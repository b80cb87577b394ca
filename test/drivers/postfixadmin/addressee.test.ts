import fc from 'fast-check';
import { forwardingOf, gotoOf, movedGoto, targetsOf } from '../../../src/drivers/postfixadmin/addressee';

const ada = 'ada@acme.example';
const automatic = 'ada#acme.example@autoreply.acme.example';

describe('the row of a mailbox among the aliases', () => {
  it.each([
    [ada, null],
    ['', null],
    [`${ada},bob@acme.example`, { to: ['bob@acme.example'], keepCopy: true }],
    ['bob@acme.example', { to: ['bob@acme.example'], keepCopy: false }],
    [`ADA@acme.example, ${automatic}`, null],
  ])('%s says %j', (goto, forwarding) => {
    expect(forwardingOf(ada, { goto })).toEqual(forwarding);
  });

  it('keeps the automatic answers that PostfixAdmin has put there', () => {
    expect(gotoOf(ada, { to: ['bob@acme.example'], keepCopy: false }, { goto: `${ada},${automatic}` })).toBe(
      `bob@acme.example,${automatic}`,
    );
  });

  it('moves with the mailbox, and its automatic answers with it', () => {
    const moved = movedGoto({ goto: `${ada},bob@acme.example,${automatic}` }, ada, 'ada.king@acme.example');
    expect(moved).toBe('ada.king@acme.example,bob@acme.example,ada.king#acme.example@autoreply.acme.example');
  });

  it('says what was written', () => {
    const others = fc.uniqueArray(fc.constantFrom('bob@acme.example', 'eve@b.example', 'x@y.example'), {
      minLength: 1,
    });
    fc.assert(
      fc.property(others, fc.boolean(), (to, keepCopy) => {
        const goto = gotoOf(ada, { to, keepCopy }, undefined);
        expect(forwardingOf(ada, { goto })).toEqual({ to, keepCopy });
        expect(targetsOf({ goto }).includes(ada)).toBe(keepCopy);
      }),
    );
  });
});
