import { stringify } from 'yaml';
import type { ConfigMapObject, DisruptionBudgetObject, NodeObject, ResourceQuotaObject } from '../cluster/objects.ts';
import type { Inventory } from '../cluster/snapshot.ts';
import { readYaml } from '../cluster/yaml.ts';
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
  const { collect, replace } = createPseudonyms();
  renameAll(inventory, collect);
  return renameAll(inventory, replace);
}

function renameAll({ nodes, pods, disruptionBudgets, quotas, configMaps }: Inventory, rename: Rename): Inventory {
  return {
    nodes: nodes.map((each) => renameNode(each, rename)),
    pods: pods.map((each) => renamePod(each, rename)),
    disruptionBudgets: disruptionBudgets.map((each) => renameBudget(each, rename)),
    quotas: quotas.map((each) => renameQuota(each, rename)),
    configMaps: configMaps.map((each) => renameConfigMap(each, rename)),
    problems: [],
  };
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
