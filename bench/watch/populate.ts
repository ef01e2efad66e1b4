import https from 'node:https';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** An API server to write to. */
export interface Target {
  readonly server: string;
  readonly ca: string;
  readonly token: string;
}

const objectSchema = z.looseObject({
  kind: z.enum(['Node', 'Pod']),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
  spec: z.looseObject({ priority: z.number().optional() }).optional(),
  status: z.looseObject({ allocatable: z.record(z.string(), z.string()).optional() }).optional(),
});

type Made = z.infer<typeof objectSchema>;

/** Requests under way at a time. */
const PARALLEL = 24;

/**
 * Writes generated nodes and pods to an API server, each as large as they are on a real cluster: about 20 KB a node and
 * 5 KB a pod.
 *
 * @param progress Told how many of the objects are there, now and then.
 */
export async function populate(
  target: Target,
  objects: readonly object[],
  progress: (done: number) => void,
): Promise<void> {
  const agent = new https.Agent({ keepAlive: true, ca: target.ca, maxSockets: PARALLEL });
  const send = createSender(target, agent);
  const made = objects.map((object) => objectSchema.parse(object));
  const namespaces = new Set(made.flatMap(({ metadata }) => metadata.namespace ?? []));
  for (const name of namespaces) await send('POST', '/api/v1/namespaces', { metadata: { name } });
  for (const kind of ['Node', 'Pod'] as const) {
    const queue = made.filter((object) => object.kind === kind).values();
    let done = 0;
    const work = async (): Promise<void> => {
      for (const object of queue) {
        await (kind === 'Node' ? writeNode(send, object) : writePod(send, object));
        if (++done % 1000 === 0) progress(done);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
  }
  agent.destroy();
}

/** Sends a request and resolves once its answer is there. */
export type Send = (method: string, path: string, body: object, type?: string) => Promise<void>;

/** @throws Error with the API server's answer, where it refuses. */
export function createSender({ server, token }: Target, agent: https.Agent): Send {
  return async (method, path, body, type = 'application/json') => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const content = JSON.stringify(body);
    const headers = {
      Authorization: `Bearer ${token}`,
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(content),
    };
    const request = https.request(`${server}${path}`, { method, agent, headers }, async (response) => {
      const answer = await text(response);
      const isFine = (response.statusCode ?? 500) < 300 || response.statusCode === 409;
      if (isFine) resolve();
      else reject(new Error(`${method} ${path}: ${response.statusCode} ${answer.slice(0, 300)}`));
    });
    request.on('error', reject);
    request.end(content);
    await promise;
  };
}

async function writeNode(send: Send, { metadata, spec, status }: Made): Promise<void> {
  await send('POST', '/api/v1/nodes', { metadata, spec });
  const allocatable = { cpu: '128', memory: '2048Gi', pods: '110', ...status?.allocatable };
  const conditions = [
    { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
  ];
  const body = { status: { capacity: allocatable, allocatable, conditions, images: IMAGES } };
  await send('PATCH', `/api/v1/nodes/${metadata.name}/status`, body, 'application/strategic-merge-patch+json');
}

/** What a node says of the images that it has: the kubelet tells of 50, and they are most of its size. */
const IMAGES = Array.from({ length: 50 }, (_, index) => ({
  names: [
    `registry.example.com/team-${index % 7}/inference-service-${index}@sha256:${String(index).repeat(64).slice(0, 64)}`,
    `registry.example.com/team-${index % 7}/inference-service-${index}:v1.${index}.0`,
  ],
  sizeBytes: 4_000_000_000 + index,
}));

async function writePod(send: Send, { metadata, spec }: Made): Promise<void> {
  const { priority: _, ...rest } = spec ?? {};
  const parsed = podSpec.parse(rest);
  const containers = parsed.containers.map((container) => ({
    ...container,
    image: 'registry.example.com/team-3/inference-service:v1.2.3',
    resources: { requests: container.resources.requests, limits: container.resources.requests },
    env: ENVIRONMENT,
  }));
  const { name, namespace = 'default', labels, annotations } = metadata;
  const own = { name, namespace, labels, annotations };
  await send('POST', `/api/v1/namespaces/${namespace}/pods`, { metadata: own, spec: { ...parsed, containers } });
}

const podSpec = z.looseObject({
  containers: z.array(z.looseObject({ resources: z.looseObject({ requests: z.record(z.string(), z.string()) }) })),
});

const ENVIRONMENT = Array.from({ length: 6 }, (_, index) => ({
  name: `SERVICE_SETTING_${index}`,
  value: `a value that is as long as such values are: ${index}`,
}));
