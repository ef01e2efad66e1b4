import { z } from 'zod';
import { gpuModels } from '../../solver/model/catalogue.ts';
import { parseProfileName } from '../../solver/model/profile-name.ts';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import { policies } from '../../solver/placement/policies.ts';
import { describeValue } from '../cluster/checked.ts';
import { DURATION, parseDuration } from './duration.ts';
import { parseListenAddress } from './listen-address.ts';
import { parseSize } from './size.ts';

/** What stands at the head of a configuration file. */
export const HEAD = { apiVersion: 'slicewise.dev/v1alpha1', kind: 'SlicewiseConfiguration' } as const;

/** The levels of the log, the most talkative first. */
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** Adds a check by a parser, whose sentence is the fault. */
function readBy<T extends z.ZodType>(schema: T, read: (value: z.output<T>) => Result<unknown>): T {
  return schema.superRefine((value, context) => {
    const result = read(value);
    if (!result.ok) context.addIssue({ code: 'custom', message: result.error });
  });
}

/** A text that may be empty, which is its default. */
function optionalText(description: string) {
  return z.string().default('').describe(description);
}

/** NAMESPACE/NAME of a ConfigMap. */
const CONFIG_MAP = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

const cluster = z.strictObject({
  kubeconfig: optionalText('the kubeconfig; empty: $KUBECONFIG, ~/.kube/config, or the credentials of the pod'),
  context: optionalText('the context of the kubeconfig; empty: the current one'),
  maxStateAge: readBy(z.string(), (text) => within(text, parseDuration(text), 1000, 86_400_000, '1s to 24h'))
    .meta({ pattern: DURATION.source })
    .default('60s')
    .describe('the verbs refuse to decide on a state older than this'),
  migConfigMaps: z
    .array(
      z.string().regex(CONFIG_MAP, {
        error: ({ input }) => `${JSON.stringify(input)} is not of the form NAMESPACE/NAME`,
      }),
    )
    .default(['gpu-operator/default-mig-parted-config'])
    .describe('the ConfigMaps of mig-parted, as NAMESPACE/NAME; one that is absent or may not be read is no error'),
});

const tls = z.strictObject({
  certFile: optionalText('certificate of the extender, PEM, with what leads to its authority; with keyFile: HTTPS'),
  keyFile: optionalText('private key of the certificate, PEM'),
  clientCAFile: optionalText('callers must show a certificate that one of these authorities has signed, PEM'),
});

const extender = z.strictObject({
  listen: readBy(z.string(), parseListenAddress).default('127.0.0.1:8888').describe('where the extender listens'),
  bodyLimit: readBy(z.union([z.string(), z.number()]), (size) =>
    // Node makes no text of 512 MiB, and a limit of a few bytes was meant as MiB.
    within(size, parseSize(size), 2 ** 20, 511 * 2 ** 20, '1Mi to 511Mi'),
  )
    .default('128Mi')
    .describe('largest request body; one with 5,000 whole nodes takes 112Mi'),
  bind: z
    .boolean()
    .default(false)
    .describe('answer POST /bind; needs the right to create pods/binding and to write Leases'),
  shutdownDelay: readBy(z.string(), (text) => within(text, parseDuration(text), 0, 600_000, '0s to 10m'))
    .meta({ pattern: DURATION.source })
    .default('5s')
    .describe('how long calls are still answered after SIGTERM, while /readyz fails already and others take over'),
  leaseNamespace: optionalText(
    'where Leases are kept, of bind and of who writes Events; empty: the namespace of the context or of the pod',
  ),
  tls: tls.prefault({}).describe('HTTPS; the files are read again when they change'),
});

const operations = z.strictObject({
  listen: readBy(z.string(), (text) => (text === '' ? ok(text) : parseListenAddress(text)))
    .default('')
    .describe('probes, metrics and pages on a port of their own, without TLS; empty: with the extender'),
});

const decisions = z.strictObject({
  policy: z
    .enum(policies.map(({ name }) => name))
    .default(policies[0].name)
    .describe('how to choose where pods go; docs/policies.md has the rule of each policy'),
  modelCosts: z
    .partialRecord(z.enum(gpuModels.map(({ name }) => name)), z.number().positive({ error: notPositive }))
    .default({})
    .describe('what a GPU of a model is worth beside others, for each model whose cost is not 1'),
});

