/** What the body of a request says. */
import type { IncomingMessage } from 'node:http';
import { Problem } from './problem';

/** Longest body, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;
const JSON_TYPES = /^application\/(?:json|merge-patch\+json)\s*(?:;|$)/i;

/** @throws Problem `unsupported-media-type`, `too-large`. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const type = request.headers['content-type'] ?? '';
  if (!JSON_TYPES.test(type))
    throw new Problem('unsupported-media-type', `the content type is ${JSON.stringify(type)}; send application/json`);
  const tooLarge = (): Problem => new Problem('too-large', `the body is longer than ${MAX_BODY_BYTES} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  // Listened to, not iterated: leaving an iteration would cut the connection, and the client could not read why.
  await new Promise<void>((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.on('end', resolve);
    request.on('error', reject);
  });
  return Buffer.concat(chunks).toString('utf8');
}

/** @throws Problem `bad-request`. */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own words would repeat part of the body, which may hold a secret.
    throw new Problem('bad-request', 'the body is not JSON');
  }
}
