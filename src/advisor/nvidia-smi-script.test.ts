import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DriverInAFile, driverInAFile } from '../testing/driver-in-a-file.ts';
import { reshapeOf } from '../testing/recommended.ts';
import { nvidiaSmiScript } from './nvidia-smi-script.ts';

/** Two GPUs: one with idle instances in the way of what waits, one with free slices. */
const GPUS = ['1g.5gb@0=x/a 2g.10gb@2 3g.20gb@4', '3g.20gb@0=x/b 1g.5gb@4 1g.5gb@6'];
const { cluster, recommendations, changes } = reshapeOf(GPUS, 5);
const script = nvidiaSmiScript(recommendations, cluster);

/** What the GPUs are to have, worked out from the texts alone. */
const before = GPUS.map((text) => text.split(' ').map((word) => word.replace(/=.*/, '*')));
const wanted = before.map((instances, index) => {
  const change = changes.find(({ gpu }) => gpu === index);
  const left = instances.filter((text) => !change?.delete.includes(text));
  return [...left, ...(change?.create ?? [])].toSorted();
});

async function withDriver(
  instances: readonly (readonly string[])[],
  use: (driver: DriverInAFile) => Promise<void>,
): Promise<void> {
  const gpus = instances.map((each, index) => ({ uuid: `GPU-n1-${index}`, model: 'A100-40GB', instances: each }));
  const driver = await driverInAFile(gpus);
  try {
    await use(driver);
  } finally {
    await driver.remove();
  }
}

describe('the script for nvidia-smi', () => {
  it('has something to do here', () => {
    assert.ok(changes.some((change) => change.delete.length > 0) && changes.some(({ create }) => create.length > 0));
  });

  it('makes of a driver what was recommended, and disturbs nothing in use', async () => {
    await withDriver(before, async (driver) => {
      const { status, output } = await driver.run(script, ['n1']);
      assert.equal(status, 0, output);
      assert.deepEqual(await driver.gpus(), wanted);
      const log = await driver.log();
      const destroyed = changes.flatMap((change) => change.delete).length;
      assert.equal(log.filter((line) => line.startsWith('dgi')).length, destroyed);
      // Each compute instance right before its GPU instance.
      for (const [index, line] of log.entries()) {
        if (line.startsWith('dgi')) assert.equal(log[index - 1], line.replace('dgi', 'dci'));
      }
    });
  });

  it('changes nothing where an instance that is to go is in use by now', async () => {
    const first = changes.find((change) => change.delete.length > 0);
    const inUse = before.map((instances, index) =>
      instances.map((text) => (index === first?.gpu && text === first.delete[0] ? `${text}*` : text)),
    );
    await withDriver(inUse, async (driver) => {
      const { status, output } = await driver.run(script, ['n1']);
      assert.equal(status, 1);
      assert.match(output, /In use by another client[\s\S]*stopped, nothing after this was done/);
      assert.deepEqual(
        await driver.gpus(),
        inUse.map((instances) => instances.toSorted()),
      );
    });
  });

  it('changes nothing where a GPU is not as it was', async () => {
    const others = before.map((instances) => instances.slice(0, 2));
    await withDriver(others, async (driver) => {
      const { status, output } = await driver.run(script, ['n1']);
      assert.equal(status, 1);
      assert.match(output, /not \[.*\] as expected/);
      assert.deepEqual(await driver.log(), []);
    });
  });

  it('changes nothing where another GPU has the index', async () => {
    const driver = await driverInAFile(
      before.map((instances) => ({ uuid: 'GPU-other', model: 'A100-40GB', instances })),
    );
    const { status, output } = await driver.run(script, ['n1']);
    assert.deepEqual([status, await driver.log()], [1, []]);
    assert.match(output, /it is GPU-other, not GPU-n1-/);
    await driver.remove();
  });

  it('changes nothing where the driver calls profiles otherwise', async () => {
    const renamed = script.replaceAll(/(profile \d \d+) 1g\.5gb/g, '$1 1g.6gb');
    await withDriver(before, async (driver) => {
      const { status, output } = await driver.run(renamed, ['n1']);
      assert.deepEqual([status, await driver.log()], [1, []]);
      assert.match(output, /the driver has no profile 1g\.6gb with ID 19/);
    });
  });

  it('only says what it would do when it is asked to', async () => {
    await withDriver(before, async (driver) => {
      const { status, output } = await driver.run(script, ['n1'], { DRY_RUN: '1' });
      assert.deepEqual([status, await driver.log()], [0, []]);
      assert.match(output, /would destroy .*would create /s);
    });
  });

  it('refuses a node that nothing is recommended for', async () => {
    await withDriver(before, async (driver) => {
      const { status, output } = await driver.run(script, ['n2']);
      assert.deepEqual([status, await driver.log()], [2, []]);
      assert.match(output, /nothing is recommended for node n2, only for: n1/);
    });
  });
});
