import { stateAfter } from '../../src/plan/after';
import { ada, atHost, domain, grace, group, people, scope, user } from '../support/checked';
import { makePlan } from '../../src/plan';
import { declaration, desiredState, facts, observedState } from '../support/states';

const attributesOf = (objects: ReturnType<typeof stateAfter>, identity: string): object | undefined =>
  objects.find((object) => object.identity === identity)?.attributes;

describe('what a host will hold', () => {
  const observed = observedState([...people, atHost.group('team', { members: [ada, grace], whoMayPost: 'members' })]);
  const after = (wanted: Parameters<typeof desiredState>[0], user: 'keep' | 'close' = 'keep') => {
    const desired = desiredState(wanted, [declaration({ scope: scope({ user }) })]);
    const plan = makePlan({ desired, observed: [observed], facts: [facts()], now: 0 });
    return stateAfter(wanted, observed, plan.changes);
  };

  it('is the declared over the observed', () => {
    expect(attributesOf(after([domain(), group('team', { members: [ada] })]), 'team@acme.example')).toMatchObject({
      members: [ada],
      whoMayPost: 'members',
    });
  });

  it('keeps what is not declared as the policy leaves it', () => {
    const objects = after([domain(), user('ada')], 'close');
    expect(attributesOf(objects, grace)).toMatchObject({ status: 'closed' });
    expect(attributesOf(objects, ada)).not.toHaveProperty('status');
  });

  it('has what is written to an object that is not declared', () => {
    const id = 'mail: update group team@acme.example';
    const attributes = [{ name: 'members', before: [ada, grace], after: [grace] }];
    const change = {
      id,
      action: 'update',
      host: 'mail',
      kind: 'group',
      identity: 'team@acme.example',
      attributes,
    } as const;
    expect(attributesOf(stateAfter([], observed, [change]), 'team@acme.example')).toMatchObject({
      members: [grace],
      whoMayPost: 'members',
    });
  });
});
