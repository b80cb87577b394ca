/** What may be declared, attribute by attribute? The page docs/reference/resources.md. */
import { KINDS, PROVIDER, toSnakeCase } from '../../src/model';
import type { Attribute, Kind } from '../../src/model';
import { code, page, table } from './markdown';
import { schemaOf, sentence, typeOf } from './types';
import type { Schema } from './types';

const HEAD = ['in TypeScript', 'in the manifest', 'type', 'what it is', 'when left out', 'samples'];

const INTRODUCTION = `Every attribute of the model: what you write in TypeScript, what synthesis writes into \`cdk.tf.json\`, and what it means.

- **AddressLike** is an address as text, or a construct that has one: a \`MailUser\`, a \`MailAlias\`, a \`MailGroup\`, a user of a \`MailRoster\`.
  **UserLike** is that for users only, **DomainLike** a domain name or a \`MailDomain\`.
- A *set* has no order and no repeats. A *size* is written like "25 GB" or "512 MiB", or as a number of bytes.
- What is left out stays as the host has it. \`null\` clears an attribute, as \`[]\` does for a set.
- Every construct also takes \`provider\` (which host), \`dependsOn\` and \`lifecycle\` (\`preventDestroy\`, \`ignoreChanges\`).
- Which host can store what: [hosts.md](hosts.md).`;

/** The page. */
export function resourcesPage(): string {
  return page(
    '# Resources',
    INTRODUCTION,
    ...section('MailProvider', 'provider "mail"', 'A mail host: which it is, how it is reached, what the declarations own there.', PROVIDER),
    ...Object.values(KINDS).flatMap(kindSection),
  ); // prettier-ignore
}

function kindSection(kind: Kind): string[] {
  const construct = `Mail${kind.name[0]?.toUpperCase()}${kind.name.slice(1)}`;
  const [byDefault, ...others] = kind.undeclared;
  const policy = [`${code(byDefault ?? 'keep')}${others.length === 0 ? ' always' : ''}`, ...others.map(code)].join(
    ' or ',
  );
  const about = `${sentence(kind.description)} Known by its ${code(kind.identity)}. ${kind.holdsMail ? 'Holds mail. ' : ''}Scope policy for what is not declared: ${policy}.`;
  return section(construct, `mail_${kind.name}`, about, kind.attributes, kind.identity);
}

function section(
  construct: string,
  manifest: string,
  about: string,
  attributes: Readonly<Record<string, Attribute>>,
  identity?: string,
): string[] {
  const all = Object.entries(attributes);
  const declared = all.filter(([, { computed }]) => computed !== true);
  const told = all.filter(([, { computed }]) => computed === true);
  return [
    `## ${construct}`,
    `In the manifest: ${code(manifest)}. ${about}`,
    table(HEAD, declared.flatMap(([name, attribute]) => rows(name, attribute, name === identity))),
    ...(told.length === 0
      ? []
      : [
          'Told by the host, never declared:',
          table(
            ['attribute', 'what it is', 'sample'],
            told.map(([name, { description, samples }]) => [code(name), description, code(JSON.stringify(samples[0]))]),
          ),
        ]),
  ]; // prettier-ignore
}

const shortType = (schema: Schema): string =>
  typeOf(schema, () => '…').replace(/readonly \((.*)\)\[\]/, (_, member: string) =>
    member.includes(' ') ? `(${member})[]` : `${member}[]`,
  );

/** The row of an attribute, and below it those of the fields of a structured value. */
function rows(name: string, attribute: Attribute, isIdentity: boolean): string[][] {
  const schema = schemaOf(attribute, !isIdentity && attribute.planOnly !== true);
  const { required, samples, defaultText, description } = attribute;
  const fields = Object.entries(schema.properties ?? {});
  const without = required ? '**required**' : (defaultText ?? '');
  const own = [
    code(name),
    code(toSnakeCase(name)),
    fields.length > 0 ? 'fields, see below' : code(shortType(schema)),
    [sentence(description), ...traits(attribute)].join(' '),
    without,
    samples.map((sample) => code(JSON.stringify(sample))).join('\n'),
  ];
  return [
    own,
    ...fields.map(([field, inner]) => [
      code(`${name}.${field}`),
      code(`${toSnakeCase(name)}.${toSnakeCase(field)}`),
      code(shortType(inner)),
      inner.description === undefined ? '' : sentence(inner.description),
      '',
      '',
    ]),
  ];
}

function traits({ unordered, bytes, sensitive, createOnly, planOnly, deferrable, reference }: Attribute): string[] {
  return [
    ...(unordered ? ['*Set.*'] : []),
    ...(bytes ? ['*Size.*'] : []),
    ...(sensitive ? ['*Secret: written, never read back, never shown.*'] : []),
    ...(createOnly ? ['*Used only at creation.*'] : []),
    ...(planOnly ? ['*Steers the plan, never sent to the host.*'] : []),
    ...(deferrable ? ['*Set in a second step where what it names needs this object first.*'] : []),
    ...(reference === undefined
      ? []
      : [`*Names ${reference.to.join(', ')}${reference.outside ? ', or an outside address' : ''}.*`]),
  ];
}
