/** How long does a roster take to become a manifest? The whole `app.synth()` is measured, validation and writing included. */
import { App, TerraformStack } from 'cdktf';
import { MailDomain, MailProvider, MailRoster } from '../../src/constructs';
import type { Taken } from './measure';
import { stopwatch } from './measure';
import { offer } from './child';

export interface SynthesisInput {
  readonly folder: string;
  readonly size: number;
}

export function synthesising({ folder, size }: SynthesisInput): Promise<Taken> {
  const rows = Array.from({ length: size }, (_, i) => ({
    email: `person${i}@company.example`,
    givenName: `Given${i % 997}`,
    familyName: `Family${i}`,
    department: i % 2 === 0 ? 'Research' : 'Sales',
    quota: '10 GB',
  }));
  const read = stopwatch();
  const app = new App({ outdir: folder });
  const stack = new TerraformStack(app, 'company');
  new MailProvider(stack, 'host', { host: 'sandbox', token: 'env:MAIL_TOKEN' });
  new MailDomain(stack, 'domain', { name: 'company.example' });
  new MailRoster(stack, 'staff', { rows });
  app.synth();
  return Promise.resolve(read());
}

offer(module, synthesising);
