import type { ApiAnswer, BindingApi, BindingWrite, LeaseWrite, StoredLease } from '../binding/binding-api.ts';
import { type PodObject, podSchema } from '../cluster/objects.ts';
import { PLACEMENT_ANNOTATION } from '../cluster/placement-annotation.ts';
import { type Pod, readPod } from '../cluster/pod.ts';
import { type PodText, podObject } from './objects.ts';

/**
 * What happens to one call on its way: it is carried out and answered; carried out, or not, and never answered in time;
 * carried out long after the caller gave up; turned down.
 */
export type Fate = 'answered' | 'lost' | 'answer lost' | 'late' | 'conflict' | 'refused';

/** Decides about a call once it is time for it to arrive. A caller that has died waits for ever. */
export type Network = (step: string) => Promise<Fate>;

/** How many steps of others a late call lets pass at the least. */
const LATE_HOPS = 8;

/** A pod in the fake API server. */
export interface FakePod {
  readonly object: PodObject;
  readonly pod: Pod;
  readonly version: number;
}

/**
 * An API server in memory, as far as binding goes: one counter of versions, compare-and-swap on Leases, preconditions on
 * Bindings. Each call is one step.
 */
export class FakeBindingServer {
  /** By `namespace/name`. */
  readonly pods = new Map<string, FakePod>();
  readonly leases = new Map<string, StoredLease>();
  /** How often each call came, in the order in which they came first. */
  readonly calls = new Map<string, number>();
  /** Called after each Binding that took effect. */
  onBound: (pod: Pod) => void = () => undefined;
  version = 0;

  create(key: string, asks: string, more: PodText = {}): void {
    this.#store(key, podSchema.parse(podObject(key, asks, more)));
  }

  /** Changes nothing but the version, as a write of the pod's condition does. */
  touch(key: string): void {
    const found = this.pods.get(key);
    if (found !== undefined) this.#store(key, found.object);
  }

  finish(key: string): void {
    const found = this.pods.get(key);
    if (found !== undefined) this.#store(key, { ...found.object, status: { phase: 'Succeeded' } });
  }

  delete(key: string): void {
    this.version++;
    this.pods.delete(key);
  }

  #store(key: string, object: PodObject): void {
    this.pods.set(key, { object, pod: readPod(object), version: ++this.version });
  }

  /** A connection to it; by default one on which nothing goes wrong. */
  connect(network: Network = () => Promise.resolve('answered')): BindingApi {
    const call = async <T>(step: string, effect: () => ApiAnswer<T>): Promise<ApiAnswer<T>> => {
      const fate = await network(step);
      const take = (): ApiAnswer<T> => {
        this.calls.set(step, (this.calls.get(step) ?? 0) + 1);
        return effect();
      };
      switch (fate) {
        case 'lost':
          return { kind: 'unknown', message: 'lost' };
        case 'conflict':
        case 'refused':
          return { kind: fate, message: fate };
        case 'answer lost':
          take();
          return { kind: 'unknown', message: 'answer lost' };
        case 'late':
          void (async () => {
            for (let hop = 0; hop < LATE_HOPS; hop++) await network(`late ${step}`);
            take();
          })();
          return { kind: 'unknown', message: 'late' };
        case 'answered': {
          const answer = take();
          await network(`answer to ${step}`);
          return answer;
        }
      }
    };
    return {
      getPod: (namespace, name) =>
        call('get pod', () => {
          const found = this.pods.get(`${namespace}/${name}`);
          if (found === undefined) return { kind: 'not-found' };
          const { pod, version } = found;
          return { kind: 'done', value: { pod, resourceVersion: String(version), isDeleting: false } };
        }),
      listPodsOn: (node) =>
        call('list pods', () => {
          const pods = [...this.pods.values()].map(({ pod }) => pod);
          return { kind: 'done', value: pods.filter((pod) => pod.node === node) };
        }),
      getLease: (name) =>
        call('get lease', () => {
          const lease = this.leases.get(name);
          return lease === undefined ? { kind: 'not-found' } : { kind: 'done', value: lease };
        }),
      putLease: (lease) => call('put lease', () => this.#putLease(lease)),
      bind: (binding) => call('bind', () => this.#bind(binding)),
    };
  }

  #putLease({ name, version, claims }: LeaseWrite): ApiAnswer<string> {
    if (this.leases.get(name)?.version !== version) return { kind: 'conflict', message: 'modified' };
    const next = String(++this.version);
    this.leases.set(name, { version: next, claims });
    return { kind: 'done', value: next };
  }

  #bind({ pod: { key, uid }, node, resourceVersion, placement }: BindingWrite): ApiAnswer<undefined> {
    const found = this.pods.get(key);
    if (found === undefined) return { kind: 'not-found' };
    if (found.pod.uid !== uid) return { kind: 'conflict', message: 'UID in precondition' };
    if (resourceVersion !== undefined && String(found.version) !== resourceVersion) {
      return { kind: 'conflict', message: 'ResourceVersion in precondition' };
    }
    if (found.pod.node !== undefined) return { kind: 'conflict', message: 'already assigned' };
    if (found.pod.isGated) return { kind: 'conflict', message: 'gated' };
    const { metadata, spec } = found.object;
    const placed = placement === undefined ? {} : { [PLACEMENT_ANNOTATION]: placement };
    const annotations = { ...metadata.annotations, ...placed };
    this.#store(key, { metadata: { ...metadata, annotations }, spec: { ...spec, nodeName: node } });
    const bound = this.pods.get(key);
    if (bound !== undefined) this.onBound(bound.pod);
    return { kind: 'done', value: undefined };
  }
}
