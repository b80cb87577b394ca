/** What can the command line find wrong between a declaration and the drivers there are? */
import { defineFindings } from '../model';

export const CLI_FINDINGS = defineFindings({
  'driver-unknown': {
    severity: 'error',
    meaning: 'A provider block names a sort of mail host that there is no driver for.',
    remedy: 'Name one of the drivers that the finding lists.',
  },
  'option-unknown': {
    severity: 'error',
    meaning: 'A provider block has an option that the driver of its host does not have.',
    remedy: 'Correct the name, or remove the option.',
  },
  'host-not-connected': {
    severity: 'error',
    meaning: 'The settings of a provider block do not lead to a host.',
    remedy: 'Correct the setting that the finding names.',
  },
});
