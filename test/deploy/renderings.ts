import type { V1ConfigMap } from '@kubernetes/client-node';
import { helm } from '../helm/helm.ts';
import { objectsOf, ofKind } from '../manifests.ts';

/** The chart, and the folder of what is rendered from it for those without Helm. */
export const CHART = 'deploy/helm/slicewise';
export const MANIFESTS = 'deploy/manifests';

/** The configuration of a kube-scheduler for trying slicewise out on one machine. */
export const TRYING_OUT = 'deploy/kube-scheduler.yaml';

/** The version of the cluster that is rendered for. */
const KUBERNETES_VERSION = '1.36.3';

/** A rendering that is kept in the repository. */
export interface Rendering {
  readonly file: string;
  readonly about: string;
  /** As after helm's `--set`. */
  readonly values: readonly string[];
}

export const RENDERINGS: readonly Rendering[] = [
  {
    file: `${MANIFESTS}/extender.yaml`,
    about: 'slicewise as a service, for a kube-scheduler whose configuration you can change',
    values: ['mode=extender'],
  },
  {
    file: `${MANIFESTS}/extender-carve.yaml`,
    about: 'The same in carve mode, over TLS: needs the Secrets slicewise-tls and slicewise-client-ca',
    values: [
      'mode=extender',
      'carve.enabled=true',
      'tls.secretName=slicewise-tls',
      'tls.clientCA.secretName=slicewise-client-ca',
    ],
  },
  {
    file: `${MANIFESTS}/second-scheduler.yaml`,
    about: 'A second kube-scheduler with slicewise beside it, for managed clusters',
    values: ['mode=second-scheduler'],
  },
  {
    file: `${MANIFESTS}/second-scheduler-carve.yaml`,
    about: 'The same in carve mode',
    values: ['mode=second-scheduler', 'carve.enabled=true'],
  },
];

const NAMESPACE = `apiVersion: v1
kind: Namespace
metadata:
  name: slicewise
  labels:
    pod-security.kubernetes.io/enforce: restricted
`;

/** Renders the chart as release `slicewise` in the namespace `slicewise`. Throws with what helm says where it refuses. */
export function template(values: readonly string[]): string {
  const sets = values.flatMap((value) => ['--set', value]);
  const args = ['template', 'slicewise', CHART, '-n', 'slicewise', '--kube-version', KUBERNETES_VERSION, ...sets];
  const { status, stdout, stderr } = helm(...args);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** A rendering as it is kept: with its namespace, and without what says that Helm would look after it. */
export function manifests({ about, values }: Rendering): string {
  const objects = template(values)
    .split('\n')
    .filter((line) => !/^# Source: |^ +(helm\.sh\/chart|app\.kubernetes\.io\/managed-by): /.test(line))
    .join('\n')
    .replaceAll(/\n+---\n/g, '\n---\n')
    .replace(/^\n*---\n/, '')
    .trimEnd();
  return `# ${about}.\n# Written by "npm run manifests" from ${CHART}.\n${NAMESPACE}---\n${objects}\n`;
}

/** The configuration for trying out, as it is kept. */
export function tryingOut(): string {
  const objects = objectsOf(template(['scheduler.urlPrefix=http://127.0.0.1:8888']));
  const [text] = ofKind<V1ConfigMap>(objects, 'ConfigMap').flatMap(({ data }) => data?.['kube-scheduler.yaml'] ?? []);
  if (text === undefined) throw new Error('the chart renders no configuration of kube-scheduler');
  return `# Written by "npm run manifests" from ${CHART}.\n${text}`;
}
