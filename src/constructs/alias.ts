/** How is another address for one or more mailboxes declared? */
import type { Construct } from 'constructs';
import { MailObject } from './mail-object';
import type { MailAliasProps } from './props.generated';

/**
 * Another address for one or more mailboxes. It holds no mail and is no account.
 *
 * @example
 * new MailAlias(this, 'info', { address: 'info@acme.example', targets: [ada] });
 */
export class MailAlias extends MailObject<'alias'> {
  constructor(scope: Construct, id: string, props: MailAliasProps) {
    super('alias', scope, id, props);
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
