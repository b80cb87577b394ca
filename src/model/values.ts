/** The values of mail administration, each parsed and normalised once: addresses, domain names, sizes, dates, languages, secrets. */
import { domainToASCII } from 'node:url';
import { z } from 'zod';

/** A value that was understood, or in lower case and without a full stop, why it was not. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

const ok = <T>(value: T): Parsed<T> => ({ ok: true, value });
const no = (problem: string): Parsed<never> => ({ ok: false, problem });

/** Shows a value inside a message: quoted, and cut when long. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}…"` : text;
}

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Parses a domain name: trimmed, case-folded, without the trailing dot, internationalised labels as A-labels.
 * Sources: RFC 1035 section 2.3.4 (lengths), RFC 5891 (IDNA).
 */
export function parseDomainName(raw: string): Parsed<string> {
  const text = raw.trim().replace(/\.$/, '');
  if (text === '') return no('is empty, write a domain name such as "acme.example"');
  if (/[\s@/:?#\\%]/.test(text)) return no(`${quote(raw)} is not a domain name, write it like "acme.example"`);
  // The WHATWG conversion would turn "1.2" into an IPv4 address, so only non-ASCII names pass through it.
  const ascii = /^[\x20-\x7e]*$/.test(text) ? text.toLowerCase() : domainToASCII(text);
  if (ascii === '') return no(`${quote(raw)} is not a valid internationalised domain name (RFC 5891)`);
  if (ascii.length > 253) return no(`${quote(raw)} is longer than the 253 characters a domain name may have`);
  const labels = ascii.split('.');
  const bad = labels.find((label) => !LABEL.test(label));
  if (bad !== undefined)
    return no(
      `${quote(raw)} has the part ${quote(bad)}; each part takes 1 to 63 letters, digits and inner hyphens (RFC 1035)`,
    );
  if (labels.length < 2) return no(`${quote(raw)} has no dot; write the full domain name, such as "acme.example"`);
  if (/^[0-9]+$/.test(labels[labels.length - 1] ?? ''))
    return no(`${quote(raw)} ends in a number, so it is no domain name`);
  return ok(ascii);
}

const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/** What most addresses look like that are in their normal form already: short, letters and digits, dots and hyphens. */
const PLAIN_ADDRESS =
  /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?$/;

/**
 * Parses an e-mail address: trimmed, case-folded, domain as A-labels. Quoted local parts, display names and
 * internationalised local parts are refused, since hosts disagree on what they mean.
 * Source: RFC 5321 sections 4.1.2 (dot-string) and 4.5.3.1 (64 octets of local part, 254 in all).
 */
export function parseEmailAddress(raw: string): Parsed<string> {
  if (raw.length <= 64 && PLAIN_ADDRESS.test(raw)) return ok(raw);
  const text = raw.trim();
  if (text === '') return no('is empty, write an address such as "ada@acme.example"');
  if (/[<>]/.test(text))
    return no(`${quote(raw)} carries a display name or brackets, write only the address, such as "ada@acme.example"`);
  if (text.startsWith('"'))
    return no(`${quote(raw)} has a quoted local part, which most mail hosts refuse; use letters, digits and . _ + -`);
  const at = text.lastIndexOf('@');
  if (at < 0) return no(`${quote(raw)} has no "@", write an address such as "ada@acme.example"`);
  const local = text.slice(0, at).toLowerCase();
  if (local === '')
    return no(`${quote(raw)} has nothing before the "@"; a catch-all is declared on the domain (catchAll)`);
  if (local.length > 64) return no(`${quote(raw)} has more than the 64 characters allowed before the "@" (RFC 5321)`);
  if (!LOCAL_PART.test(local))
    return no(
      `${quote(raw)} has ${quote(local)} before the "@"; allowed are letters, digits, . (not first, last or twice) and !#$%&'*+/=?^_\`{|}~- (RFC 5321)`,
    );
  const domain = parseDomainName(text.slice(at + 1));
  if (!domain.ok)
    return no(
      text.endsWith('@') ? `${quote(raw)} has nothing after the "@"` : `${quote(raw)}: the domain ${domain.problem}`,
    );
  if (local.length + 1 + domain.value.length > 254)
    return no(`${quote(raw)} is longer than the 254 characters an address may have (RFC 5321)`);
  return ok(`${local}@${domain.value}`);
}

/** The domain of a normalised address. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** The local part of a normalised address. */
export const localPartOf = (address: string): string => address.slice(0, address.lastIndexOf('@'));

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12,
  ko: 1e3, mo: 1e6, go: 1e9, to: 1e12,
  kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40,
}; // prettier-ignore

/**
 * Parses a size into bytes: a whole number of bytes, or a number with a unit. GB is 10^9, GiB is 2^30 (IEC 80000-13);
 * the French Ko, Mo, Go, To are read as KB, MB, GB, TB.
 */
export function parseByteSize(raw: string | number): Parsed<number> {
  if (typeof raw === 'number')
    return Number.isSafeInteger(raw) && raw >= 0 ? ok(raw) : no(`${raw} is not a whole number of bytes from 0 up`);
  const match = /^\s*(\d+(?:[.,]\d+)?)\s*([a-z]*)\s*$/i.exec(raw);
  const unit = UNITS[(match?.[2] || 'b').toLowerCase()];
  if (match === null || unit === undefined)
    return no(
      `${quote(raw)} is not a size, write it like "25 GB" or "512 MiB" (B, KB, MB, GB, TB, KiB, MiB, GiB, TiB)`,
    );
  const bytes = Number((match[1] ?? '').replace(',', '.')) * unit;
  if (!Number.isSafeInteger(Math.round(bytes))) return no(`${quote(raw)} is larger than a mailbox can be`);
  return ok(Math.round(bytes));
}

/** Writes bytes the way a person would declare them, exactly: "25 GB", "512 MiB", "1234 B". Reading it back gives the same number. */
export function formatByteSize(bytes: number): string {
  for (const [name, size] of [
    ['TB', 1e12],
    ['GB', 1e9],
    ['TiB', 2 ** 40],
    ['GiB', 2 ** 30],
    ['MB', 1e6],
    ['MiB', 2 ** 20],
    ['KB', 1e3],
    ['KiB', 2 ** 10],
  ] as const)
    // prettier-ignore
    if (bytes >= size && Number.isInteger((bytes / size) * 10)) return `${bytes / size} ${name}`;
  return `${bytes} B`;
}

const SECRET = /^(?:env:[A-Za-z_][A-Za-z0-9_]*|file:.+|command:.+|generated)$/s;

/** Says whether a text is a reference to a secret (`env:NAME`, `file:PATH`, `command:...`, `generated`) and so not the secret itself. */
export const isSecretReference = (text: string): boolean => SECRET.test(text);

/** A zod type whose value passes through one of the parsers above; as a check it costs a tenth of what a transform does. */
function parsed<I extends z.ZodType, T>(input: I, parse: (raw: z.output<I>) => Parsed<T>): z.ZodType<T, z.input<I>> {
  const type = input.check((payload: { value: unknown; issues: z.core.$ZodRawIssue[] }) => {
    const result = parse(payload.value as z.output<I>);
    if (result.ok) payload.value = result.value;
    else payload.issues.push({ code: 'custom', message: result.problem, input: payload.value, path: [] });
  });
  return type as unknown as z.ZodType<T, z.input<I>>;
}

/** Printable ASCII without blanks around it, which is its own normal form. */
const PLAIN_TEXT = /^[!-~](?:[ -~]*[!-~])?$/;

/** A line of text, trimmed, one Unicode form (NFC), no control characters; `max` in characters. */
export const text = (max = 255) =>
  parsed(z.string(), (raw): Parsed<string> => {
    if (raw.length <= max && PLAIN_TEXT.test(raw)) return ok(raw);
    const value = raw.trim().normalize('NFC');
    if (value === '') return no('is empty; write null to clear it, or leave it out to keep what the host has');
    if (value.length > max) return no(`is ${value.length} characters long, allowed are ${max}`);
    if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value) || (max <= 255 && /[\n\r\t]/.test(value)))
      return no(`${quote(value)} has control characters`);
    return ok(value);
  });

