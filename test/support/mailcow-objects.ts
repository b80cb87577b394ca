/** What mailcow keeps and what it says of each write, as its source has it (data/web/inc/functions.mailbox.inc.php, 5 August 2026). */

export type Row = Record<string, unknown>;
/** A code, or a code and what it speaks of. */
export type Said = string | readonly unknown[];
export interface Message {
  readonly type: 'success' | 'warning' | 'danger';
  readonly msg: Said;
}

const done = (...msg: unknown[]): Message => ({ type: 'success', msg });
const no = (msg: Said): Message => ({ type: 'danger', msg });

const MIB = 2 ** 20;
const int = (value: unknown): number => Math.trunc(Number(value)) || 0;
/** PHP's `empty`. */
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || Number(value) === 0;
const domainOf = (address: string): string => address.slice(address.indexOf('@') + 1);
const isAddress = (text: string): boolean => /^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/.test(text);
const split = (text: unknown): string[] => String(text ?? '').split(/[ ,;\n]/).filter((part) => part !== ''); // prettier-ignore

/** What is configured for the whole host. */
const TEMPLATE = { aliases: 400, mailboxes: 10, defquota: 3072, maxquota: 10240, quota: 10240 };

export class MailcowObjects {
  readonly domains = new Map<string, Row>();
  readonly aliasDomains = new Map<string, Row>();
  readonly mailboxes = new Map<string, Row>();
  readonly aliases = new Map<number, Row>();
  readonly keys = new Map<string, { readonly selector: string; readonly length: number }>();
  private nextId = 0;

  mailboxesIn = (domain: string): Row[] => [...this.mailboxes.values()].filter((row) => row['domain'] === domain);
  aliasesIn = (domain: string): Row[] => [...this.aliases.values()].filter((row) => row['domain'] === domain);
  private byAddress = (address: string): Row | undefined => [...this.aliases.values()].find((row) => row['address'] === address); // prettier-ignore

  /** An id is compared as MySQL does: a text counts as the number that it begins with. */
  alias = (asked: string): Row | undefined => this.aliases.get(Number.parseInt(asked, 10)) ?? this.byAddress(asked);

  addDomain(attr: Row): Message[] {
    const name = String(attr['domain']).toLowerCase();
    const sizes = Object.fromEntries(
      Object.entries(TEMPLATE).map(([field, size]) => [field, int(attr[field] ?? size)]),
    );
    const wrong = this.wrongSizes(sizes);
    if (wrong !== undefined) return [no(wrong)];
    if (this.domains.has(name) || this.aliasDomains.has(name)) return [no(['domain_exists', name])];
    const description = isEmpty(attr['description']) ? name : attr['description'];
    this.domains.set(name, { ...sizes, domain: name, description, active: int(attr['active'] ?? 1) });
    const [size, selector] = [int(attr['key_size'] ?? 2048), String(attr['dkim_selector'] ?? 'dkim')];
    const key = size === 0 || selector === '' ? [] : this.keys.has(name) ? [done('domain_add_dkim_available')] : this.addKey({ domains: name, dkim_selector: selector, key_size: size }); // prettier-ignore
    return [...key, done('domain_added', name)];
  }

  private wrongSizes({ defquota = 0, maxquota = 0, quota = 0 }: Record<string, number>): Said | undefined {
    if (defquota > maxquota) return 'mailbox_defquota_exceeds_mailbox_maxquota';
    if (maxquota > quota) return 'mailbox_quota_exceeds_domain_quota';
    return defquota === 0 ? 'defquota_empty' : maxquota === 0 ? 'maxquota_empty' : undefined;
  }

  editDomain(name: string, attr: Row): Message[] {
    const row = this.domains.get(name);
    if (row === undefined) return [no('domain_invalid')];
    // 0 and nothing at all leave most fields as they are.
    const or = (field: string): number => int(isEmpty(attr[field]) ? row[field] : attr[field]);
    const mailboxes = int(attr['mailboxes'] ?? row['mailboxes']);
    const sizes = { aliases: or('aliases'), mailboxes, defquota: or('defquota'), maxquota: or('maxquota'), quota: or('quota') }; // prettier-ignore
    const wrong = this.wrongSizes(sizes);
    if (wrong !== undefined) return [no(wrong)];
    const held = this.mailboxesIn(name);
    if (held.some(({ quota }) => int(quota) > sizes.maxquota * MIB)) return [no(['max_quota_in_use', 0])];
    if (held.length > mailboxes) return [no(['mailboxes_in_use', held.length])];
    const description = isEmpty(attr['description']) ? row['description'] : attr['description'];
    this.domains.set(name, { ...row, ...sizes, description, active: int(attr['active'] ?? row['active']) });
    return [done('domain_modified', name)];
  }