const demand = z.strictObject({
  halfLife: durationWithin('10m', '1000h')
    .default('24h')
    .describe('an arrival counts half after this time, a quarter after twice as long'),
  mix: z
    .record(z.string(), z.number().positive({ error: notPositive }))
    .superRefine((mix, context) => {
      for (const name of Object.keys(mix)) {
        const parsed = parseProfileName(name);
        if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.error });
      }
    })
    .default({})
    .describe(
      'how often each profile is asked for beside the others, in place of what is seen: {1g.5gb: 3, 3g.20gb: 1}',
    ),
  configMap: readBy(z.string(), (text) =>
    text === '' || CONFIG_MAP.test(text)
      ? ok(text)
      : failure(`${JSON.stringify(text)} is not of the form NAMESPACE/NAME`),
  )
    .default('')
    .describe(
      'the ConfigMap, as NAMESPACE/NAME, in which arrivals outlive a restart; empty: only pods that exist count then',
    ),
});

const advisor = z.strictObject({
  threshold: numberWithin(0.01, 1)
    .default(0.2)
    .describe('fragmentation index above which changes are recommended for a pool'),
  hysteresis: numberWithin(0, 1).default(0.05).describe('how far it has to fall below the threshold to be well again'),
  hold: durationWithin('0s', '24h')
    .default('5m')
    .describe('how long it has to stay above the threshold, or below, to count'),
  coolDown: durationWithin('0s', '168h')
    .default('30m')
    .describe('how long a pool that is well again is left in peace; pods that wait are not'),
  maxMoves: numberWithin(1, 8).int().default(2).describe('most pods that one recommendation restarts'),
  capacityShare: numberWithin(0, 1)
    .default(0.75)
    .describe('share of a pool that stays in use while its nodes are drained, batch by batch'),
  timeLimit: durationWithin('100ms', '10m').default('30s').describe('how long one search for recommendations may take'),
  events: z
    .boolean()
    .default(false)
    .describe(
      'write an Event on the node of each new recommendation; needs the right to write events.k8s.io/events and a Lease',
    ),
});

const pools = z.strictObject({
  label: optionalText('group GPUs by this node label; empty: by mode'),
});

const metrics = z.strictObject({
  perGpu: z
    .boolean()
    .default(false)
    .describe('two series of each GPU in MIG mode: 80,000 for 5,000 nodes with eight GPUs'),
});

/** The configuration as it is written: every field with its default. Durations, sizes and addresses are texts here. */
export const configurationSchema = z.strictObject({
  apiVersion: z.literal(HEAD.apiVersion).describe('the version of this form'),
  kind: z.literal(HEAD.kind).describe('what this file is'),
  cluster: cluster.prefault({}).describe('the cluster that is followed'),
  extender: extender.prefault({}).describe('what kube-scheduler calls'),
  operations: operations.prefault({}).describe('what people, probes and Prometheus look at'),
  decisions: decisions.prefault({}).describe('how places are chosen'),
  demand: demand.prefault({}).describe('what is asked for'),
  advisor: advisor.prefault({}).describe('when and what to recommend'),
  pools: pools.prefault({}).describe('how GPUs are grouped in the map and in metrics'),
  metrics: metrics.prefault({}).describe('what Prometheus is told'),
  logLevel: z.enum(LOG_LEVELS).default('info').describe('what to log on standard error'),
});

/** A configuration as it is written, complete. */
export type WrittenConfiguration = z.output<typeof configurationSchema>;

/** A number within two others. */
function numberWithin(least: number, most: number) {
  const error = ({ input }: { readonly input?: unknown }): string =>
    `${describeValue(input)} is outside of ${least} to ${most}`;
  return z.number().min(least, { error }).max(most, { error });
}

/** A duration within two others. */
function durationWithin(least: string, most: string) {
  const [from, to] = [parseDuration(least), parseDuration(most)];
  return readBy(z.string(), (text) =>
    within(text, parseDuration(text), from.ok ? from.value : 0, to.ok ? to.value : 0, `${least} to ${most}`),
  ).meta({ pattern: DURATION.source });
}

function within(
  written: string | number,
  read: Result<number>,
  least: number,
  most: number,
  range: string,
): Result<number> {
  if (!read.ok || (read.value >= least && read.value <= most)) return read;
  return failure(`${written} is outside of ${range}`);
}

function notPositive({ input }: { readonly input?: unknown }): string {
  return `${describeValue(input)} is not a number above 0`;
}
