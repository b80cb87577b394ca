/** What may be declared of each kind? Generated from the model by `npm run generate`; do not edit. */
import type { AddressLike, DomainLike, MailMeta, UserLike } from './mail-object';

/** What happens to objects that are at the host but not in the code. */
export interface MailProviderScope {
  /** Organisations that are not declared. */
  readonly organization?: 'keep';
  /** Domains that are not declared. */
  readonly domain?: 'keep' | 'remove';
  /** Users that are not declared; a mailbox is never removed by policy. */
  readonly user?: 'keep' | 'close';
  /** Aliases that are not declared. */
  readonly alias?: 'keep' | 'remove';
  /** Groups that are not declared. */
  readonly group?: 'keep' | 'remove';
}

/** Guards against a plan that removes too much, and against a host that lost its data. */
export interface MailProviderThresholds {
  /** Largest part of a kind that one plan may remove or close, from 0 to 1; 0.25 where it is left out. */
  readonly removals?: number;
  /** Most objects of a kind that one plan may remove or close. */
  readonly removalCount?: number;
  /** Largest part of a kind that may have vanished since the last look, from 0 to 1; 0.5 where it is left out. */
  readonly shrinkage?: number;
}

/** A mail host: which it is, how it is reached, what the declarations own there. */
export interface MailProviderProps {
  /**
   * Sort of mail host, such as `sandbox`.
   * @example "sandbox"
   */
  readonly host: string;

  /**
   * Where its API is reached.
   * @default none
   * @example "http://127.0.0.1:8025"
   */
  readonly endpoint?: string;

  /**
   * Account the tool itself runs as.
   * @default none
   * @example "admin"
   */
  readonly username?: string;

  /**
   * Where the password or API token is found: `env:NAME`, `file:PATH` or `command:...`; never the token itself.
   * @default none
   * @example "env:MAIL_TOKEN"
   */
  readonly token?: string;

  /**
   * Public keys (age) of those who may read generated passwords, which are written nowhere but encrypted to them.
   * Order and repeats mean nothing.
   * @default none
   * @example ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"]
   */
  readonly secretRecipients?: readonly string[];

  /**
   * The host's own settings, see its page in the docs.
   * @default none
   * @example {"timeoutSeconds":30}
   */
  readonly options?: Readonly<Record<string, string | number | boolean>>;

  /**
   * What happens to objects that are at the host but not in the code.
   * @default keep, for every kind
   * @example {"alias":"remove"}
   */
  readonly scope?: MailProviderScope;

  /**
   * Guards against a plan that removes too much, and against a host that lost its data.
   * @default none
   * @example {"removals":0.1}
   */
  readonly thresholds?: MailProviderThresholds;

  /**
   * How grave the finding of a check is at this host, by its code: `error` blocks the plan, `warning` only says it, `off` does not.
   * @default each check's own
   * @example {"outside-members":"warning"}
   */
  readonly checks?: Readonly<Record<string, 'error' | 'warning' | 'off'>>;

  /**
   * Tells this host from others of the stack; pass the construct to objects as `provider`.
   * @default the host of all objects that name no other
   * @example "eu"
   */
  readonly alias?: string;
}

/** Look of the webmail. */
export interface MailOrganizationBranding {
  /** Picture shown in the webmail. */
  readonly logo?: string;
  /** Default theme of the webmail. */
  readonly theme?: string;
  /** Page shown to members after login. */
  readonly homePage?: string;
}

/** The customer of the mail service: its subscription, its administrators, the look of its webmail. What is left out stays as the host has it; `null` clears it. */
export interface MailOrganizationProps extends MailMeta<'organization'> {
  /**
   * Name by which the host knows the organisation.
   * @example "acme"
   */
  readonly name: string;

  /**
   * Name shown to people.
   * `null` clears it.
   * @default left as the host has it
   * @example "Acme Corporation"
   */
  readonly displayName?: string | null;

  /**
   * Subscription of the organisation itself, by the name the host gives it.
   * `null` clears it.
   * @default left as the host has it
   * @example "pro"
   */
  readonly plan?: string | null;

  /**
   * Users who may administer the organisation; at least one must remain.
   * Order and repeats mean nothing.
   * `[]` or `null` clears it.
   * @default left as the host has it
   * @example ["ada@acme.example"]
   */
  readonly administrators?: readonly UserLike[] | null;

  /**
   * Departments (Mailo: services) by which users are sorted.
   * Order and repeats mean nothing.
   * `[]` or `null` clears it.
   * @default left as the host has it
   * @example ["Research"]
   */
  readonly departments?: readonly string[] | null;

  /**
   * Look of the webmail.
   * `null` clears it.
   * @default left as the host has it
   * @example {"logo":"https://acme.example/logo.png","theme":"dark"}
   */
  readonly branding?: MailOrganizationBranding | null;

