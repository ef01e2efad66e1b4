import { layoutTable } from '../../solver/layout/layout-table.ts';
import { bestFit } from '../../solver/placement/best-fit.ts';
import { phi } from '../../solver/placement/phi.ts';
import { policies } from '../../solver/placement/policies.ts';
import type { Policy } from '../../solver/placement/policy.ts';
import { createRater, type ModelRating } from '../../solver/placement/rater.ts';
import { createRandom } from '../cluster/random.ts';
import { createBoundedMover } from '../replay/bounded-mover.ts';
import { createCarveHost } from '../replay/carve-host.ts';
import { createFleet } from '../replay/fleet.ts';
import { createRankedChooser, type Tiers } from '../replay/ranked-chooser.ts';
import { createRepackHost } from '../replay/repack-host.ts';
import { demandOf } from '../workload/demand-of.ts';
import type { Workload } from '../workload/workload.ts';
import type { Contender } from './contender.ts';
import { createRandomChooser } from './random-chooser.ts';
import { createRoundRobinChooser } from './round-robin-chooser.ts';

/** Most moves on a rejection that are compared. */
const MOST_MOVES = 3;

/** GPUs by how many pods with high bandwidth they have: none, one, two, more. */
const BANDWIDTH_CLASSES = 4;

/** Not one of the streams that workloads are drawn from, or chance would know what comes. */
const RANDOM_STREAM = 5;

/** Everybody who can decide in carve mode, the extender's policies first. */
export const carveContenders: readonly Contender[] = [
  ...policies.map(asContender),
  {
    name: 'random',
    summary: 'any free window, each as likely as any other',
    createHost({ workload, fleet: { gpus }, seed }) {
      const fleet = createFleet(layoutTable(workload.model), gpus);
      return createCarveHost(workload, fleet, {
        chooser: createRandomChooser(fleet, createRandom(seed, RANDOM_STREAM)),
      });
    },
  },
  {
    name: 'round-robin',
    summary: 'the next GPU after the one used last, there the lowest start',
    createHost({ workload, fleet: { gpus } }) {
      const fleet = createFleet(layoutTable(workload.model), gpus);
      return createCarveHost(workload, fleet, { chooser: createRoundRobinChooser(fleet) });
    },
  },
  {
    name: 'baskets',
    summary:
      'GPUs set aside for the largest profile by its share of the slices, best fit inside, across only when one side is full',
    createHost: ({ workload, fleet: { gpus } }) => createBaskets(workload, gpus),
  },
  ...Array.from({ length: MOST_MOVES }, (_, index) => withMoves(index + 1)),
  {
    name: 'phi-spread',
    summary: 'phi, with pods of high bandwidth first to the GPUs that have the fewest of them',
    createHost({ workload, fleet: { gpus } }) {
      const fleet = createFleet(layoutTable(workload.model), gpus, BANDWIDTH_CLASSES);
      const classes = Array.from({ length: BANDWIDTH_CLASSES }, (_, index) => index);
      const [apart, together] = [classes.map((each) => [each]), [classes]];
      const tiers: Tiers = (_, { isBandwidthHigh }) => (isBandwidthHigh ? apart : together);
      const chooser = createRankedChooser(fleet, ratingOf(phi, workload), tiers);
      return createCarveHost(workload, fleet, { chooser, spread: true });
    },
  },
  {
    name: 'repack',
    summary: 'the oracle: wherever it fits if all pods could be moved at no cost',
    createHost: ({ workload, fleet: { gpus } }) => createRepackHost(workload, gpus),
  },
];

function asContender(policy: Policy): Contender {
  return {
    name: policy.name,
    summary: policy.summary,
    createHost({ workload, fleet: { gpus } }) {
      const fleet = createFleet(layoutTable(workload.model), gpus);
      return createCarveHost(workload, fleet, { chooser: createRankedChooser(fleet, ratingOf(policy, workload)) });
    },
  };
}

function withMoves(most: number): Contender {
  return {
    name: `phi+${most}`,
    summary: `phi, and where nothing is free at most ${most === 1 ? 'one pod' : `${most} pods`} restarted elsewhere`,
    createHost({ workload, fleet: { gpus } }) {
      const fleet = createFleet(layoutTable(workload.model), gpus);
      const rating = ratingOf(phi, workload);
      const chooser = createRankedChooser(fleet, rating);
      const mover = createBoundedMover(workload, fleet, { chooser, rating, most });
      return createCarveHost(workload, fleet, { chooser, mover });
    },
  };
}

/** After GRMU: the GPUs set aside are as many as the share of slices that is asked for in whole GPUs. */
function createBaskets(workload: Workload, gpus: number): ReturnType<Contender['createHost']> {
  const { model, shares } = workload;
  const fleet = createFleet(layoutTable(model), gpus, 2);
  const slices = shares.map((share, ordinal) => share * (model.profiles[ordinal]?.memory ?? 0));
  const isWhole = model.profiles.map(({ memory }) => memory === model.memorySlices);
  const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
  const setAside = Math.ceil((gpus * sum(slices.filter((_, ordinal) => isWhole[ordinal]))) / sum(slices));
  for (let gpu = 0; gpu < Math.min(gpus, setAside); gpu++) fleet.setClass(gpu, 1);
  const chooser = createRankedChooser(fleet, ratingOf(bestFit, workload), (profile) =>
    isWhole[profile] ? [[1], [0]] : [[0], [1]],
  );
  return createCarveHost(workload, fleet, { chooser });
}

function ratingOf(policy: Policy, workload: Workload): ModelRating {
  return createRater({ policy, demand: demandOf(workload) }).of(workload.model);
}
