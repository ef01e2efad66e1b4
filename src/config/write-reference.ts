import { readFile, writeFile } from 'node:fs/promises';
import { jsonSchema } from './fields.ts';
import { withFieldTable } from './reference.ts';

// What `npm run schema` does, before the schema is formatted: writes all that is generated from the configuration's schema.
await writeFile('deploy/slicewise-configuration.schema.json', JSON.stringify(jsonSchema));
await writeFile('docs/configuration.md', withFieldTable(await readFile('docs/configuration.md', 'utf8')));
