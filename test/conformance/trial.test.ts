import { occupants, trialWorld } from '../../src/host/conformance';
import { allowedSamples, samplesOf } from '../../src/host/conformance/samples';
import type { HostContext, HostRule } from '../../src/host';
import { observed } from '../support/states';

const context: HostContext = { signal: new AbortController().signal, secret: () => Promise.resolve('') };
const worldAt = (rules: readonly HostRule[] = [], domain = 'trial.acme.example') => trialWorld({ rules }, { domain }, context); // prettier-ignore

describe('the world of a throw-away domain', () => {
  it('lies in it, whatever the domain is called', () => {
    const world = worldAt();
    expect(world).toMatchObject({ organization: 'trial.acme.example', secondDomain: 'labs.trial.acme.example' });
    expect(samplesOf(world, 'domain', 'aliasOf')).toEqual(['trial.acme.example', 'labs.trial.acme.example']);
    expect(samplesOf(world, 'alias', 'targets')[1]).toEqual(['grace@trial.acme.example', 'partner@elsewhere.example']);
  });

  it('has no organization where that is the host itself', () => {
    expect(worldAt([{ rule: 'one-organization', because: 'it is one' }]).organization).toBeUndefined();
  });
});

describe('what keeps a domain from being thrown away', () => {
  const namesIn = (...objects: Parameters<typeof observed>[]) =>
    occupants(worldAt(), objects.map((each) => observed(...each))).map(({ identity, how }) => `${identity} ${how}`); // prettier-ignore

  it('is what lies in it or below it', () => {
    expect(
      namesIn(['domain', { name: 'trial.acme.example' }], ['user', { email: 'ada@sub.trial.acme.example' }]),
    ).toEqual(['trial.acme.example inside', 'ada@sub.trial.acme.example inside']);
  });

  it('is what leads to it from elsewhere, since a host may change that along', () => {
    expect(
      namesIn(
        ['alias', { address: 'info@acme.example', targets: ['lin@trial.acme.example'] }],
        ['domain', { name: 'other.example', aliasOf: 'trial.acme.example' }],
        ['organization', { name: 'acme', administrators: ['ada@trial.acme.example'] }],
      ),
    ).toEqual(['info@acme.example refers', 'other.example refers', 'acme refers']);
  });

  it('is nothing that only looks alike', () => {
    expect(namesIn(['domain', { name: 'acme.example' }], ['user', { email: 'ada@retrial.acme.example' }])).toEqual([]);
  });
});

describe('values for a host with rules of its own', () => {
  const rule = (attribute: string, must: object, field?: string) => ({ rule: 'value', kind: 'user', attribute, must, because: 'it says so', ...(field === undefined ? {} : { field }) }) as HostRule; // prettier-ignore
  it.each([
    ['quota', rule('quota', { multipleOf: 1_048_576 }), [10_000_269_312, 25_000_148_992]],
    ['plan', rule('plan', { oneOf: ['small', 'large'] }), ['small', 'large']],
    ['displayName', rule('displayName', { longest: 3 }), ['Ada', 'Ren']],
    ['mustChangePassword', rule('mustChangePassword', { not: false }), [true, true]],
    ['phone', rule('phone', { not: null }), ['+33123456789', '+32470123456']],
  ])('%s is one that is allowed', (name, of, expected) => {
    expect(allowedSamples([of], worldAt(), 'user', name)).toEqual(expected);
  });

  it('a field of a structure is one that is allowed, and the others stay', () => {
    const of = rule('forwarding', { not: false }, 'keepCopy');
    expect(allowedSamples([of], worldAt(), 'user', 'forwarding')[1]).toEqual({ to: ['ada@elsewhere.example'], keepCopy: true }); // prettier-ignore
  });
});
