import { parse } from 'yaml';
import { z } from 'zod';
import { fits } from '../../solver/headroom/fit.ts';
import type { Geometry, GpuModel } from '../../solver/model/gpu-model.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import type { ConfigMapObject } from './objects.ts';
import type { Problem } from './problem.ts';

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
    for (const [key, text] of Object.entries(data ?? {})) {
      if (!/^mig-configs:/m.test(text)) continue;
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

function parseConfig(text: string): Result<readonly (readonly [string, readonly MigRule[]])[]> {
  let yaml: unknown;
  try {
    yaml = parse(text);
  } catch (error) {
    return failure(`is not valid YAML: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
  const parsed = configSchema.safeParse(yaml);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return failure(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'cannot be read'}`);
  }
  return ok(
    Object.entries(parsed.data['mig-configs']).map(([name, rules]) => [
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
 * node's labels do not say the PCI IDs that `device-filter` compares); fails with a sentence where none is, or where
 * several are that differ.
 */
export function migTargets(rules: readonly MigRule[], model: GpuModel, index: number): Result<readonly MigTarget[]> {
  const targets = new Map<string, MigTarget>();
  for (const { devices, isMigEnabled, instances } of rules) {
    if (devices !== 'all' && !devices.includes(index)) continue;
    const target = isMigEnabled ? migTarget(model, instances) : ({ kind: 'whole' } as const);
    if (target !== undefined) targets.set(JSON.stringify(target), target);
  }
  return targets.size > 0 ? ok([...targets.values()]) : failure(`has no rule for GPU ${index} (${model.name})`);
}

function migTarget(model: GpuModel, instances: Readonly<Record<string, number>>): MigTarget | undefined {
  const counts = model.profiles.map(() => 0);
  for (const [name, count] of Object.entries(instances)) {
    const profile = profileOf(model, name);
    if (!profile.ok) return undefined;
    counts[profile.value.ordinal] = (counts[profile.value.ordinal] ?? 0) + count;
  }
  return fits(model, counts, 1) ? { kind: 'mig', geometry: counts } : undefined;
}