  /**
   * Applications of the host that members do not get.
   * Order and repeats mean nothing.
   * `[]` or `null` clears it.
   * @default left as the host has it
   * @example ["games"]
   */
  readonly disabledFeatures?: readonly string[] | null;

  /**
   * Message shown to all members.
   * `null` clears it.
   * @default left as the host has it
   * @example "Maintenance on Sunday"
   */
  readonly notice?: string | null;

  /**
   * Language of notices and of the webmail (BCP 47).
   * `null` clears it.
   * @default left as the host has it
   * @example "fr"
   */
  readonly language?: string | null;
}

/** Most the domain may hold. */
export interface MailDomainLimits {
  /** Most users. */
  readonly users?: number;
  /** Most aliases. */
  readonly aliases?: number;
  /** Storage of all users together. */
  readonly quota?: string | number;
  /** Largest quota of one user. */
  readonly userQuota?: string | number;
}

/** Sender Policy Framework (RFC 7208). */
export interface MailDomainSpf {
  /** Whether the domain publishes an SPF policy. */
  readonly enabled?: boolean;
  /** Domains whose senders may also send. */
  readonly includes?: readonly string[];
  /** What receivers do with other senders. */
  readonly policy?: 'fail' | 'softfail' | 'neutral';
}

/** DomainKeys Identified Mail (RFC 6376). */
export interface MailDomainDkim {
  /** Whether outgoing mail is signed. */
  readonly enabled?: boolean;
  /** Name of the key in the DNS. */
  readonly selector?: string;
  /** Length of the RSA key in bits. */
  readonly keyLength?: 1024 | 2048 | 4096;
}

/** DMARC policy (RFC 7489). */
export interface MailDomainDmarc {
  /** What receivers do with mail that fails. */
  readonly policy?: 'none' | 'quarantine' | 'reject';
  /** Who receives aggregate reports. */
  readonly reportsTo?: readonly AddressLike[];
}

/** A mail domain: where addresses live, who gets mail to unknown ones, how its mail is authenticated. What is left out stays as the host has it; `null` clears it. */
export interface MailDomainProps extends MailMeta<'domain'> {
  /**
   * The domain name; internationalised names are kept as A-labels.
   * @example "acme.example"
   */
  readonly name: string;

  /**
   * What the domain is for.
   * `null` clears it.
   * @default left as the host has it
   * @example "Main domain"
   */
  readonly description?: string | null;

  /**
   * Whether mail is accepted for the domain.
   * `null` clears it.
   * @default true
   * @example true
   */
  readonly active?: boolean | null;

  /**
   * Domain that this one stands for: mail to any of its addresses goes to the same local part there.
   * `null` clears it.
   * @default left as the host has it
   * @example "acme.example"
   */
  readonly aliasOf?: DomainLike | null;

  /**
   * Who receives mail to addresses of the domain that do not exist.
   * Order and repeats mean nothing.
   * `[]` or `null` clears it.
   * @default left as the host has it
   * @example ["ada@acme.example"]
   */
  readonly catchAll?: readonly AddressLike[] | null;

  /**
   * Who receives mail to postmaster (RFC 2142), where the host routes it apart.
   * `null` clears it.
   * @default left as the host has it
   * @example "ada@acme.example"
   */
  readonly postmaster?: AddressLike | null;

  /**
   * Most the domain may hold.
   * `null` clears it.
   * @default left as the host has it
   * @example {"users":100,"quota":"500 GB"}
   */
  readonly limits?: MailDomainLimits | null;

  /**
   * Sender Policy Framework (RFC 7208).
   * `null` clears it.
   * @default left as the host has it
   * @example {"enabled":true,"policy":"softfail"}
   */
  readonly spf?: MailDomainSpf | null;

  /**
   * DomainKeys Identified Mail (RFC 6376).
   * `null` clears it.
   * @default left as the host has it
   * @example {"enabled":true,"selector":"dkim"}
   */
  readonly dkim?: MailDomainDkim | null;

  /**
   * DMARC policy (RFC 7489).
   * `null` clears it.
   * @default left as the host has it
   * @example {"policy":"none"}
   */
  readonly dmarc?: MailDomainDmarc | null;

  /**
   * Domain of which this is a mail sub-domain.
   * `null` clears it.
   * @default left as the host has it
   * @example "acme.example"
   */
  readonly subdomainOf?: DomainLike | null;
}

/** Postal address. */
export interface MailUserPostalAddress {
  /** Street and number. */
  readonly street?: string;
  /** Postal code. */
  readonly postalCode?: string;
  /** City. */
  readonly city?: string;
  /** State or province. */
  readonly region?: string;
  /** Country, two letters (ISO 3166-1). */
  readonly country?: string;
}

