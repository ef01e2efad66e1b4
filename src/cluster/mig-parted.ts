import { z } from 'zod';
import { fits } from '../../solver/headroom/fit.ts';
import type { Geometry, GpuModel } from '../../solver/model/gpu-model.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import { describeGeometry } from './advertised.ts';
import { checked } from './checked.ts';
import type { ConfigMapObject } from './objects.ts';
import type { Problem } from './problem.ts';
import { readYaml } from './yaml.ts';

/** Which ConfigMap holds mig-parted configurations. */
export interface ConfigMapName {
  readonly namespace: string;
  readonly name: string;
}

/** What a mig-parted configuration makes of some GPUs of a node. */
interface MigRule {
  readonly devices: 'all' | readonly number[];
  readonly isMigEnabled: boolean;
  /** Instances per profile name. */
  readonly instances: Readonly<Record<string, number>>;
}

/** mig-parted configurations by name, as a node's label `nvidia.com/mig.config` names them. */
export type MigConfigs = ReadonlyMap<string, readonly MigRule[]>;

/** What a configuration asks of one GPU. */
export type MigTarget = { readonly kind: 'whole' } | { readonly kind: 'mig'; readonly geometry: Geometry };

const configSchema = z.object({
  'mig-configs': z.record(
    z.string(),
    z.array(
      z.object({
        devices: z.union([z.literal('all'), z.array(z.int())]),
        'mig-enabled': z.boolean(),
        'mig-devices': z.record(z.string(), z.int().min(0)).nullish(),
      }),
    ),
  ),
});

/**
 * The mig-parted configurations among a cluster's ConfigMaps. Where two ConfigMaps define a name differently nobody can
 * tell from outside which one mig-manager reads, so that name is left out and reported.
 */
export function readMigConfigs(configMaps: readonly ConfigMapObject[]): {
  readonly configs: MigConfigs;
  readonly problems: readonly Problem[];
} {
  const configs = new Map<string, readonly MigRule[]>();
  const problems: Problem[] = [];
  const disputed = new Set<string>();
  for (const { metadata, data } of configMaps) {
    const object = `ConfigMap ${metadata.namespace ?? 'default'}/${metadata.name}`;
    for (const [key, text] of Object.entries(data)) {
      if (!holdsMigConfigs(text)) continue;
      const parsed = parseConfig(text);
      if (!parsed.ok) {
        problems.push({ object, message: `data.${key}: ${parsed.error}` });
        continue;
      }
      for (const [name, rules] of parsed.value) {
        const known = configs.get(name);
        if (known !== undefined && JSON.stringify(known) !== JSON.stringify(rules)) disputed.add(name);
        configs.set(name, rules);
      }
    }
  }
  for (const name of disputed) {
    configs.delete(name);
    problems.push({ object: `mig-parted configuration ${name}`, message: 'two ConfigMaps define it differently' });
  }
  return { configs, problems };
}

/** True for the text of a ConfigMap that is meant for mig-parted. */
export function holdsMigConfigs(text: string): boolean {
  return /^mig-configs:/m.test(text);
}

function parseConfig(text: string): Result<readonly (readonly [string, readonly MigRule[]])[]> {
  const documents = readYaml(text);
  if (!documents.ok) return documents;
  const [document, ...others] = documents.value;
  if (others.length > 0) return failure(`holds ${documents.value.length} YAML documents, expected one`);
  const parsed = checked(configSchema, document);
  if (!parsed.ok) return parsed;
  return ok(
    Object.entries(parsed.value['mig-configs']).map(([name, rules]) => [
      name,
      rules.map((rule) => ({
        devices: rule.devices,
        isMigEnabled: rule['mig-enabled'],
        instances: rule['mig-devices'] ?? {},
      })),
    ]),
  );
}

/**
 * What a configuration asks of GPU `index` of a model. Rules for other boards are told apart by what is legal here (the
 * node's labels do not say the PCI IDs that `device-filter` compares), so there may be several; fails with a sentence
 * where there is none.
 */
export function migTargets(rules: readonly MigRule[], model: GpuModel, index: number): Result<readonly MigTarget[]> {
  const targets = new Map<string, MigTarget>();
  const faults = new Set<string>();
  for (const { devices, isMigEnabled, instances } of rules) {
    if (devices !== 'all' && !devices.includes(index)) continue;
    const target = isMigEnabled ? migTarget(model, instances) : ok({ kind: 'whole' } as const);
    if (target.ok) targets.set(JSON.stringify(target.value), target.value);
    else faults.add(target.error);
  }
  if (targets.size > 0) return ok([...targets.values()]);
  return faults.size === 0
    ? failure(`has no rule for GPU ${index} (${model.name})`)
    : failure(`asks for what GPU ${index} cannot be: ${[...faults].join('; ')}`);
}

function migTarget(model: GpuModel, instances: Readonly<Record<string, number>>): Result<MigTarget> {
  const counts = model.profiles.map(() => 0);
  for (const [name, count] of Object.entries(instances)) {
    const profile = profileOf(model, name);
    if (!profile.ok) return profile;
    counts[profile.value.ordinal] = (counts[profile.value.ordinal] ?? 0) + count;
  }
  return fits(model, counts, 1)
    ? ok({ kind: 'mig', geometry: counts })
    : failure(`${describeGeometry(model, counts)} cannot exist on one ${model.name}`);
}
