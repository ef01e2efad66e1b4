import { z } from 'zod';
import { dictionary } from './dictionary.ts';

/**
 * The parts of Kubernetes objects that slicewise reads; everything else is dropped while reading. Lists may be absent or
 * null, because that is how Go writes empty ones.
 */

const OWN = 'slicewise.dev/';

const text = z.string();
const texts = z.record(text, text).nullish().transform(dictionary);
const quantities = z.record(text, z.union([text, z.number()])).nullish();
/** Annotations can be long; slicewise reads only its own. */
const annotations = z
  .record(text, text)
  .nullish()
  .transform((all) => dictionary(Object.fromEntries(Object.entries(all ?? {}).filter(([key]) => key.startsWith(OWN)))));
const listOf = <T extends z.ZodType>(item: T) => z.array(item).nullish();

const metadata = z.object({
  name: text.min(1),
  namespace: text.nullish(),
  uid: text.nullish(),
  labels: texts,
  annotations,
  creationTimestamp: text.nullish(),
  deletionTimestamp: text.nullish(),
  ownerReferences: listOf(z.object({ kind: text, name: text.nullish(), controller: z.boolean().nullish() })),
});

const expression = z.object({ key: text, operator: text, values: listOf(text) });

const container = z.object({
  name: text.nullish(),
  restartPolicy: text.nullish(),
  ports: listOf(z.object({ hostPort: z.number().nullish() })),
  resources: z.object({ requests: quantities, limits: quantities }).nullish(),
});

const nodeSelectorTerm = z.object({ matchExpressions: listOf(expression), matchFields: listOf(expression) });

/** A Pod. */
export const podSchema = z.object({
  metadata,
  spec: z.object({
    nodeName: text.nullish(),
    schedulerName: text.nullish(),
    priority: z.number().nullish(),
    preemptionPolicy: text.nullish(),
    containers: listOf(container),
    initContainers: listOf(container),
    overhead: quantities,
    nodeSelector: texts,
    schedulingGates: listOf(z.object({ name: text })),
    tolerations: listOf(
      z.object({ key: text.nullish(), operator: text.nullish(), value: text.nullish(), effect: text.nullish() }),
    ),
    resources: z.object({ requests: quantities, limits: quantities }).nullish(),
    volumes: listOf(
      z.object({
        persistentVolumeClaim: z.unknown().optional(),
        ephemeral: z.unknown().optional(),
        csi: z.unknown().optional(),
      }),
    ),
    topologySpreadConstraints: listOf(z.unknown()),
    affinity: z
      .object({
        podAffinity: z.unknown().optional(),
        podAntiAffinity: z.unknown().optional(),
        nodeAffinity: z
          .object({
            requiredDuringSchedulingIgnoredDuringExecution: z
              .object({ nodeSelectorTerms: listOf(nodeSelectorTerm) })
              .nullish(),
          })
          .nullish(),
      })
      .nullish(),
  }),
  status: z.object({ phase: text.nullish(), nominatedNodeName: text.nullish() }).nullish(),
});

/** A Node. */
export const nodeSchema = z.object({
  metadata,
  spec: z
    .object({
      unschedulable: z.boolean().nullish(),
      taints: listOf(z.object({ key: text, value: text.nullish(), effect: text })),
    })
    .nullish(),
  status: z.object({ allocatable: quantities }).nullish(),
});

/** A PodDisruptionBudget of policy/v1. */
export const disruptionBudgetSchema = z.object({
  metadata,
  spec: z
    .object({ selector: z.object({ matchLabels: texts, matchExpressions: listOf(expression) }).nullish() })
    .nullish(),
  status: z
    .object({ disruptionsAllowed: z.number().nullish(), disruptedPods: z.record(text, z.unknown()).nullish() })
    .nullish(),
});

/** A ResourceQuota. */
export const resourceQuotaSchema = z.object({
  metadata,
  spec: z.object({ hard: quantities }).nullish(),
  status: z.object({ hard: quantities, used: quantities }).nullish(),
});

/** A ConfigMap. */
export const configMapSchema = z.object({ metadata, data: texts });

/** A Pod as it is read. */
export type PodObject = z.infer<typeof podSchema>;
/** A Node as it is read. */
export type NodeObject = z.infer<typeof nodeSchema>;
/** A PodDisruptionBudget as it is read. */
export type DisruptionBudgetObject = z.infer<typeof disruptionBudgetSchema>;
/** A ResourceQuota as it is read. */
export type ResourceQuotaObject = z.infer<typeof resourceQuotaSchema>;
/** A ConfigMap as it is read. */
export type ConfigMapObject = z.infer<typeof configMapSchema>;
/** A container of a pod. */
export type ContainerObject = z.infer<typeof container>;
/** One expression of a label selector or a node selector. */
export type SelectorExpression = z.infer<typeof expression>;
/** A term of a required node affinity. */
export type NodeSelectorTerm = z.infer<typeof nodeSelectorTerm>;
