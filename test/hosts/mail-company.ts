/** How does the example's company grow and change? Each step is a manifest made from the one before. */
import type { Resources } from '../support/mail-project';
import type { Manifest } from './mail-declaration';

type Attributes = Readonly<Record<string, unknown>>;

/** Adds resources, or gives those that are there other attributes; one that is null goes. */
function changed(
  { resource, ...manifest }: Manifest,
  by: Readonly<Record<string, Readonly<Record<string, Attributes | null>>>>,
): Manifest {
  const kinds = Object.keys({ ...resource, ...by }).map((type) => {
    const named: Record<string, Attributes> = { ...resource[type] };
    for (const [name, attributes] of Object.entries(by[type] ?? {})) {
      if (attributes === null) delete named[name];
      else named[name] = { ...named[name], ...attributes };
    }
    return [type, named];
  });
  return { ...manifest, resource: Object.fromEntries(kinds) as Resources };
}

/** A company of two more domains, eleven users, and aliases and groups of every shape that leads somewhere, or nowhere. */
export function grown(example: Manifest): Manifest {
  const [{ options, ...provider }] = example.provider.mail;
  const scope = { alias: 'remove', group: 'remove' };
  const groups = 'team@acme.example, all@acme.example, staff@*, sales@*, circle-*@*';
  const larger = { ...example, provider: { mail: [{ ...provider, scope, options: { ...(options as object), groups } }] } } as const; // prettier-ignore
  return changed(larger, {
    mail_domain: {
      labs: { name: 'labs.acme.example', description: 'Research' },
      shut: { name: 'shut.example', active: false },
    },
    mail_user: {
      alan: { email: 'alan@labs.acme.example', display_name: 'Alan Turing' },
      barbara: { email: 'barbara@labs.acme.example', forwarding: { to: ['team@acme.example'], keep_copy: false } },
      katherine: { email: 'katherine@acme.example', forwarding: { to: ['grace@acme.example'], keep_copy: true } },
      dorothy: { email: 'dorothy@acme.example', forwarding: { to: ['dorothy@elsewhere.example'], keep_copy: false } },
      edsger: { email: 'edsger@acme.example', status: 'locked' },
      support: { email: 'support@acme.example' },
      guest: { email: 'guest@shut.example' },
    },
    mail_alias: {
      press: { address: 'press@acme.example', targets: ['info@acme.example', 'press@agency.example'] },
      abuse: { address: 'abuse@acme.example', targets: ['grace@acme.example'] },
      abuse_labs: { address: 'abuse@labs.acme.example', targets: ['abuse@acme.example'] },
      postmaster: { address: 'postmaster@acme.example', targets: ['ada@acme.example'] },
      // One of those who got this mail has left, and of the next one the only one.
      orders: { address: 'orders@acme.example', targets: ['bob@acme.example', 'support@acme.example'] },
      bobs: { address: 'robert@acme.example', targets: ['bob@acme.example'] },
      contact: { address: 'contact@labs.acme.example', targets: ['ada@acme.example', 'alan@labs.acme.example'] },
    },
    mail_group: {
      staff: { address: 'staff@acme.example', members: ['all@acme.example', 'sales@acme.example', 'alan@labs.acme.example', 'barbara@labs.acme.example'] }, // prettier-ignore
      sales: { address: 'sales@acme.example', members: ['katherine@acme.example', 'dorothy@acme.example', 'reseller@partner.example'] }, // prettier-ignore
      first: { address: 'circle-1@labs.acme.example', members: ['circle-2@labs.acme.example', 'edsger@acme.example'] },
      second: { address: 'circle-2@labs.acme.example', members: ['alan@labs.acme.example', 'katherine@acme.example'] }, // prettier-ignore
    },
  });
}

/** Grace is Hopper now, the press goes elsewhere, Katherine has left and Bob is back, and the catch-all is another one. */
export const reorganised = (manifest: Manifest): Manifest =>
  changed(manifest, {
    mail_domain: { domain: { catch_all: ['support@acme.example'] } },
    mail_user: {
      grace: { email: 'hopper@acme.example', previously: ['grace@acme.example'] },
      katherine: { status: 'closed', forwarding: { to: ['hopper@acme.example'], keep_copy: true } },
      bob: { status: 'active' },
      edsger: { status: 'active' },
    },
    mail_alias: {
      press: { targets: ['support@acme.example'] },
      fax: { active: true },
      abuse: { targets: ['hopper@acme.example'] },
      orders: null,
    },
    mail_group: { sales: { members: ['dorothy@acme.example', 'reseller@partner.example'] } },
  });

/** Katherine is back after all. */
export const returned = (manifest: Manifest): Manifest =>
  changed(manifest, { mail_user: { katherine: { status: 'active', forwarding: null } } });

/** Alan goes, with an approval. */
export const removing = (manifest: Manifest, notBefore: string): Manifest =>
  changed(manifest, {
    mail_user: {
      alan: {
        removal: {
          address: 'alan@labs.acme.example',
          not_before: notBefore,
          approved_by: 'ada@acme.example',
          reason: 'left the company',
        },
      },
    },
    mail_alias: { contact: { targets: ['ada@acme.example'] } },
    mail_group: {
      staff: { members: ['all@acme.example', 'sales@acme.example', 'barbara@labs.acme.example'] },
      second: { members: ['barbara@labs.acme.example'] },
    },
  });
