import { makePlan } from '../../src/plan';
import type { HostDelivery } from '../../src/plan/plan';
import { describeEffect } from '../../src/routing';
import type { DesiredObject, ObservedObject } from '../../src/model';
import { desired, desiredState, facts, observed, observedState } from '../support/states';

const delivery = (wanted: readonly DesiredObject[], held: readonly ObservedObject[]): HostDelivery => {
  const [told] = makePlan({
    desired: desiredState(wanted),
    observed: [observedState(held)],
    facts: [facts()],
    now: 0,
  }).delivery;
  if (told === undefined) throw new Error('a plan tells of each host');
  return told;
};
const said = ({ changes }: HostDelivery): string[] =>
  changes.map(({ address, effects }) => `${address} ${effects.map(describeEffect).join('; ')}`);

const acme = observed('domain', { name: 'acme.example' });
const ada = observed('user', { email: 'ada@acme.example' });

describe('what a plan says of the mail', () => {
  it('is nothing where nothing is changed', () => {
    expect(delivery([desired('user', { email: 'ada@acme.example' })], [acme, ada])).toEqual({
      host: 'mail',
      isComplete: true,
      changes: [],
      plain: 0,
    });
  });

  it('counts new mailboxes that only receive their own mail, and lists what is worth a line', () => {
    const told = delivery(
      [
        desired('user', { email: 'grace@acme.example' }),
        desired('user', { email: 'alan@acme.example', forwarding: { to: ['alan@elsewhere.example'], keepCopy: true } }),
      ],
      [acme],
    );
    expect(told.plain).toBe(1);
    expect(said(told)).toEqual([
      expect.stringMatching(/^alan@acme.example newly leaves the organisation: alan@elsewhere.example/),
    ]);
  });

  it('tells of a mailbox that was there and starts to receive its own mail, since it is not new', () => {
    const shut = observed('user', { email: 'ada@acme.example', status: 'closed' });
    const told = delivery([desired('user', { email: 'ada@acme.example', status: 'active' })], [acme, shut]);
    expect(told.plain).toBe(0);
    expect(said(told)).toEqual(['ada@acme.example starts being delivered to ada@acme.example']);
  });

  it('tells that an address bounces after a rename, and not that its mailbox is somebody else', () => {
    const told = delivery(
      [
        desired('user', { email: 'ada.king@acme.example', previously: ['ada@acme.example'] }),
        desired('alias', { address: 'info@acme.example', targets: ['ada.king@acme.example'] }),
      ],
      [acme, ada, observed('alias', { address: 'info@acme.example', targets: ['ada@acme.example'] })],
    );
    expect(said(told)).toEqual(['ada@acme.example stops being delivered: no such address']);
  });

  it('says once what a catch-all does to all other addresses', () => {
    const told = delivery([desired('domain', { name: 'acme.example', catchAll: ['ada@acme.example'] })], [acme, ada]);
    expect(told.changes.map(({ address }) => address)).toEqual(['*@acme.example']);
  });

  it('says whether the lists it rests on were complete', () => {
    const wanted = desiredState([desired('user', { email: 'grace@acme.example' })]);
    const made = makePlan({
      desired: wanted,
      observed: [observedState([acme, ada], { alias: { complete: false } })],
      facts: [facts()],
      now: 0,
    });
    expect(made.delivery[0]?.isComplete).toBe(false);
  });
});
