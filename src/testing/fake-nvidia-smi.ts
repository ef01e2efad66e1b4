import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

// A driver in a file, as nvidia-smi shows it: `FAKE_GPUS` names the file. It shares nothing with slicewise but the published
// geometry, and refuses what a real driver refuses: an instance in use, a GPU instance that still has a compute instance, a
// window that is taken, a start that is not legal. Each call that changes something is noted in `FAKE_GPUS.log`.

interface Instance {
  readonly id: number;
  readonly profile: number;
  readonly start: number;
  readonly isBusy: boolean;
  hasCompute: boolean;
}

interface Board {
  readonly uuid: string;
  readonly model: string;
  instances: Instance[];
}

interface Published {
  readonly model: string;
  readonly profiles: readonly {
    readonly name: string;
    readonly id: number;
    readonly size: number;
    readonly starts: readonly number[];
    readonly max: number;
  }[];
}

const file = process.env['FAKE_GPUS'] ?? '';
const boards: Board[] = JSON.parse(readFileSync(file, 'utf8'));
const published: { readonly gpus: readonly Published[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/geometry/published.json', import.meta.url), 'utf8'),
);

function fail(text: string): never {
  process.stdout.write(`${text}\n`);
  process.exit(6);
}

const args = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
};
const index = Number(option('-i'));
const board = boards[index] ?? fail(`No devices were found`);
const { profiles } = published.gpus.find(({ model }) => model === board.model) ?? fail('unknown board');

function profileOf(id: number): Published['profiles'][number] {
  return profiles.find((profile) => profile.id === id) ?? fail(`Unable to find profile ${id}: Invalid Argument`);
}

/** Any kubectl, awk or person reads these. */
function print(title: string, rows: readonly string[]): void {
  process.stdout.write(`+---+\n| ${title}:  |\n| GPU   Name   Profile  Instance   Placement  |\n|===|\n`);
  for (const row of rows) process.stdout.write(`${row}\n+---+\n`);
}

function save(what: string): void {
  writeFileSync(file, JSON.stringify(boards));
  appendFileSync(`${file}.log`, `${what}\n`);
  process.stdout.write(`Successfully did: ${what}\n`);
}

const byId = (): Instance => board.instances.find(({ id }) => id === Number(option('-gi'))) ?? fail('Not Found');

if (args.includes('--query-gpu=uuid')) {
  process.stdout.write(`${board.uuid}\n`);
} else if (args.includes('-lgip')) {
  print(
    'GPU instance profiles',
    profiles.map(
      ({ name, id, max }) => `|   ${index}  MIG ${name}     ${id}     ${max}/${max}     4.75   No   14   0   0   |`,
    ),
  );
} else if (args.includes('-lgi')) {
  if (board.instances.length === 0) fail('No GPU instances found: Not Found');
  print(
    'GPU instances',
    board.instances.map(({ id, profile, start }) => {
      const { name, size } = profileOf(profile);
      return `|   ${index}  MIG ${name}          ${profile}        ${id}          ${start}:${size}     |`;
    }),
  );
} else if (args.includes('-lci')) {
  const with_ = board.instances.filter(({ hasCompute }) => hasCompute);
  if (with_.length === 0) fail('No compute instances found: Not Found');
  print(
    'Compute instances',
    with_.map(
      ({ id, profile }) =>
        `|   ${index}      ${id}       MIG ${profileOf(profile).name}          0         0          0:1     |`,
    ),
  );
} else if (args.includes('-dci')) {
  const instance = byId();
  if (instance.isBusy) fail(`Unable to destroy compute instance ID 0 from GPU ${index}: In use by another client`);
  instance.hasCompute = false;
  save(`dci ${index} ${instance.profile}@${instance.start}`);
} else if (args.includes('-dgi')) {
  const instance = byId();
  if (instance.hasCompute)
    fail(`Unable to destroy GPU instance ID ${instance.id} from GPU ${index}: In use by another client`);
  board.instances = board.instances.filter((each) => each !== instance);
  save(`dgi ${index} ${instance.profile}@${instance.start}`);
} else if (args.includes('-cgi')) {
  const [id = Number.NaN, start = Number.NaN] = (option('-cgi') ?? '').split(':').map(Number);
  const { size, starts, max } = profileOf(id);
  const isTaken = board.instances.some((each) => {
    const other = profileOf(each.profile);
    return start < each.start + other.size && each.start < start + size;
  });
  const isMost = board.instances.filter(({ profile }) => profile === id).length >= max;
  if (!starts.includes(start)) fail(`Unable to create a GPU instance on GPU ${index}: Invalid Argument`);
  if (isTaken || isMost)
    fail(`Unable to create a GPU instance on GPU ${index} using profile ${id}: Insufficient Resources`);
  const used = new Set(board.instances.map((each) => each.id));
  const free = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].find((each) => !used.has(each)) ?? 15;
  board.instances.push({ id: free, profile: id, start, isBusy: false, hasCompute: args.includes('-C') });
  save(`cgi ${index} ${id}@${start}`);
} else {
  fail(`unknown arguments: ${args.join(' ')}`);
}
