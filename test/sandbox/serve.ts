/** A sandbox in a process of its own, to be killed: serves the file it is given and prints where. */
import { startSandbox } from '../../src/sandbox';

async function serve(file: string): Promise<void> {
  const { url } = await startSandbox({ file, token: 'token', domains: ['acme.example'], passwordCost: 1024 });
  process.stdout.write(`${url}\n`);
}

void serve(process.argv[2] ?? '');
