import { readFileSync, writeFileSync } from 'node:fs';
import { withMetricTable } from './documented.ts';

// npm run metrics: writes what comes from the registry into docs/metrics.md.
writeFileSync('docs/metrics.md', withMetricTable(readFileSync('docs/metrics.md', 'utf8')));
