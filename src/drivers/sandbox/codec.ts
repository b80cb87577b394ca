/** How the sandbox spells attributes: under the model's own names. */
import { defineCodec, linesOfModel } from '../../host';
import type { Codec } from '../../host';
import type { KindName } from '../../model';

export const CODECS: { readonly [K in KindName]: Codec<K> } = {
  organization: defineCodec('organization', linesOfModel('organization')),
  domain: defineCodec('domain', linesOfModel('domain')),
  user: defineCodec('user', linesOfModel('user')),
  alias: defineCodec('alias', linesOfModel('alias')),
  group: defineCodec('group', linesOfModel('group')),
};
