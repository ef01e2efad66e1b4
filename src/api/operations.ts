import type { z } from 'zod';
import { explanationSchema } from './explanation-schema.ts';
import { headroomSchema } from './headroom-schema.ts';
import { layoutsSchema } from './layouts-schema.ts';
import { adviceSchema } from './recommendation-schema.ts';
import { stateSchema } from './state-schema.ts';

/** One thing that the API answers. */
export interface ApiOperation {
  readonly id: string;
  /** As OpenAPI writes it: `/api/v1/explain/{namespace}/{pod}`. */
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly where: 'path' | 'query';
    readonly description: string;
    readonly schema: { readonly type: 'string' | 'boolean' | 'number' };
  }[];
  /** The schema of its answer; undefined for what others define: a Kubernetes List, this document. */
  readonly answer: z.ZodType | undefined;
  /** Statuses other than 200, and when they come. */
  readonly problems: Readonly<Record<number, string>>;
}

const NOT_READ = { 503: 'the cluster has not been read yet' };

/** Everything that the API answers, all with GET. */
export const operations: readonly ApiOperation[] = [
  {
    id: 'getState',
    path: '/api/v1/state',
    summary: 'every GPU with its instances, and the pods that wait',
    parameters: [],
    answer: stateSchema,
    problems: NOT_READ,
  },
  {
    id: 'getHeadroom',
    path: '/api/v1/headroom',
    summary: 'headroom and stranded slices, per pool and profile',
    parameters: [],
    answer: headroomSchema,
    problems: NOT_READ,
  },
  {
    id: 'getRecommendations',
    path: '/api/v1/recommendations',
    summary: 'what is recommended at the moment, and how pools stand to the threshold of fragmentation',
    parameters: [],
    answer: adviceSchema,
    problems: NOT_READ,
  },
  {
    id: 'getLayouts',
    path: '/api/v1/layouts',
    summary: 'which layouts the demand of each pool wants, and the acceptance to be expected of them',
    parameters: [
      {
        name: 'load',
        where: 'query',
        description: 'memory slices in use in the mean if nothing is refused, as a share of all',
        schema: { type: 'number' },
      },
    ],
    answer: layoutsSchema,
    problems: {
      400: 'a parameter makes no sense',
      503: 'the cluster has not been read yet, or is too large for the memory that searches may take',
    },
  },
  {
    id: 'explainPod',
    path: '/api/v1/explain/{namespace}/{pod}',
    summary: 'why a pod is pending and the cheapest way out, or why it is where it is',
    parameters: [
      { name: 'namespace', where: 'path', description: 'of the pod', schema: { type: 'string' } },
      { name: 'pod', where: 'path', description: 'its name', schema: { type: 'string' } },
    ],
    answer: explanationSchema,
    problems: { 404: 'there is no such pod, or it asks for no GPU', ...NOT_READ },
  },
  {
    id: 'getSnapshot',
    path: '/api/v1/snapshot',
    summary: 'the objects of the cluster, trimmed to what slicewise reads, as a Kubernetes List',
    parameters: [{ name: 'anonymize', where: 'query', description: 'under other names', schema: { type: 'boolean' } }],
    answer: undefined,
    problems: { 400: 'a parameter makes no sense', 503: 'the cluster has not been read yet, or cannot be now' },
  },
  {
    id: 'getOpenApi',
    path: '/api/v1/openapi.json',
    summary: 'this document',
    parameters: [],
    answer: undefined,
    problems: {},
  },
];
