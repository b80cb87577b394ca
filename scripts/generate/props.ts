/** Which props do the constructs take? Written from the model into src/constructs/props.generated.ts. */
import { format, resolveConfig } from 'prettier';
import { KINDS, PROVIDER } from '../../src/model';
import type { Attribute, Kind } from '../../src/model';
import { schemaOf, sentence, typeOf } from './types';
import type { Schema } from './types';

const doc = (lines: readonly string[]): string =>
  lines.length === 1 ? `/** ${lines[0]} */` : `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */`;

const fieldsOf = (properties: Readonly<Record<string, Schema>>): string =>
  Object.entries(properties)
    .map(
      ([name, schema]) =>
        `${schema.description === undefined ? '' : `${doc([sentence(schema.description)])}\n`}readonly ${name}?: ${typeOf(schema, fieldsOf)};`,
    )
    .join('\n');

const interfaceName = (owner: string, name: string): string => `${owner}${name[0]?.toUpperCase()}${name.slice(1)}`;

/** The notes on an attribute's traits, for its hover text. */
function traitNotes(attribute: Attribute, clearable: boolean): string[] {
  const notes = [];
  if (attribute.bytes) notes.push('A size such as "25 GB" or "512 MiB", or a number of bytes.');
  if (attribute.unordered) notes.push('Order and repeats mean nothing.');
  if (attribute.createOnly) notes.push('Used only when the object is created.');
  if (attribute.planOnly) notes.push('Steers the plan; the host never sees it.');
  if (clearable) notes.push(attribute.unordered ? '`[]` or `null` clears it.' : '`null` clears it.');
  return notes;
}

interface Owner {
  readonly name: string;
  readonly description: string;
  readonly extends?: string;
  readonly identity?: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Whether an attribute that was left out may also be null. */
  readonly clearable: boolean;
  /** Fields that are no attributes. */
  readonly further?: string;
}

/** One interface of props, and before it those of its structured values. */
function interfacesOf(owner: Owner): string {
  const structures: string[] = [];
  const members = Object.entries(owner.attributes)
    .filter(([, attribute]) => attribute.computed !== true)
    .map(([name, attribute]) => {
      const schema = schemaOf(attribute, name !== owner.identity && attribute.planOnly !== true);
      let type = typeOf(schema, fieldsOf);
      if (schema.type === 'object' && schema.properties !== undefined) {
        type = interfaceName(owner.name, name);
        structures.push(
          `${doc([sentence(attribute.description)])}\nexport interface ${type} { ${fieldsOf(schema.properties)} }\n`,
        );
      }
      const clearable = owner.clearable && attribute.required !== true;
      const lines = [sentence(attribute.description), ...traitNotes(attribute, clearable)];
      if (!attribute.required)
        lines.push(`@default ${attribute.defaultText ?? (owner.clearable ? 'left as the host has it' : 'none')}`);
      lines.push(`@example ${JSON.stringify(attribute.samples[0])}`);
      return `${doc(lines)}\nreadonly ${name}${attribute.required ? '' : '?'}: ${type}${clearable ? ' | null' : ''};`;
    });
  const base = owner.extends === undefined ? '' : ` extends ${owner.extends}`;
  return `${structures.join('\n')}\n${doc([owner.description])}\nexport interface ${owner.name}Props${base} {\n${members.join('\n\n')}\n${owner.further ?? ''}}\n`;
}

const ofKind = (kind: Kind): Owner => ({
  name: interfaceName('Mail', kind.name),
  description: `${sentence(kind.description)} What is left out stays as the host has it; \`null\` clears it.`,
  extends: `MailMeta<'${kind.name}'>`,
  identity: kind.identity,
  attributes: kind.attributes,
  clearable: true,
});

const ofProvider: Owner = {
  name: 'MailProvider',
  description: 'A mail host: which it is, how it is reached, what the declarations own there.',
  attributes: PROVIDER,
  clearable: false,
  further: `\n${doc(['Tells this host from others of the stack; pass the construct to objects as `provider`.', '@default the host of all objects that name no other', '@example "eu"'])}\nreadonly alias?: string;\n`,
};

/**
 * The text of the file, formatted.
 * @param file Its path, by which the formatter finds its settings.
 */
export async function propsText(file: string): Promise<string> {
  const text = `/** What may be declared of each kind? Generated from the model by \`npm run generate\`; do not edit. */
import type { AddressLike, DomainLike, MailMeta, UserLike } from './mail-object';

${[ofProvider, ...Object.values(KINDS).map(ofKind)].map(interfacesOf).join('\n')}`;
  return format(text, { ...(await resolveConfig(file)), parser: 'typescript' });
}
