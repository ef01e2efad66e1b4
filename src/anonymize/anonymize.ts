import { stringify } from 'yaml';
import type { ConfigMapObject, DisruptionBudgetObject, NodeObject, ResourceQuotaObject } from '../cluster/objects.ts';
import type { Inventory } from '../cluster/snapshot.ts';
import { readYaml } from '../cluster/yaml.ts';
import { atOnce, type Steps } from '../sliced.ts';
import { renameExpressions, renameKey, renameLabels, renameResources, renameValue } from './labels.ts';
import { renameMetadata } from './metadata.ts';
import { renamePod } from './pods.ts';
import { createPseudonyms, type Rename } from './pseudonyms.ts';

/**
 * The same cluster with other names: equal names get equal ones, in the same order, so that all that slicewise says of it
 * is the same up to names. Boards, profiles, amounts, priorities and times stay, and so do the names of mig-parted's
 * configurations and label keys without a domain.
 */
export function anonymize(inventory: Inventory): Inventory {
  return atOnce(anonymizeSteps(inventory));
}

/** The same, made in steps: of a large cluster there are tens of thousands of pods. */
export function* anonymizeSteps(inventory: Inventory): Steps<Inventory> {
  const { collect, replace } = createPseudonyms();
  yield* renameAll(inventory, collect);
  return yield* renameAll(inventory, replace);
}

function* renameAll(
  { nodes, pods, disruptionBudgets, quotas, configMaps }: Inventory,
  rename: Rename,
): Steps<Inventory> {
  return {
    nodes: yield* renameEach(nodes, renameNode, rename),
    pods: yield* renameEach(pods, renamePod, rename),
    disruptionBudgets: yield* renameEach(disruptionBudgets, renameBudget, rename),
    quotas: yield* renameEach(quotas, renameQuota, rename),
    configMaps: yield* renameEach(configMaps, renameConfigMap, rename),
    problems: [],
  };
}

/** Objects that are renamed in one step. */
const STEP = 50;

function* renameEach<T>(
  objects: readonly T[],
  renameOne: (object: T, rename: Rename) => T,
  rename: Rename,
): Steps<readonly T[]> {
  const renamed: T[] = [];
  for (const [index, object] of objects.entries()) {
    if (index % STEP === 0) yield;
    renamed.push(renameOne(object, rename));
  }
  return renamed;
}

function renameNode({ metadata, spec, status }: NodeObject, rename: Rename): NodeObject {
  return {
    metadata: renameMetadata('node', metadata, rename),
    spec: spec && {
      ...spec,
      taints: spec.taints?.map(({ key, value, effect }) => ({
        key: renameKey(key, rename),
        value: value && renameValue(key, value, rename),
        effect,
      })),
    },
    status: status && { allocatable: renameResources(status.allocatable, rename) },
  };
}

function renameBudget({ metadata, spec, status }: DisruptionBudgetObject, rename: Rename): DisruptionBudgetObject {
  const selector = spec?.selector;
  return {
    metadata: renameMetadata('budget', metadata, rename),
    spec: spec && {
      selector: selector && {
        matchLabels: renameLabels(selector.matchLabels, rename),
        matchExpressions: renameExpressions(selector.matchExpressions, rename),
      },
    },
    status: status && {
      disruptionsAllowed: status.disruptionsAllowed,
      disruptedPods:
        status.disruptedPods &&
        Object.fromEntries(Object.keys(status.disruptedPods).map((name) => [rename('pod', name), ''])),
    },
  };
}

function renameQuota({ metadata, spec, status }: ResourceQuotaObject, rename: Rename): ResourceQuotaObject {
  return {
    metadata: renameMetadata('quota', metadata, rename),
    spec: spec && { hard: renameResources(spec.hard, rename) },
    status: status && {
      hard: renameResources(status.hard, rename),
      used: renameResources(status.used, rename),
    },
  };
}

function renameConfigMap({ metadata, data }: ConfigMapObject, rename: Rename): ConfigMapObject {
  return {
    metadata: renameMetadata('configmap', metadata, rename),
    data: Object.fromEntries(Object.entries(data).map(([key, text]) => [key, withoutComments(text)])),
  };
}

/** What cannot be read stays unreadable. */
function withoutComments(text: string): string {
  const read = readYaml(text);
  return read.ok && read.value.length === 1 ? stringify(read.value[0]) : 'mig-configs:\n  cannot be: [ read\n';
}