export const emailAddress = parsed(z.string(), parseEmailAddress);
export const domainName = parsed(z.string(), parseDomainName);

/** A name in the DNS, whose parts may also start with an underscore, such as `_spf.acme.example` (RFC 8552). */
export const dnsName = parsed(z.string(), (raw): Parsed<string> => {
  const plain = parseDomainName(raw.replace(/(^\s*|\.)_(?=[a-z0-9])/gi, '$1'));
  return plain.ok ? ok(raw.trim().replace(/\.$/, '').toLowerCase()) : plain;
});
export const byteSize = parsed(z.union([z.string(), z.number()]), parseByteSize);

/** A calendar date, `YYYY-MM-DD` (ISO 8601), that exists. */
export const date = parsed(z.string(), (raw): Parsed<string> => {
  const value = raw.trim();
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value)
    return no(`${quote(raw)} is not a date, write it like "1990-12-31"`);
  return ok(value);
});

/** An instant, ISO 8601 in UTC. */
export const instant = parsed(z.string(), (raw): Parsed<string> => {
  const time = Date.parse(raw);
  return Number.isNaN(time)
    ? no(`${quote(raw)} is not an instant, write it like "2026-01-31T09:30:00Z"`)
    : ok(new Date(time).toISOString());
});

/** Tags that most people have, which are in their canonical form; asking ICU takes longer than all else about an object. */
const COMMON_TAG =
  /^(?:bg|cs|da|de|el|en|es|et|fi|fr|ga|hr|hu|it|lb|lt|lv|mt|nb|nl|pl|pt|ro|sk|sl|sv|tr|uk)(?:-(?:AT|BE|BR|CA|CH|DE|ES|FR|GB|IE|IT|LU|NL|PT|US))?$/;

