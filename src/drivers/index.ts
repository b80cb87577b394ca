/** All drivers, by the name that a declaration uses: one line for each. */
import type { Driver } from '../host';
import { mailcow } from './mailcow/driver';
import { postfixadmin } from './postfixadmin/driver';
import { sandbox } from './sandbox/driver';
import { wildduck } from './wildduck/driver';

export const DRIVERS: Readonly<Record<string, Driver>> = Object.fromEntries(
  [sandbox, postfixadmin, wildduck, mailcow].map((driver) => [driver.name, driver]),
);
