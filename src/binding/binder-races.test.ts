import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { carveNode, type Replica, startReplica } from '../testing/binding.ts';
import { FakeBindingServer, type Fate, type Network } from '../testing/fake-binding-server.ts';
import { type CarvedNode, faultsOf, hasRoom } from '../testing/published-windows.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 200);

const GPUS = [1, 2];
const nodes = GPUS.map((gpus, index) => carveNode(`n${index}`, gpus));
const carved: readonly CarvedNode[] = GPUS.map((count, index) => ({
  name: `n${index}`,
  model: 'A100-40GB',
  gpus: Array.from({ length: count }, (_, gpu) => `GPU-n${index}-${gpu}`),
}));

const asks = fc.constantFrom('7g.40gb', '4g.20gb', '3g.20gb', '2g.10gb', '1g.5gb', '2 x 1g.5gb', '3g.20gb, 1g.10gb');
const node = fc.nat(GPUS.length - 1);
const replica = fc.nat(2);
const pod = fc.nat(5);

/** Something that happens at some time: most are binds, of one pod more than once, too. */
const event = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('bind' as const),
      pod,
      node,
      replica,
      retries: fc.nat(2),
      touches: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('look' as const), replica }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('touch' as const, 'delete' as const, 'finish' as const, 'recreate' as const),
      pod,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), replica }) },
);

const fates = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constant<Fate>('answered') },
    { weight: 4, arbitrary: fc.constantFrom<Fate>('lost', 'answer lost', 'late', 'conflict', 'refused') },
  ),
  { minLength: 1, maxLength: 40 },
);

/** Milliseconds that pass with each step. */
const pace = fc.constantFrom(0, 1, 300);

describe('binding with several replicas', () => {
  it('gives no window to two pods and leaves nothing pending that has room, whatever is lost, late or dies', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(asks, { minLength: 2, maxLength: 6 }),
        fc.array(event, { minLength: 3, maxLength: 24 }),
        fates,
        pace,
        async (scheduler, wanted, events, dealt, milliseconds) => {
          const server = new FakeBindingServer();
          const faults: string[] = [];
          server.onBound = () => {
            const pods = [...server.pods.values()].map((each) => each.pod);
            faults.push(...carved.flatMap((each) => faultsOf(each, pods)));
          };
          for (const [index, what] of wanted.entries()) server.create(`x/p${index}`, what);
          /** As the controller of a StatefulSet does: another pod of the same name. */
          const recreate = (index: number): void => {
            server.delete(`x/p${index}`);
            server.create(`x/p${index}`, wanted[index] ?? '1g.5gb', { uid: `uid-p${index}-${server.version}` });
          };
          const bindAt = (replica: Replica | undefined, key: string, node: string) =>
            replica?.bind(key, node, { podUid: server.pods.get(key)?.pod.uid ?? 'none' });
          let now = 0;
          let step = 0;
          let isStormy = true;
          const clock = {
            now: () => now,
            sleep: async (delay: number) => scheduler.schedule(Promise.resolve(), `sleep ${delay}`),
          };
          const start = () => {
            const state = { isAlive: true };
            const network: Network = async (call) => {
              await scheduler.schedule(Promise.resolve(), call);
              if (isStormy) now += milliseconds;
              // What is on its way already arrives, even if its sender is no more.
              if (!state.isAlive && !call.startsWith('late')) return new Promise(() => undefined);
              return isStormy && !call.startsWith('late') ? (dealt[step++ % dealt.length] ?? 'answered') : 'answered';
            };
            return { state, ...startReplica(server, nodes, { network, clock }) };
          };
          const replicas = [start(), start(), start()];
          const happen = async (what: (typeof events)[number]): Promise<void> => {
            await scheduler.schedule(Promise.resolve(), what.kind);
            switch (what.kind) {
              case 'bind':
                for (let attempt = 0; attempt <= what.retries; attempt++) {
                  const outcome = await bindAt(
                    replicas[(what.replica + attempt) % 3],
                    `x/p${what.pod}`,
                    `n${what.node}`,
                  );
                  if (outcome?.kind !== 'failed') break;
                  // kube-scheduler writes what it was told to the pod's condition if it is news, and tries again.
                  if (what.touches) server.touch(`x/p${what.pod}`);
                }
                break;
              case 'look': {
                const show = replicas[what.replica]?.source.look();
                await scheduler.schedule(Promise.resolve(), 'show');
                show?.();
                break;
              }
              case 'crash': {
                const dead = replicas[what.replica];
                if (dead !== undefined) dead.state.isAlive = false;
                replicas[what.replica] = start();
                break;
              }
              case 'recreate':
                recreate(what.pod);
                break;
              default:
                server[what.kind](`x/p${what.pod}`);
            }
          };
          const calm = async (): Promise<void> => {
            do {
              await scheduler.waitIdle();
              await setImmediate();
            } while (scheduler.count() > 0);
          };
          for (const what of events) void happen(what);
          await calm();
          assert.deepEqual(faults, []);

          isStormy = false;
          for (const each of replicas) each.sync();
          for (let bound = -1; bound !== (server.calls.get('bind') ?? 0); ) {
            bound = server.calls.get('bind') ?? 0;
            for (const [key, { pod: waiting }] of server.pods) {
              if (waiting.node !== undefined || waiting.isFinished) continue;
              // kube-scheduler writes why it failed to the pod's condition.
              server.touch(key);
              for (const [index, { name }] of carved.entries()) {
                const done = bindAt(replicas[index], key, name);
                await calm();
                if ((await done)?.kind !== 'failed') break;
              }
            }
          }
          assert.deepEqual(faults, []);
          const pods = [...server.pods.values()].map((each) => each.pod);
          const left = pods.filter((each) => each.node === undefined && !each.isFinished);
          const placeable = left.filter((each) => carved.some((on) => hasRoom(on, pods, each)));
          assert.deepEqual(
            placeable.map(({ key }) => key),
            [],
          );
          for (const { key, node: on, isFinished } of pods) {
            if (on === undefined || isFinished) continue;
            const again = bindAt(replicas[2], key, on);
            await calm();
            assert.equal((await again)?.kind, 'already-bound');
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
});