/** A language tag in its canonical form (BCP 47), such as `fr` or `pt-BR`. */
export const languageTag = parsed(z.string(), (raw): Parsed<string> => {
  if (COMMON_TAG.test(raw)) return ok(raw);
  try {
    return ok(Intl.getCanonicalLocales(raw.trim())[0] ?? '');
  } catch {
    return no(`${quote(raw)} is not a language tag, write it like "fr" or "nl-BE" (BCP 47)`);
  }
});

/** A telephone number with its country code (E.164); spaces, dots, hyphens and brackets are dropped. */
export const phoneNumber = parsed(z.string(), (raw): Parsed<string> => {
  const value = raw.replace(/[\s().\-/]/g, '').replace(/^00/, '+');
  return /^\+[1-9]\d{4,14}$/.test(value)
    ? ok(value)
    : no(`${quote(raw)} is not a telephone number with a country code, write it like "+33 1 23 45 67 89" (E.164)`);
});

/** A country's two letters (ISO 3166-1 alpha-2). */
export const countryCode = parsed(z.string(), (raw): Parsed<string> => {
  const value = raw.trim().toUpperCase();
  return /^[A-Z]{2}$/.test(value)
    ? ok(value)
    : no(`${quote(raw)} is not a country code, write its two letters such as "BE" (ISO 3166-1)`);
});

/** An `https:` address of a page or picture. */
export const webAddress = parsed(z.string(), (raw): Parsed<string> => {
  const url = URL.canParse(raw.trim()) ? new URL(raw.trim()) : undefined;
  return url?.protocol === 'https:' && url.username === ''
    ? ok(url.href)
    : no(`${quote(raw)} is not a web address, write it like "https://acme.example/logo.png"`);
});

/** Where a secret is found when it is needed, never the secret: `env:NAME`, `file:PATH`, `command:...` or `generated`. */
export const secretReference = parsed(z.string(), (raw): Parsed<string> =>
  // The value is not repeated: it may be the secret itself.
  isSecretReference(raw.trim())
    ? ok(raw.trim())
    : no(
        'is not a reference to a secret; write "env:NAME", "file:PATH", "command:..." or "generated", never the secret itself',
      ),
);

/** A short name in lower case, such as a plan, a licence or a box type: letters, digits and . _ - */
export const label = parsed(z.string(), (raw): Parsed<string> => {
  const value = raw.trim();
  return /^[\p{L}\p{N}][\p{L}\p{N} ._+-]{0,62}$/u.test(value)
    ? ok(value)
    : no(`${quote(raw)} is not a name of at most 63 letters, digits, spaces and . _ + -`);
});

/** A DKIM selector or other single DNS label or dotted labels, in lower case (RFC 6376 section 3.1). */
export const selector = parsed(z.string(), (raw): Parsed<string> => {
  const value = raw.trim().toLowerCase();
  return value !== '' && value.split('.').every((part) => LABEL.test(part))
    ? ok(value)
    : no(`${quote(raw)} is not a DKIM selector, write a name such as "dkim" (letters, digits, hyphens)`);
});

/** A list in which order and repeats mean nothing: sorted by code unit, each member once. */
export const setOf = <T extends z.ZodType<string>>(member: T) =>
  parsed(z.array(member), (members): Parsed<string[]> => ok(isSet(members) ? members : [...new Set(members)].sort()));

const isSet = (members: readonly string[]): boolean =>
  members.every((member, i) => i === 0 || (members[i - 1] ?? '') < member);
