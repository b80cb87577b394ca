/** Which TypeScript type does a person write for an attribute? */
import { z } from 'zod';
import { domainName, emailAddress } from '../../src/model';
import type { Attribute } from '../../src/model';

/** The part of JSON Schema that the model's types need. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  /** Names other objects, so a construct may stand there. */
  names?: string;
}

/**
 * The JSON Schema of what a person may write.
 * @param constructsFit Whether a construct may stand where an object is named.
 */
export function schemaOf(attribute: Attribute, constructsFit: boolean): Schema {
  const users = attribute.reference?.to.join() === 'user';
  return z.toJSONSchema(attribute.type, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (!constructsFit) return;
      const schema = jsonSchema as Schema;
      if ((zodSchema as z.core.$ZodType) === emailAddress) schema.names = users ? 'UserLike' : 'AddressLike';
      if ((zodSchema as z.core.$ZodType) === domainName) schema.names = 'DomainLike';
    },
  }) as Schema;
}

/**
 * The TypeScript type of a schema.
 * @param fieldsOf Writes the fields of a structured value.
 */
export function typeOf(schema: Schema, fieldsOf: (properties: NonNullable<Schema['properties']>) => string): string {
  const inner = (part: Schema): string => typeOf(part, fieldsOf);
  if (schema.names !== undefined) return schema.names;
  if (schema.anyOf !== undefined) return schema.anyOf.map(inner).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.type)) return schema.type.map((type: string) => inner({ type })).join(' | ');
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  switch (schema.type) {
    case 'string':
    case 'boolean':
      return schema.type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return `readonly (${inner(schema.items ?? {})})[]`;
    case 'object':
      return schema.properties === undefined
        ? `Readonly<Record<string, ${typeof schema.additionalProperties === 'object' ? inner(schema.additionalProperties) : 'unknown'}>>`
        : `{ ${fieldsOf(schema.properties)} }`;
    default:
      throw new Error(`no TypeScript type for the schema ${JSON.stringify(schema)}`);
  }
}

/** A description as a sentence. */
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
