import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { podSchema } from './objects.ts';
import { podRequests } from './pod-requests.ts';

type Amounts = Readonly<Record<string, string>>;

function container(requests?: Amounts, limits?: Amounts, restartPolicy?: string): object {
  return { name: 'c', resources: { requests, limits }, restartPolicy };
}

function requestsOf(containers: readonly object[], initContainers: readonly object[] = [], overhead?: Amounts) {
  const pod = podSchema.parse({ metadata: { name: 'p' }, spec: { containers, initContainers, overhead } });
  return Object.fromEntries(podRequests(pod.spec));
}

const MIG = 'nvidia.com/mig-1g.5gb';

describe('podRequests', () => {
  const cases: readonly [
    name: string,
    found: Readonly<Record<string, number>>,
    want: Readonly<Record<string, number>>,
  ][] = [
    [
      'adds up containers',
      requestsOf([container({ [MIG]: '1', cpu: '1' }), container({ [MIG]: '2', cpu: '500m' })]),
      { [MIG]: 3, cpu: 1.5 },
    ],
    [
      'takes a limit for an absent request, resource by resource',
      requestsOf([container({ cpu: '1' }, { [MIG]: '1', cpu: '4' })]),
      { [MIG]: 1, cpu: 1 },
    ],
    [
      'takes the larger of init container and containers',
      requestsOf([container({ [MIG]: '1' })], [container({ [MIG]: '3' })]),
      { [MIG]: 3 },
    ],
    [
      'does not add init containers up',
      requestsOf([container({ [MIG]: '1' })], [container({ [MIG]: '2' }), container({ [MIG]: '2' })]),
      { [MIG]: 2 },
    ],
    [
      'adds restartable init containers to the containers',
      requestsOf([container({ [MIG]: '1' })], [container({ [MIG]: '1' }, undefined, 'Always')]),
      { [MIG]: 2 },
    ],
    [
      'lets an init container run beside the restartable ones before it',
      requestsOf(
        [container({ [MIG]: '1' })],
        [
          container({ [MIG]: '1' }, undefined, 'Always'),
          container({ [MIG]: '3' }),
          container({ [MIG]: '1' }, undefined, 'Always'),
        ],
      ),
      { [MIG]: 4 },
    ],
    [
      'does not count restartable ones that come later',
      requestsOf(
        [container({ [MIG]: '1' })],
        [container({ [MIG]: '4' }), container({ [MIG]: '2' }, undefined, 'Always')],
      ),
      { [MIG]: 4 },
    ],
    [
      'adds the overhead on top',
      requestsOf([container({ cpu: '1' })], [container({ cpu: '3' })], { cpu: '250m' }),
      { cpu: 3.25 },
    ],
    ['is empty where nothing is asked', requestsOf([container()]), {}],
  ];
  for (const [name, found, want] of cases) it(name, () => assert.deepEqual(found, want));

  it('names container and resource of a quantity that cannot be read', () => {
    assert.throws(
      () => requestsOf([container({ [MIG]: 'one' })]),
      /requests of container "c", nvidia.com\/mig-1g.5gb: "one" is not a quantity/,
    );
  });

  it('goes by what the pod as a whole asks for, devices apart, which it cannot ask for', () => {
    const spec = {
      containers: [container({ cpu: '1', memory: '1Gi', [MIG]: '1' })],
      resources: { requests: { cpu: '3', [MIG]: '9' }, limits: { memory: '4Gi' } },
    };
    const found = podRequests(podSchema.parse({ metadata: { name: 'p' }, spec }).spec);
    assert.deepEqual(Object.fromEntries(found), { cpu: 3, memory: 4 * 2 ** 30, [MIG]: 1 });
  });
});
