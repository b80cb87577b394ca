/** How is a mailbox and the account that opens it declared? */
import type { Construct } from 'constructs';
import { MailObject } from './mail-object';
import type { MailUserProps } from './props.generated';

/**
 * A mailbox and the account that opens it. For hundreds or more from a table, see `MailRoster`.
 *
 * @example
 * const ada = new MailUser(this, 'ada', { email: 'ada@acme.example', givenName: 'Ada', quota: '25 GB' });
 */
export class MailUser extends MailObject<'user'> {
  constructor(scope: Construct, id: string, props: MailUserProps) {
    super('user', scope, id, props);
  }

  /** Reference to the address; used in another declaration, it also orders the work. */
  get email(): string {
    return this.reference;
  }

  /** The address as it was declared. */
  get emailInput(): string {
    return this.declaredIdentity;
  }
}
