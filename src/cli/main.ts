#!/usr/bin/env node
/** The program `mailstate`. */
import { processWorld } from './process-world';
import { run } from './run';

// Whoever reads the output may stop early, as "head" does; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

void run(process.argv.slice(2), processWorld()).then((code) => {
  process.exitCode = code;
});
