import type { Engines, Family, GpuModel, ModelName, Placement, Profile, ProfileName, SliceMask } from './gpu-model.ts';

/**
 * Every GPU model that slicewise knows. Sources: NVIDIA's MIG user guide, published `nvidia-smi mig -lgip` and `-lgipp`
 * listings, and the mig-parted repository. The go-nvml mocks for H100, H200 and B200 are wrong and were not used.
 */

type Row = readonly [
  name: string,
  driverId: number,
  compute: number,
  memory: number,
  driverStarts: readonly number[],
  limit: number,
  engines?: Partial<Engines>,
];

interface Board {
  readonly name: string;
  readonly products: readonly string[];
  readonly memoryGB: number;
  /** What nobody has seen on a board of this model; absent means both were seen. */
  readonly unseen?: 'placements' | 'placements and driver IDs';
}

/**
 * The layout shared by every board with 7 compute and 8 memory slices.
 * `gb` is the memory in the names of profiles of 1, 2, 4 and 8 memory slices.
 */
function sevenEight(board: Board, gb: readonly [number, number, number, number]): GpuModel {
  const [one, two, four, eight] = gb;
  return model(board, 'seven-eight', { computeSlices: 7, memorySlices: 8, engines: { media: 0, ofa: 1 } }, [
    [`1g.${one}gb`, 19, 1, 1, [6, 4, 5, 0, 1, 2, 3], 7],
    [`1g.${one}gb+me`, 20, 1, 1, [6, 4, 5, 0, 1, 2, 3], 1, { ofa: 1 }],
    [`1g.${two}gb`, 15, 1, 2, [4, 0, 2, 6], 4],
    [`2g.${two}gb`, 14, 2, 2, [4, 0, 2], 3],
    [`3g.${four}gb`, 9, 3, 4, [4, 0], 2],
    [`4g.${four}gb`, 5, 4, 4, [0], 1],
    [`7g.${eight}gb`, 0, 7, 8, [0], 1, { ofa: 1 }],
  ]);
}

const a30 = model(
  { name: 'A30-24GB', products: ['NVIDIA-A30'], memoryGB: 24 },
  'a30',
  { computeSlices: 4, memorySlices: 4, engines: { media: 0, ofa: 1 } },
  [
    ['1g.6gb', 14, 1, 1, [0, 1, 2, 3], 4],
    ['1g.6gb+me', 21, 1, 1, [0, 1, 2, 3], 1, { ofa: 1 }],
    ['2g.12gb', 5, 2, 2, [0, 2], 2],
    ['2g.12gb+me', 6, 2, 2, [0, 2], 1, { ofa: 1 }],
    ['4g.24gb', 0, 4, 4, [0], 1, { ofa: 1 }],
  ],
);

const quarters = [0, 3, 6, 9];
const halves = [0, 6];
const rtxPro6000 = model(
  {
    name: 'RTX-PRO-6000-Blackwell-96GB',
    products: [
      'NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition',
      'NVIDIA-RTX-PRO-6000-Blackwell-Workstation-Edition',
      'NVIDIA-RTX-PRO-6000-Blackwell-Max-Q-Workstation-Edition',
    ],
    memoryGB: 96,
  },
  'rtx-pro-6000',
  { computeSlices: 4, memorySlices: 12, engines: { media: 4, ofa: 1 } },
  [
    ['1g.24gb', 14, 1, 3, quarters, 4, { media: 1 }],
    ['1g.24gb+me', 21, 1, 3, quarters, 1, { media: 1, ofa: 1 }],
    ['1g.24gb+gfx', 47, 1, 3, quarters, 4, { media: 1 }],
    ['1g.24gb+me.all', 65, 1, 3, quarters, 1, { media: 4, ofa: 1 }],
    ['1g.24gb-me', 67, 1, 3, quarters, 4],
    ['2g.48gb', 5, 2, 6, halves, 2, { media: 2 }],
    ['2g.48gb+gfx', 35, 2, 6, halves, 2, { media: 2 }],
    ['2g.48gb+me.all', 64, 2, 6, halves, 1, { media: 4, ofa: 1 }],
    ['2g.48gb-me', 66, 2, 6, halves, 2],
    ['4g.96gb', 0, 4, 12, [0], 1, { media: 4, ofa: 1 }],
    ['4g.96gb+gfx', 32, 4, 12, [0], 1, { media: 4, ofa: 1 }],
  ],
);