/** Passes arriving mail on. */
export interface MailUserForwarding {
  /** Who receives the mail. */
  readonly to?: readonly AddressLike[];
  /** Whether the mailbox keeps a copy. */
  readonly keepCopy?: boolean;
}

/** Approval to take the mailbox down, one step with each plan: detach, close, keep until the date, delete. */
export interface MailUserRemoval {
  /** Address of the mailbox that may be removed; must be the own one. */
  readonly address?: string;
  /** First day on which the mailbox may be deleted. */
  readonly notBefore?: string;
  /** Last day on which this approval is good; 90 days after notBefore where it is left out. */
  readonly expires?: string;
  /** Declared administrator who approved it. */
  readonly approvedBy?: string;
  /** Why the mailbox goes. */
  readonly reason?: string;
  /** Who receives its mail from now on, and keeps the address afterwards. */
  readonly successor?: string;
}

/** A mailbox and the account that opens it. What is left out stays as the host has it; `null` clears it. */
export interface MailUserProps extends MailMeta<'user'> {
  /**
   * Address of the mailbox, and login.
   * @example "ada@acme.example"
   */
  readonly email: string;

  /**
   * Given (first) name.
   * `null` clears it.
   * @default left as the host has it
   * @example "Ada"
   */
  readonly givenName?: string | null;

  /**
   * Family (last) name.
   * `null` clears it.
   * @default left as the host has it
   * @example "Lovelace"
   */
  readonly familyName?: string | null;

  /**
   * Name shown to people.
   * `null` clears it.
   * @default left as the host has it
   * @example "Ada Lovelace"
   */
  readonly displayName?: string | null;

  /**
   * Where the first password is found: `env:NAME`, `file:PATH` or `command:...`, never the password itself; or `generated`: a random one, encrypted to the `secretRecipients` of the host.
   * Used only when the object is created.
   * `null` clears it.
   * @default left as the host has it
   * @example "env:ADA_PASSWORD"
   */
  readonly initialPassword?: string | null;

  /**
   * Sets the password anew from `initialPassword` whenever the host keeps another number, such as after 1 was raised to 2.
   * `null` clears it.
   * @default the password is set once, when the mailbox is created
   * @example 1
   */
  readonly passwordVersion?: number | null;

  /**
   * Whether a new password must be chosen at the next login.
   * `null` clears it.
   * @default left as the host has it
   * @example true
   */
  readonly mustChangePassword?: boolean | null;

  /**
   * Plan, box type or class of service, by the name the host gives it.
   * `null` clears it.
   * @default left as the host has it
   * @example "pro_10go"
   */
  readonly plan?: string | null;

  /**
   * Licences assigned to the user.
   * Order and repeats mean nothing.
   * `[]` or `null` clears it.
   * @default left as the host has it
   * @example ["secure-mail"]
   */
  readonly licences?: readonly string[] | null;

  /**
   * Most the mailbox may hold, such as "25 GB".
   * A size such as "25 GB" or "512 MiB", or a number of bytes.
   * `null` clears it.
   * @default left as the host has it
   * @example "10 GB"
   */
  readonly quota?: string | number | null;

  /**
   * active; locked: no login, mail still arrives; closed: no login, mail refused, content kept.
   * `null` clears it.
   * @default active
   * @example "active"
   */
  readonly status?: 'active' | 'locked' | 'closed' | null;

  /**
   * Department (Mailo: service) of the organisation.
   * `null` clears it.
   * @default left as the host has it
   * @example "Research"
   */
  readonly department?: string | null;

  /**
   * Address outside the host, for a forgotten password.
   * `null` clears it.
   * @default left as the host has it
   * @example "ada@elsewhere.example"
   */
  readonly recoveryAddress?: AddressLike | null;

  /**
   * Telephone number with country code (E.164).
   * `null` clears it.
   * @default left as the host has it
   * @example "+33 1 23 45 67 89"
   */
  readonly phone?: string | null;

  /**
   * Postal address.
   * `null` clears it.
   * @default left as the host has it
   * @example {"street":"Rue Neuve 1","postalCode":"1000","city":"Bruxelles","country":"BE"}
   */
  readonly postalAddress?: MailUserPostalAddress | null;

  /**
   * Date of birth, YYYY-MM-DD.
   * `null` clears it.
   * @default left as the host has it
   * @example "1985-12-10"
   */
  readonly birthDate?: string | null;

  /**
   * Gender, where the host asks for it.
   * `null` clears it.
   * @default left as the host has it
   * @example "female"
   */
  readonly gender?: 'female' | 'male' | 'other' | null;

  /**
   * Picture of the person.
   * `null` clears it.
   * @default left as the host has it
   * @example "https://acme.example/ada.jpg"
   */
  readonly photo?: string | null;

  /**
   * Preferred language (BCP 47).
   * `null` clears it.
   * @default left as the host has it
   * @example "fr"
   */
  readonly language?: string | null;

