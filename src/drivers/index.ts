/** All drivers, by the name that a declaration uses: one line for each. */
import type { Driver } from '../host';
import { sandbox } from './sandbox/driver';

export const DRIVERS: Readonly<Record<string, Driver>> = Object.fromEntries(
  [sandbox].map((driver) => [driver.name, driver]),
);