/** All models, in the order in which lists show them. */
export const gpuModels: readonly GpuModel[] = [
  sevenEight(
    { name: 'A100-40GB', products: ['NVIDIA-A100-SXM4-40GB', 'NVIDIA-A100-PCIE-40GB'], memoryGB: 40 },
    [5, 10, 20, 40],
  ),
  sevenEight(
    { name: 'A100-80GB', products: ['NVIDIA-A100-SXM4-80GB', 'NVIDIA-A100-80GB-PCIe'], memoryGB: 80 },
    [10, 20, 40, 80],
  ),
  a30,
  sevenEight(
    { name: 'H100-80GB', products: ['NVIDIA-H100-80GB-HBM3', 'NVIDIA-H100-PCIe'], memoryGB: 80 },
    [10, 20, 40, 80],
  ),
  sevenEight({ name: 'H100-94GB', products: ['NVIDIA-H100-NVL'], memoryGB: 94 }, [12, 24, 47, 94]),
  sevenEight({ name: 'H100-96GB-GH200', products: ['NVIDIA-GH200-480GB'], memoryGB: 96 }, [12, 24, 48, 96]),
  sevenEight(
    { name: 'GH200-144GB', products: ['NVIDIA-GH200-144G-HBM3e'], memoryGB: 144, unseen: 'placements' },
    [18, 36, 72, 144],
  ),
  sevenEight(
    { name: 'H20-96GB', products: ['NVIDIA-H20'], memoryGB: 96, unseen: 'placements and driver IDs' },
    [12, 24, 48, 96],
  ),
  sevenEight(
    { name: 'H200-141GB', products: ['NVIDIA-H200', 'NVIDIA-H200-NVL'], memoryGB: 141, unseen: 'placements' },
    [18, 35, 71, 141],
  ),
  sevenEight({ name: 'B200-180GB', products: ['NVIDIA-B200'], memoryGB: 180 }, [23, 45, 90, 180]),
  sevenEight(
    { name: 'GB200-186GB', products: ['NVIDIA-GB200'], memoryGB: 186, unseen: 'placements' },
    [23, 47, 93, 186],
  ),
  sevenEight(
    { name: 'B300', products: ['NVIDIA-B300-SXM6-AC'], memoryGB: 269, unseen: 'placements and driver IDs' },
    [34, 67, 135, 269],
  ),
  sevenEight({ name: 'GB300', products: ['NVIDIA-GB300'], memoryGB: 278, unseen: 'placements' }, [35, 70, 139, 278]),
  rtxPro6000,
];

function model(
  board: Board,
  family: Family,
  slices: Pick<GpuModel, 'computeSlices' | 'memorySlices' | 'engines'>,
  rows: readonly Row[],
): GpuModel {
  const profiles = rows.map(profile);
  return {
    name: board.name as ModelName,
    family,
    products: board.products,
    ...slices,
    memoryGB: board.memoryGB,
    placementsObserved: board.unseen === undefined,
    driverIdsObserved: board.unseen !== 'placements and driver IDs',
    profiles,
    placements: placements(profiles),
  };
}

function profile(row: Row, ordinal: number): Profile {
  const [text, driverId, compute, memory, driverStarts, limit, engines] = row;
  return {
    name: text as ProfileName,
    ordinal,
    driverId,
    compute,
    memory,
    starts: driverStarts.toSorted((a, b) => a - b),
    driverStarts,
    limit,
    engines: { media: 0, ofa: 0, ...engines },
    plain: /^\d+g\.\d+gb$/.test(text),
  };
}

function placements(profiles: readonly Profile[]): readonly Placement[] {
  const starts = profiles.flatMap((profile) => profile.starts.map((start) => ({ profile, start })));
  return starts.map(({ profile, start }, ordinal) => ({
    ordinal,
    profile,
    start,
    window: (((1 << profile.memory) - 1) << start) as SliceMask,
  }));
}
