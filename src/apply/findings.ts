/** What can apply find when it reads back what it wrote, or when it cannot? */
import { defineFindings } from '../model';

export const APPLY_FINDINGS = defineFindings({
  'not-kept': {
    severity: 'error',
    meaning: 'The host answered that a change was done, and reading back shows another value than was sent.',
    remedy: 'Declare the value that the host keeps, or leave the attribute out.',
  },
  'not-there': {
    severity: 'error',
    meaning: 'The host answered that an object was written, and reading back does not find it.',
    remedy: 'Make a new plan; if it stays so, ask the host’s support.',
  },
  'still-there': {
    severity: 'error',
    meaning: 'The host answered that an object was deleted, and it can still be read.',
    remedy: 'Make a new plan; some hosts delete later than they answer.',
  },
  'not-read-back': {
    severity: 'warning',
    meaning: 'Objects that were written could not be read back, so it is not proven that the host kept them.',
    remedy: 'Make a new plan: it is empty when everything was kept.',
  },
  'interrupted-earlier': {
    severity: 'info',
    meaning:
      'An earlier apply was interrupted during a change; it has now been found out whether that change was made.',
    remedy: 'Nothing: what was not made is in the next plan.',
  },
  'password-generated': {
    severity: 'info',
    meaning:
      'A password was generated and set; the file that is named holds it, encrypted to the recipients of the host.',
    remedy: 'Let a recipient read it with `age -d`, hand it over in a safe way, and delete the file.',
  },
  'password-uncertain': {
    severity: 'warning',
    meaning: 'A password was generated, and the host did not say whether it was set.',
    remedy: 'Try the password in the file that is named; if it does not fit, raise `passwordVersion` to set another.',
  },
  'record-unwritable': {
    severity: 'error',
    meaning: 'The journal or the audit could not be written, so no further change was started.',
    remedy: 'See that the disk has room and the files may be written, then apply again.',
  },
});
