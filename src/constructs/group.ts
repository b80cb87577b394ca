/** How is a group of people declared? */
import type { Construct } from 'constructs';
import { MailObject } from './mail-object';
import type { MailGroupProps } from './props.generated';

/**
 * A distribution list, or people who share calendars, documents, contacts or mailboxes.
 *
 * @example
 * new MailGroup(this, 'team', { address: 'team@acme.example', members: [ada, 'partner@elsewhere.example'] });
 */
export class MailGroup extends MailObject<'group'> {
  constructor(scope: Construct, id: string, props: MailGroupProps) {
    super('group', scope, id, props);
  }

  /** Reference to the address; used in another declaration, it also orders the work. */
  get address(): string {
    return this.reference;
  }

  /** The address as it was declared. */
  get addressInput(): string {
    return this.declaredIdentity;
  }
}
