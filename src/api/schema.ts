import { z } from 'zod';

/** The schemas of the API that have a name of their own, from which the OpenAPI document is made. */
export const components = z.registry<{ readonly id: string }>();

/** Gives a schema its name in the OpenAPI document. */
export function component<T extends z.ZodType>(id: string, schema: T): T {
  components.add(schema, { id });
  return schema;
}

/** A list that nobody changes. */
export function listOf<T extends z.ZodType>(item: T): z.ZodReadonly<z.ZodArray<T>> {
  return z.array(item).readonly();
}

/** A whole number that is not negative. */
export const count = z.int().min(0);

/** A share of 1. */
export const ratio = z.number().min(0).max(1);

/** `PROFILE@START`. */
export const placed = z
  .string()
  .regex(/^[0-9a-z.+-]+@\d+$/)
  .describe('PROFILE@START, such as 3g.20gb@4');

/** `NAMESPACE/NAME`. */
export const podKey = z.string().describe('NAMESPACE/NAME');