  removeDomain(name: string): Message[] {
    if (this.mailboxesIn(name).length > 0) return [no(['domain_not_empty', name])];
    this.domains.delete(name);
    for (const [id, { domain }] of this.aliases) if (domain === name) this.aliases.delete(id);
    for (const [alias, row] of this.aliasDomains) if (row['target_domain'] === name) this.aliasDomains.delete(alias);
    return [done('domain_removed', name)];
  }

  addAliasDomain(attr: Row): Message[] {
    const [name, target] = [String(attr['alias_domain']), String(attr['target_domain'])];
    if (name === target) return [no(['aliasd_targetd_identical', target])];
    if (!this.domains.has(target)) return [no(['targetd_not_found', target])];
    if (this.domains.has(name) || this.aliasDomains.has(name)) return [no(['alias_domain_invalid', name])];
    this.aliasDomains.set(name, { alias_domain: name, target_domain: target, active: int(attr['active']) });
    return [done('aliasd_added', name)];
  }

  editAliasDomain(name: string, attr: Row): Message[] {
    const row = this.aliasDomains.get(name);
    if (row === undefined) return [no(['alias_domain_invalid', name])];
    const target = isEmpty(attr['target_domain']) ? row['target_domain'] : attr['target_domain'];
    if (!this.domains.has(String(target))) return [no(['target_domain_invalid', target])];
    this.aliasDomains.set(name, { ...row, target_domain: target, active: int(attr['active'] ?? row['active']) });
    return [done('aliasd_modified', name)];
  }

  removeAliasDomain(name: string): Message[] {
    if (!this.aliasDomains.delete(name)) return [no('access_denied')];
    for (const [id, { domain }] of this.aliases) if (domain === name) this.aliases.delete(id);
    return [done('alias_domain_removed', name)];
  }

  addMailbox(attr: Row): Message[] {
    const [local, domain] = [String(attr['local_part']).toLowerCase(), String(attr['domain']).toLowerCase()];
    const username = `${local}@${domain}`;
    const of = this.domains.get(domain);
    if (this.mailboxes.has(username)) return [no(['object_exists', username])];
    if (this.byAddress(username) !== undefined) return [no(['is_alias', username])];
    if (of === undefined) return [no(['domain_not_found', domain])];
    if (isEmpty(attr['password']) || attr['password'] !== attr['password2']) return [no('password_empty')];
    const held = this.mailboxesIn(domain);
    if (held.length >= int(of['mailboxes'])) return [no(['max_mailbox_exceeded', held.length, of['mailboxes']])];
    const quota = int(attr['quota'] ?? of['defquota']);
    if (quota > int(of['maxquota'])) return [no(['mailbox_quota_exceeded', of['maxquota']])];
    if (held.reduce((sum, row) => sum + int(row['quota']) / MIB, quota) > int(of['quota']))
      return [no(['mailbox_quota_left_exceeded', 0])];
    const attributes = { force_pw_update: String(int(attr['force_pw_update'])), force_tfa: '0', mailbox_format: 'maildir:', quarantine_notification: 'never', sogo_access: '1', tls_enforce_in: '0', tls_enforce_out: '0' }; // prettier-ignore
    const row = { username, local_part: local, domain, name: attr['name'] ?? '', quota: quota * MIB };
    this.mailboxes.set(username, { ...row, active: int(attr['active'] ?? 1), attributes, custom_attributes: null });
    return [done('mailbox_added', username)];
  }

  editMailbox(username: string, attr: Row): Message[] {
    const row = this.mailboxes.get(username);
    if (row === undefined) return [no('access_denied')];
    const quota = attr['quota'] === undefined || attr['quota'] === '' ? int(row['quota']) : int(attr['quota']) * MIB;
    if (quota > int(this.domains.get(String(row['domain']))?.['maxquota']) * MIB)
      return [no(['mailbox_quota_exceeded', 0])];
    const had = row['attributes'] as Row;
    const attributes = {
      ...had,
      force_pw_update: String(int(attr['force_pw_update'] ?? had['force_pw_update'])),
      recovery_email: attr['pw_recovery_email'] ?? had['recovery_email'] ?? null,
    };
    const name = isEmpty(attr['name']) ? row['name'] : attr['name'];
    this.mailboxes.set(username, { ...row, name, quota, attributes, active: int(attr['active'] ?? row['active']) });
    return [done('mailbox_modified', username)];
  }

  editCustomAttributes(username: string, attr: Row): Message[] {
    const row = this.mailboxes.get(username);
    if (row === undefined) return [no('access_denied')];
    const [names, values] = [attr['attribute'] as string[], attr['value'] as string[]];
    this.mailboxes.set(username, { ...row, custom_attributes: Object.fromEntries(names.map((name, n) => [name, values[n]])) }); // prettier-ignore
    return [done('mailbox_modified', username)];
  }

