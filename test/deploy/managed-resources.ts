import { gpuModels } from '../../solver/model/catalogue.ts';
import { resourceOf } from '../../solver/model/profile-name.ts';

/** The file from which the chart takes the resources that kube-scheduler sends to slicewise. */
export const MANAGED_RESOURCES_FILE = 'deploy/helm/slicewise/files/managed-resources.yaml';

/** Names of the same instances under drivers that round the memory another way. */
const ROUNDED_OTHERWISE = ['nvidia.com/mig-3g.39gb', 'nvidia.com/mig-7g.79gb', 'nvidia.com/mig-7g.189gb'];

/** What the file has to say: the resource of every profile of every GPU model once, under the first model that has it. */
export function managedResources(): string {
  const lines = ['# Written by "npm run manifests" from the catalogue of GPU models.'];
  const seen = new Set<string>();
  for (const { name: model, profiles } of gpuModels) {
    const fresh = new Set(profiles.map(({ name }) => resourceOf(name)).filter((resource) => !seen.has(resource)));
    if (fresh.size === 0) continue;
    lines.push(`# ${model}`);
    for (const resource of fresh) {
      seen.add(resource);
      lines.push(`- ${resource}`);
    }
  }
  lines.push('# as some drivers round the memory', ...ROUNDED_OTHERWISE.map((resource) => `- ${resource}`));
  return `${lines.join('\n')}\n`;
}
