/** The codes of what planning itself has to say, and of what may be wrong with a plan that was saved. */
import { defineFindings } from '../model';

export const PLAN_FINDINGS = defineFindings({
  'kind-unsupported': {
    severity: 'error',
    meaning: 'The host has no objects of a kind that is declared.',
    remedy: 'Declare such objects at a host that has them, or remove them from the code.',
  },
  'attribute-unsupported': {
    severity: 'error',
    meaning: 'An attribute is declared that the host cannot store.',
    remedy: 'Leave the attribute out for this host, or allow the finding: then it is not sent.',
    allowable: true,
  },
  'rename-unsupported': {
    severity: 'error',
    meaning: 'A rename is declared, and the host cannot rename; creating anew would leave the mail behind.',
    remedy: 'Keep the address and declare the new one as an alias, or rename by the host’s own means first.',
  },
  'rename-ambiguous': {
    severity: 'error',
    meaning: 'Several objects at the host match `previously`, so it is not known which one is meant.',
    remedy: 'Name in `previously` only the address that the object has now.',
  },
  'rename-claimed-twice': {
    severity: 'error',
    meaning: 'Two declarations name the same object at the host in `previously`.',
    remedy: 'Keep the address in the `previously` of one of them.',
  },
  'rename-source-declared': {
    severity: 'error',
    meaning:
      'An object that is not at the host was previously another one that is declared as well, so whose mailbox it is cannot be known.',
    remedy:
      'Rename in two plans, the later owner of the address last; or take the address out of `previously` if it is history.',
  },
  'rename-cycle': {
    severity: 'error',
    meaning: 'Objects swap their addresses, which no host can do in one step.',
    remedy: 'Rename one of them to a temporary address first, in a plan of its own.',
  },
  'previous-still-there': {
    severity: 'warning',
    meaning: 'The new and the previous address both exist at the host, so nothing is renamed.',
    remedy: 'Look which of the two is in use; the previous one is treated as not declared.',
  },
  'close-unsupported': {
    severity: 'error',
    meaning: 'A mailbox is to be closed or reopened, and the host cannot do that.',
    remedy: 'Declare the status `locked` where the host has it, or close it by the host’s own means.',
  },
  'prevent-destroy': {
    severity: 'error',
    meaning: 'An object whose lifecycle has `prevent_destroy` would be closed.',
    remedy: 'Take `prevent_destroy` out of its lifecycle first, in a change of its own, or keep the object open.',
  },
  'removal-unsafe': {
    severity: 'warning',
    meaning: 'The policy asks for removal, and the collection was not read completely, so nothing in it is removed.',
    remedy: 'Run the plan again; what is absent from a short read is not taken for absent.',
  },
  'rename-unsafe': {
    severity: 'warning',
    meaning:
      'An object with `previously` was not in a list that was not complete, so it may have to be renamed, not created.',
    remedy: 'Run the plan again; nothing is done about the object until the list is read to its end.',
  },
  'dependency-cycle': {
    severity: 'error',
    meaning: 'Objects need one another to exist first.',
    remedy: 'Take one of the references out of the ring.',
  },
});

/** What may be wrong with a plan file. */
export const PLAN_FILE_FINDINGS = defineFindings({
  'plan-file-unreadable': {
    severity: 'error',
    meaning: 'A plan file is not JSON.',
    remedy: 'Give the file that `mailstate plan --out` wrote.',
  },
  'plan-file-version': {
    severity: 'error',
    meaning: 'A file is no plan of mailstate, or one whose format another version of mailstate reads.',
    remedy: 'Apply it with the mailstate that wrote it, or make the plan anew and review it again.',
  },
  'plan-file-invalid': {
    severity: 'error',
    meaning: 'A plan file has something in it that mailstate does not write.',
    remedy: 'Make the plan anew and review it again.',
  },
  'plan-file-tampered': {
    severity: 'error',
    meaning: 'A plan file was changed after it was made: its digest does not fit its content.',
    remedy: 'Make the plan anew and review it again; what is applied must be what was reviewed.',
  },
});
