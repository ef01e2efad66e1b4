import type { ContainerObject, NodeSelectorTerm, PodObject } from '../cluster/objects.ts';
import { renameExpressions, renameKey, renameLabels, renameResources, renameValue } from './labels.ts';
import { renameMetadata } from './metadata.ts';
import type { Rename } from './pseudonyms.ts';

/** A pod with other names in it; nothing is left of what nobody reads. */
export function renamePod({ metadata, spec, status }: PodObject, rename: Rename): PodObject {
  const { nodeName, schedulerName, containers, initContainers, tolerations, affinity, volumes } = spec;
  return {
    metadata: renameMetadata('pod', metadata, rename),
    spec: {
      ...spec,
      nodeName: nodeName && rename('node', nodeName),
      schedulerName:
        schedulerName && schedulerName !== 'default-scheduler' ? rename('scheduler', schedulerName) : schedulerName,
      containers: containers?.map((each) => renameContainer(each, rename)),
      initContainers: initContainers?.map((each) => renameContainer(each, rename)),
      overhead: renameResources(spec.overhead, rename),
      resources: renameAmounts(spec.resources, rename),
      nodeSelector: renameLabels(spec.nodeSelector, rename),
      schedulingGates: spec.schedulingGates?.map(({ name }) => ({ name: rename('gate', name) })),
      tolerations: tolerations?.map(({ key, value, ...rest }) => ({
        ...rest,
        key: key && renameKey(key, rename),
        value: value && renameValue(key ?? '', value, rename),
      })),
      volumes: volumes?.map(({ persistentVolumeClaim, ephemeral, csi }) => ({
        ...present('persistentVolumeClaim', persistentVolumeClaim),
        ...present('ephemeral', ephemeral),
        ...present('csi', csi),
      })),
      topologySpreadConstraints: spec.topologySpreadConstraints?.map(() => ({})),
      affinity: affinity && {
        ...present('podAffinity', affinity.podAffinity),
        ...present('podAntiAffinity', affinity.podAntiAffinity),
        nodeAffinity: renameNodeAffinity(affinity.nodeAffinity, rename),
      },
    },
    status: status && {
      ...status,
      nominatedNodeName: status.nominatedNodeName && rename('node', status.nominatedNodeName),
    },
  };
}

function renameContainer({ name, resources, ...rest }: ContainerObject, rename: Rename): ContainerObject {
  return { ...rest, name: name && rename('container', name), resources: renameAmounts(resources, rename) };
}

function renameAmounts(resources: ContainerObject['resources'], rename: Rename): ContainerObject['resources'] {
  return (
    resources && {
      requests: renameResources(resources.requests, rename),
      limits: renameResources(resources.limits, rename),
    }
  );
}

type NodeAffinity = NonNullable<PodObject['spec']['affinity']>['nodeAffinity'];

function renameNodeAffinity(affinity: NodeAffinity, rename: Rename): NodeAffinity {
  const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return (
    required && {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: required.nodeSelectorTerms?.map((term) => renameTerm(term, rename)),
      },
    }
  );
}

/** Fields are those of a node; the only one that Kubernetes knows is its name. */
function renameTerm({ matchExpressions, matchFields }: NodeSelectorTerm, rename: Rename): NodeSelectorTerm {
  return {
    matchExpressions: renameExpressions(matchExpressions, rename),
    matchFields: matchFields?.map(({ key, operator, values }) => ({
      key,
      operator,
      values: values?.map((name) => rename('node', name)),
    })),
  };
}

/** Only that it is there counts. */
function present(key: string, value: unknown): Readonly<Record<string, object>> {
  return value === undefined || value === null ? {} : { [key]: {} };
}
