import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import type { ApiOperation } from './operations.ts';
import { problemSchema } from './problem.ts';
import { components } from './schema.ts';

/** The OpenAPI 3.1 document of these operations, with every schema that has a name. */
export function openApiDocument(operations: readonly ApiOperation[]): object {
  const { schemas } = z.toJSONSchema(components, {
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      // Fields may be added, so a client must not refuse those that it does not know; and an answer cannot be written to.
      delete jsonSchema.additionalProperties;
      delete jsonSchema.readOnly;
    },
  });
  return {
    openapi: '3.1.0',
    info: {
      title: 'slicewise',
      version: packageJson.version,
      description: 'What slicewise knows of a cluster and advises. Fields may be added; those here keep their meaning.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(operations.map((operation) => [operation.path, { get: describeOperation(operation) }])),
    components: {
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([id, { $schema: _dialect, $id: _own, ...schema }]) => [id, schema]),
      ),
    },
  };
}

function describeOperation({ id, summary, parameters, answer, problems }: ApiOperation): object {
  return {
    operationId: id,
    summary,
    ...(parameters.length === 0 ? {} : { parameters: parameters.map(describeParameter) }),
    responses: {
      200: { description: summary, content: { 'application/json': { schema: schemaOf(answer) } } },
      ...Object.fromEntries(
        Object.entries(problems).map(([status, description]) => [
          status,
          { description, content: { 'application/problem+json': { schema: schemaOf(problemSchema) } } },
        ]),
      ),
    },
  };
}

function describeParameter({ name, where, description, schema }: ApiOperation['parameters'][number]): object {
  return { name, in: where, description, required: where === 'path', schema };
}

function schemaOf(answer: z.ZodType | undefined): object {
  return answer === undefined ? { type: 'object' } : { $ref: `#/components/schemas/${components.get(answer)?.id}` };
}