  renameMailbox(attr: Row): Message[] {
    const [from, to] = ['old_local_part', 'new_local_part'].map((part) => `${String(attr[part])}@${String(attr['domain'])}`) as [string, string]; // prettier-ignore
    const row = this.mailboxes.get(from);
    if (row === undefined || int(row['active']) === 0) return [no('access_denied')];
    if (this.mailboxes.has(to) || this.byAddress(to) !== undefined)
      return [no(`SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry '${to}' for key 'PRIMARY'`)];
    this.mailboxes.delete(from);
    this.mailboxes.set(to, { ...row, username: to, local_part: String(attr['new_local_part']) });
    for (const [id, alias] of this.aliases) if (alias['goto'] === from) this.aliases.set(id, { ...alias, goto: to });
    return [done('mailbox_renamed', from, to)];
  }

  removeMailbox(username: string): Message[] {
    if (!this.mailboxes.delete(username)) return [no('access_denied')];
    for (const [id, row] of this.aliases) {
      const targets = split(row['goto']);
      if (row['goto'] === username) this.aliases.delete(id);
      else if (targets.includes(username))
        this.aliases.set(id, { ...row, goto: targets.filter((target) => target !== username).join(',') });
    }
    const warning = { type: 'warning', msg: 'Could not move maildir to garbage collector: no such file' } as const;
    return [warning, done('mailbox_removed', username)];
  }

  /** Says what is wrong with some of the targets, and takes the others. */
  private targets(attr: Row, address: string): { readonly said: Message[]; readonly goto: string } {
    for (const sort of ['null', 'spam', 'ham'] as const)
      if (int(attr[`goto_${sort}`]) === 1) return { said: [], goto: `${sort}@localhost` };
    const all = split(attr['goto']);
    const good = all.filter((target) => isAddress(target) && target !== address);
    return { said: all.filter((target) => !isAddress(target)).map((target) => no(['goto_invalid', target])), goto: good.join(',') }; // prettier-ignore
  }

  addAlias(attr: Row): Message[] {
    const address = String(attr['address']).toLowerCase();
    if (String(attr['private_comment'] ?? '').length > 160) return [no('comment_too_long')];
    const { said, goto: to } = this.targets(attr, address);
    if (to === '') return said.length > 0 ? said : [no('goto_empty')];
    if (this.byAddress(address) !== undefined || this.mailboxes.has(address))
      return [...said, no(['is_alias_or_mailbox', address])];
    const domain = domainOf(address);
    if (!this.domains.has(domain) && !this.aliasDomains.has(domain)) return [...said, no(['domain_not_found', domain])];
    if (this.aliasesIn(domain).length >= int(this.domains.get(domain)?.['aliases'] ?? 400)) return [no('max_alias_exceeded')]; // prettier-ignore
    const id = ++this.nextId;
    const comments = { private_comment: attr['private_comment'] ?? null, public_comment: attr['public_comment'] ?? null }; // prettier-ignore
    this.aliases.set(id, { id, address, goto: to, domain, active: int(attr['active']), ...comments });
    return [...said, done('alias_added', address, id)];
  }

  editAlias(asked: string, attr: Row): Message[] {
    const row = this.alias(asked);
    if (row === undefined) return [no(['alias_invalid', ''])];
    const address = isEmpty(attr['address']) ? String(row['address']) : String(attr['address']);
    if (address !== row['address'] && (this.byAddress(address) !== undefined || this.mailboxes.has(address)))
      return [no(['is_alias_or_mailbox', address])];
    const { said, goto: to } = this.targets({ ...attr, goto: isEmpty(attr['goto']) ? row['goto'] : attr['goto'] }, address); // prettier-ignore
    const kept = { ...row, ...Object.fromEntries(['public_comment', 'private_comment'].flatMap((name) => (name in attr ? [[name, attr[name]]] : []))) }; // prettier-ignore
    if (to !== '')
      this.aliases.set(Number(row['id']), { ...kept, address, domain: domainOf(address), goto: to, active: int(attr['active'] ?? row['active']) }); // prettier-ignore
    return [...said, done('alias_modified', address)];
  }

  removeAlias(asked: string): Message[] {
    const row = this.alias(asked);
    if (row === undefined) return [no('access_denied')];
    this.aliases.delete(Number(row['id']));
    return [done('alias_removed', row['address'])];
  }

  addKey(attr: Row): Message[] {
    const name = String(attr['domains']);
    if (this.keys.has(name)) return [no(['dkim_domain_or_sel_invalid', name])];
    this.keys.set(name, { selector: String(attr['dkim_selector'] ?? 'dkim'), length: int(attr['key_size']) });
    return [done('dkim_added', name)];
  }

  removeKey(name: string): Message[] {
    this.keys.delete(name);
    return [done('dkim_removed', name)];
  }
}
