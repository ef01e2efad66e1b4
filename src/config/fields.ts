import { z } from 'zod';
import { configurationSchema } from './schema.ts';

/** The configuration as a JSON schema of what may be written. */
export const jsonSchema = z.toJSONSchema(configurationSchema, { io: 'input' });

/** A field of the configuration that holds a value. */
export interface Field {
  /** `extender.tls.keyFile`. */
  readonly path: string;
  readonly description: string;
  /** What counts where it is absent; undefined where it must be there. */
  readonly usual: unknown;
  /** The texts that it may hold, where they are few. */
  readonly choices?: readonly string[];
}

/** Every field of the configuration, in the order of the schema. */
export const FIELDS: readonly Field[] = fieldsIn(jsonSchema, '');

/** The fields that may stand at a path, groups of fields among them: `certFile`, `keyFile`, … at `extender.tls`. */
export function namesAt(path: string): readonly string[] {
  let schema: Schema = jsonSchema;
  for (const name of path === '' ? [] : path.split('.')) {
    const inner: Schema | boolean | undefined = schema.properties?.[name];
    if (typeof inner !== 'object') return [];
    schema = inner;
  }
  const names = typeof schema.propertyNames === 'object' ? (schema.propertyNames.enum ?? []) : [];
  return [...Object.keys(schema.properties ?? {}), ...names.map(String)];
}

type Schema = z.core.JSONSchema.BaseSchema;

function fieldsIn(schema: Schema, path: string): readonly Field[] {
  const inner = Object.entries(schema.properties ?? {});
  if (inner.length > 0) {
    return inner.flatMap(([name, each]) =>
      typeof each === 'object' ? fieldsIn(each, path === '' ? name : `${path}.${name}`) : [],
    );
  }
  return [
    {
      path,
      description: schema.description ?? '',
      usual: schema.default,
      ...(schema.enum === undefined ? {} : { choices: schema.enum.map(String) }),
    },
  ];
}
