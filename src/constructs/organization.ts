/** How is an organisation declared? */
import type { Construct } from 'constructs';
import { MailObject } from './mail-object';
import type { MailOrganizationProps } from './props.generated';

/**
 * The customer of the mail service: its subscription, its administrators, the look of its webmail.
 *
 * @example
 * new MailOrganization(this, 'acme', { name: 'acme', administrators: [ada] });
 */
export class MailOrganization extends MailObject<'organization'> {
  constructor(scope: Construct, id: string, props: MailOrganizationProps) {
    super('organization', scope, id, props);
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
