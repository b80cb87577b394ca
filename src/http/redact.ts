/** How secrets are kept out of everything that is said: messages, URLs and the host's own words. */

const MASK = '(secret)';

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

/** The forms in which a secret may come back: as it is, inside JSON, inside JSON that JSON quotes, inside a URL, inside a Basic header. */
const formsOf = (secret: string): string[] => [
  secret,
  escaped(secret),
  escaped(escaped(secret)),
  encodeURIComponent(secret),
  new URLSearchParams({ '': secret }).toString().slice(1),
  Buffer.from(secret).toString('base64'),
];

/** What is never a secret's own text and still must not be shown: credentials in URLs, headers and parameters. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(authorization"?\s*[:=]\s*"?)(?:(?:Bearer|Basic)\s+)?[^\s",]+/gi, `$1${MASK}`],
  [/(\/\/)[^\s/@"]+@/g, `$1${MASK}@`],
  [/([?&](?:access_token|api_?key|token|password|secret)=)[^&\s"]+/gi, `$1${MASK}`],
];

/** Masks secrets in a text. */
export type Redact = (text: string) => string;

/** Makes a function that masks the given secrets, in each form they may come back in, and whatever looks like a credential. */
export function redactor(secrets: readonly string[]): Redact {
  // The longest first, so that a secret inside another one leaves no remainder.
  const forms = [...new Set(secrets.filter((secret) => secret !== '').flatMap(formsOf))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) => {
    let masked = text;
    for (const form of forms) masked = masked.replaceAll(form, MASK);
    for (const [pattern, replacement] of PATTERNS) masked = masked.replace(pattern, replacement);
    return masked;
  };
}
