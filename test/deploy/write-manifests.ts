import { mkdirSync, writeFileSync } from 'node:fs';
import { MANAGED_RESOURCES_FILE, managedResources } from './managed-resources.ts';
import { MANIFESTS, manifests, RENDERINGS, TRYING_OUT, tryingOut } from './renderings.ts';

// npm run manifests: what is written from the catalogue of GPU models, and then what is rendered from the chart.
writeFileSync(MANAGED_RESOURCES_FILE, managedResources());
mkdirSync(MANIFESTS, { recursive: true });
for (const rendering of RENDERINGS) writeFileSync(rendering.file, manifests(rendering));
writeFileSync(TRYING_OUT, tryingOut());
