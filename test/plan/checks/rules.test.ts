import type { HostRule } from '../../../src/host';
import { atHost, describeSituations, domain, organization } from '../../support/checked';
import { desired } from '../../support/states';

const facts = { rules: [{ rule: 'one-organization', because: 'the database as a whole is the organisation' } satisfies HostRule] }; // prettier-ignore
const second = desired('organization', { name: 'acme-labs' });

describeSituations('the rule that a host is one organisation', [
  [
    'another one is there',
    { desired: [domain(), second], observed: [atHost.domain(), atHost.organization([])], facts },
    ['error organization-refused'],
    /organization "acme-labs" cannot be made at host "mail" beside acme: the database as a whole/,
  ],
  [
    'two are declared',
    { desired: [domain(), organization(), second], observed: [atHost.domain()], facts },
    ['error organization-refused', 'error organization-refused'],
  ],
  ['one is declared', { desired: [domain(), second], observed: [atHost.domain()], facts }, []],
  [
    'the host may have several',
    { desired: [domain(), second], observed: [atHost.domain(), atHost.organization([])] },
    [],
  ],
]);
