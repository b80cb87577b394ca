/** How is a mail domain declared? */
import type { Construct } from 'constructs';
import { MailObject } from './mail-object';
import type { MailDomainProps } from './props.generated';

/**
 * A mail domain: where addresses live, who gets mail to unknown ones, how its mail is authenticated.
 *
 * @example
 * new MailDomain(this, 'domain', { name: 'acme.example', catchAll: [ada] });
 */
export class MailDomain extends MailObject<'domain'> {
  constructor(scope: Construct, id: string, props: MailDomainProps) {
    super('domain', scope, id, props);
  }

  /** Reference to the name; used in another declaration, it also orders the work. */
  get name(): string {
    return this.reference;
  }

  /** The name as it was declared. */
  get nameInput(): string {
    return this.declaredIdentity;
  }
}