  /**
   * Passes arriving mail on.
   * `null` clears it.
   * @default left as the host has it
   * @example {"to":["grace@acme.example"],"keepCopy":true}
   */
  readonly forwarding?: MailUserForwarding | null;

  /**
   * A personal mailbox, or one that several users open.
   * `null` clears it.
   * @default personal
   * @example "personal"
   */
  readonly mailboxType?: 'personal' | 'shared' | null;

  /**
   * Users who may open this mailbox as well.
   * Order and repeats mean nothing.
   * `[]` or `null` clears it.
   * @default left as the host has it
   * @example ["grace@acme.example"]
   */
  readonly delegates?: readonly UserLike[] | null;

  /**
   * Addresses that this mailbox had before; makes a change of address a rename.
   * Order and repeats mean nothing.
   * Steers the plan; the host never sees it.
   * `[]` or `null` clears it.
   * @default left as the host has it
   * @example ["ada.byron@acme.example"]
   */
  readonly previously?: readonly string[] | null;

  /**
   * What senders are told while the mailbox is closed.
   * `null` clears it.
   * @default left as the host has it
   * @example "Bob has left Acme; write to grace@acme.example"
   */
  readonly closedNotice?: string | null;

  /**
   * Approval to take the mailbox down, one step with each plan: detach, close, keep until the date, delete.
   * Steers the plan; the host never sees it.
   * `null` clears it.
   * @default the mailbox is never deleted
   * @example {"address":"ada@acme.example","notBefore":"2026-12-31","approvedBy":"grace@acme.example","reason":"left in June"}
   */
  readonly removal?: MailUserRemoval | null;
}

/** Another address for one or more mailboxes. It holds no mail and is no account. What is left out stays as the host has it; `null` clears it. */
export interface MailAliasProps extends MailMeta<'alias'> {
  /**
   * The other address.
   * @example "info@acme.example"
   */
  readonly address: string;

  /**
   * Who receives its mail.
   * Order and repeats mean nothing.
   * @example ["ada@acme.example"]
   */
  readonly targets: readonly AddressLike[];

  /**
   * Whether the address accepts mail.
   * `null` clears it.
   * @default true
   * @example true
   */
  readonly active?: boolean | null;

  /**
   * What the address is for.
   * `null` clears it.
   * @default left as the host has it
   * @example "Questions from customers"
   */
  readonly description?: string | null;
}

/** A distribution list, or people who share calendars, documents, contacts or mailboxes. What is left out stays as the host has it; `null` clears it. */
export interface MailGroupProps extends MailMeta<'group'> {
  /**
   * Address of the group.
   * @example "team@acme.example"
   */
  readonly address: string;

  /**
   * Name shown to people.
   * `null` clears it.
   * @default left as the host has it
   * @example "Team"
   */
  readonly name?: string | null;

  /**
   * What the group is for.
   * `null` clears it.
   * @default left as the host has it
   * @example "The whole team"
   */
  readonly description?: string | null;

  /**
   * distribution: mail goes to every member; collaboration: members also share what `shares` lists.
   * `null` clears it.
   * @default distribution
   * @example "distribution"
   */
  readonly type?: 'distribution' | 'collaboration' | null;

  /**
   * Who receives its mail: users, aliases, other groups, outside addresses.
   * Order and repeats mean nothing.
   * `[]` or `null` clears it.
   * @default left as the host has it
   * @example ["ada@acme.example"]
   */
  readonly members?: readonly AddressLike[] | null;

  /**
   * Who may change its members; receives its mail only as a member.
   * Order and repeats mean nothing.
   * `[]` or `null` clears it.
   * @default left as the host has it
   * @example ["ada@acme.example"]
   */
  readonly managers?: readonly AddressLike[] | null;

  /**
   * Who may change everything about it; receives its mail only as a member.
   * Order and repeats mean nothing.
   * `[]` or `null` clears it.
   * @default left as the host has it
   * @example ["ada@acme.example"]
   */
  readonly owners?: readonly AddressLike[] | null;

  /**
   * What members of a collaboration group share.
   * Order and repeats mean nothing.
   * `[]` or `null` clears it.
   * @default left as the host has it
   * @example ["calendars"]
   */
  readonly shares?: readonly ('calendars' | 'contacts' | 'documents' | 'mailboxes')[] | null;

  /**
   * Who may send mail to it.
   * `null` clears it.
   * @default left as the host has it
   * @example "members"
   */
  readonly whoMayPost?: 'anyone' | 'organization' | 'members' | 'owners' | null;

  /**
   * Addresses that this group had before; makes a change of address a rename.
   * Order and repeats mean nothing.
   * Steers the plan; the host never sees it.
   * `[]` or `null` clears it.
   * @default left as the host has it
   * @example ["crew@acme.example"]
   */
  readonly previously?: readonly string[] | null;
}
