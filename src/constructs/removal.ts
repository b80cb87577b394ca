/** How is it declared that a mailbox goes, when, and with whose approval? */
import type { Construct } from 'constructs';
import { MailObject } from './mail-object';
import type { AddressLike, MailMeta, UserLike } from './mail-object';
import type { MailUserProps } from './props.generated';

/** The approval to take one mailbox down. It stands in the code for as long as the way down takes. */
export interface MailRemovalProps extends Omit<MailMeta<'user'>, 'lifecycle'> {
  /**
   * Address of the mailbox. It must no longer be declared as a MailUser.
   * @example "bob@acme.example"
   */
  readonly address: string;
  /**
   * First day on which the mailbox may be deleted, YYYY-MM-DD (UTC). Until then it is closed and keeps its content.
   * @example "2026-12-31"
   */
  readonly notBefore: string;
  /** The declared administrator who approved it, who is not the owner of the mailbox. */
  readonly approvedBy: UserLike;
  /**
   * Why it goes, for those who read the plan and the audit.
   * @example "left in June"
   */
  readonly reason: string;
  /**
   * Last day on which the approval is good, YYYY-MM-DD (UTC).
   * @default 90 days after notBefore
   */
  readonly expires?: string;
  /**
   * Who receives its mail from now on. The mailbox then stays locked instead of closed until the date, and its address
   * becomes an alias of the successor afterwards.
   * @default nobody: mail to it is refused
   */
  readonly successor?: AddressLike;
  /**
   * What senders are told while it is closed, where the host can.
   * @default the host's own words
   */
  readonly notice?: string;
}

/**
 * Takes a mailbox down, one step with each plan: detached from groups and aliases, closed, kept until the date, deleted. Each plan says which
 * step it takes, what is lost and what comes next. Take it out of the code to stop: the mailbox stays as it is.
 *
 * @example
 * new MailRemoval(this, 'bob', { address: 'bob@acme.example', notBefore: '2026-12-31', approvedBy: ada, reason: 'left in June' });
 */
export class MailRemoval extends MailObject<'user'> {
  constructor(scope: Construct, id: string, props: MailRemovalProps) {
    const { address, notBefore, expires, approvedBy, reason, successor, notice, ...meta } = props ?? {};
    const removal = { address, notBefore, expires, approvedBy, reason, successor };
    const lacking = (['address', 'notBefore', 'approvedBy', 'reason'] as const).filter(
      (name) => removal[name] === undefined,
    );
    const attributes = { email: address, status: 'closed', closedNotice: notice, removal } as MailUserProps;
    super('user', scope, id, { ...attributes, ...meta });
    this.node.addValidation({
      validate: () =>
        lacking.length === 0 ? [] : [`a removal needs ${lacking.join(', ')}: without them a mailbox is never deleted`],
    });
  }
}
