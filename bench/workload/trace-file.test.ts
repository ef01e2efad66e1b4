import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Folder, makeFolder } from '../../src/testing/folder.ts';
import { fleetModel } from './fleet-model.ts';
import { readLifetimes, readTrace, type TraceFile } from './trace-file.ts';

const A100 = fleetModel('A100-40GB');

function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/traces/${name}`, import.meta.url));
}

/** Requests per profile. */
function counts({ workload }: TraceFile): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const profile of workload.profile) found[profile] = (found[profile] ?? 0) + 1;
  return found;
}

/** `0+2 1g.5gb`: hours of arrival and lifetime, rounded to a thousandth. */
function say({ workload: { at, lifetime, profile } }: TraceFile): readonly string[] {
  const round = (hours: number | undefined): number => Math.round((hours ?? 0) * 1000) / 1000;
  return at.map((time, index) => `${round(time)}+${round(lifetime[index])} ${profile[index]}`);
}

describe('a trace in CSV', () => {
  let folder: Folder;
  before(async () => {
    folder = await makeFolder();
  });
  after(() => folder.remove());

  const read = async (text: string, gpuGB?: number): Promise<TraceFile> =>
    readTrace(await folder.write('trace.csv', text), { model: A100, gpuGB });

  it('has hours and profiles, by name or by compute slices, in any order of columns and of times', async () => {
    const trace = await read('Profile,team,LIFETIME,Arrival\n3g,a,2,7.5\n1g.5gb,"b, c",0.5,5\n\n1g,d,1,7.5\n');
    assert.deepEqual(say(trace), ['0+0.5 1g.5gb', '2.5+2 3g.20gb', '2.5+1 1g.5gb']);
    assert.deepEqual(trace.notes, []);
    assert.equal(trace.workload.warmUp, 0);
  });

  it('has other units where the name of a column or a time says so', async () => {
    for (const header of ['arrival_s,lifetime_minutes', 'Arrival (seconds),lifetime-min', 'arrival sec,lifetime(m)']) {
      assert.deepEqual(say(await read(`${header},profile\n0,90,7g\n1800,1d,7g\n2h,30s,7g\n`)), [
        '0+1.5 7g.40gb',
        '0.5+24 7g.40gb',
        '2+0.008 7g.40gb',
      ]);
    }
  });

  it('lets pods that never end stay until the last time in it', async () => {
    const trace = await read('arrival,lifetime,profile\n1,,1g\n2,8,1g\n12,,1g\n');
    assert.deepEqual(say(trace), ['0+11 1g.5gb', '1+8 1g.5gb', '11+0 1g.5gb']);
    assert.deepEqual(trace.notes, ['Without an end, and taken to stay until the last time in the trace: 2 pods.']);
  });

  it('takes shares of a GPU, and several GPUs as requests that come together', async () => {
    const trace = await read('arrival,lifetime,gpu_fraction\n0,1,0.25\n1,2,2\n2,1,0\n3,1,1\n');
    assert.deepEqual(say(trace), ['0+1 2g.10gb', '1+2 7g.40gb', '1+2 7g.40gb', '3+1 7g.40gb']);
    assert.deepEqual(trace.workload.pod, [0, 1, 1, 2]);
    assert.deepEqual(trace.notes, [
      'Left out: 1 pod without a GPU.',
      'With several GPUs: 1 pod, taken as 2 requests for one GPU each.',
      'A share of a GPU became the smallest of 1g.5gb, 2g.10gb, 3g.20gb, 4g.20gb, 7g.40gb with at least that share of the memory slices and of the compute slices.',
    ]);
  });

  it('takes shares of the memory of the GPUs that it was taken on, where that is said', async () => {
    const trace = await read('arrival,lifetime,gpu_fraction\n0,1,0.2\n0,1,0.4\n0,1,1\n', 24);
    // 4.8, 9.6 and 24 GB where a memory slice has 5.
    assert.deepEqual(say(trace), ['0+1 1g.5gb', '0+1 2g.10gb', '0+1 7g.40gb']);
    assert.match(
      trace.notes[0] ?? '',
      /^A share of a GPU was taken as one of 24 GB, and became the smallest of 1g\.5gb, /,
    );
    await assert.rejects(read('arrival,lifetime,profile\n0,1,1g\n', 24), {
      name: 'BadInput',
      message: /: asks for profiles and not for shares of GPUs, so --trace-gpu-memory has no use$/,
    });
  });

  it('is an openb pod list where it has the columns of one: seconds, from the time a pod was scheduled', async () => {
    const header = 'name,num_gpu,gpu_milli,creation_time,deletion_time,scheduled_time\n';
    const trace = await read(
      `${header}a,1,470,3600,10800,7200\nb,0,0,3600,7200,3600\nc,2,1000,7200,10800,7200\nd,1,100,9000,12600,\ne,1,100,10800,,10800\n`,
    );
    assert.deepEqual(say(trace), [
      '0+1 4g.20gb',
      '1+1 7g.40gb',
      '1+1 7g.40gb',
      '1.5+1 1g.5gb',
      '2+0.5 1g.5gb', // until 12600 s
    ]);
    assert.deepEqual(trace.notes.slice(0, -1), [
      'Left out: 1 pod without a GPU.',
      'Never scheduled, and taken to run for as long as they waited: 1 pod.',
      'Without an end, and taken to stay until the last time in the trace: 1 pod.',
      'With several GPUs: 1 pod, taken as 2 requests for one GPU each.',
    ]);
  });

  it('has as many requests of each profile as the stored examples have, counted by hand', () => {
    const gpus = { model: A100 };
    assert.deepEqual(counts(readTrace(fixture('profiles.csv'), gpus)), {
      '1g.5gb': 16,
      '1g.10gb': 1,
      '2g.10gb': 12,
      '3g.20gb': 5,
      '4g.20gb': 1,
      '7g.40gb': 5,
    });
    // 0.1: 10, 0.25: 5, 0.3: 2, 0.5: 8, 0.75: 3, 1: 11, 2: 1.
    assert.deepEqual(counts(readTrace(fixture('gpu-fractions.csv'), gpus)), {
      '1g.5gb': 10,
      '2g.10gb': 5,
      '3g.20gb': 2,
      '4g.20gb': 8,
      '7g.40gb': 3 + 11 + 2,
    });
    // Thousandths: 100: 5, 230: 6, 320: 4, 470: 2, 810: 7, 1000: 10; 2 pods with 2 GPUs and 2 with 8.
    assert.deepEqual(counts(readTrace(fixture('openb-columns.csv'), gpus)), {
      '1g.5gb': 5,
      '2g.10gb': 6,
      '3g.20gb': 4,
      '4g.20gb': 2,
      '7g.40gb': 7 + 10 + 2 * 2 + 2 * 8,
    });
  });

  for (const [what, text, message] of [
    ['no rows', 'arrival,lifetime,profile\n', 'has no rows below a line of column names'],
    ['nothing', '', 'has no rows below a line of column names'],
    [
      'an open quote',
      'arrival,lifetime,profile\n0,1,"1g\n',
      ', line 2: a quote is not where CSV allows one, or not closed',
    ],
    [
      'other columns',
      'start,end\n1,2\n',
      'has neither the columns arrival, lifetime, and profile or gpu_fraction, nor num_gpu, gpu_milli, creation_time, deletion_time',
    ],
    [
      'a bad time',
      'arrival,lifetime_s,profile\n0,1,1g\n\n0,soon,1g\n',
      ', line 4, column lifetime_s is "soon", expected a time such as 1.5, 90s, 30m, 2h or 1d',
    ],
    [
      'a time before time',
      'arrival,lifetime,profile\n-1,1,1g\n',
      ', line 2, column arrival is "-1", expected a time such as 1.5, 90s, 30m, 2h or 1d',
    ],
    [
      'no arrival',
      'lifetime,profile,arrival\n1,1g\n',
      ', line 2, column arrival is empty, expected a time such as 1.5, 90s, 30m, 2h or 1d',
    ],
    [
      'an unknown profile',
      'arrival,lifetime,profile\n0,1,1g.6gb\n',
      ', line 2, column profile: A100-40GB has no profile "1g.6gb"',
    ],
    ['no profile', 'arrival,lifetime,profile\n0,1,\n', ', line 2, column profile is empty, expected a profile'],
    [
      'one GPU and a half',
      'arrival,lifetime,gpu_fraction\n0,1,1.5\n',
      ', line 2, column gpu_fraction is "1.5", expected a share of a GPU, or a whole number of GPUs up to 1024',
    ],
    ['no GPU anywhere', 'arrival,lifetime,gpu_fraction\n0,1,0\n', ': no pod asks for a GPU'],
    [
      'an end before the start',
      'num_gpu,gpu_milli,creation_time,deletion_time,scheduled_time\n1,500,0,10,20\n',
      ', line 2, column deletion_time is "10", expected no time before its start at 20',
    ],
    [
      'a start before the creation',
      'num_gpu,gpu_milli,creation_time,deletion_time,scheduled_time\n1,500,30,40,20\n',
      ', line 2, column scheduled_time is "20", expected no time before its creation at 30',
    ],
    [
      'half a GPU too many',
      'num_gpu,gpu_milli,creation_time,deletion_time\n1.5,500,0,10\n',
      ', line 2, column num_gpu is "1.5", expected a whole number up to 1024',
    ],
    [
      'more than a GPU of one',
      'num_gpu,gpu_milli,creation_time,deletion_time\n1,1500,0,10\n',
      ', line 2, column gpu_milli is "1500", expected a number up to 1000',
    ],
    [
      'nothing of a GPU',
      'num_gpu,gpu_milli,creation_time,deletion_time\n1,0,0,10\n',
      ', line 2, column gpu_milli is "0", expected more than 0 where num_gpu is 1',
    ],
  ] as const) {
    it(`is refused in one sentence where it has ${what}`, async () => {
      const file = await folder.write('bad.csv', text);
      const separator = /^[,:]/.test(message) ? '' : ' ';
      assert.throws(() => readTrace(file, { model: A100 }), { name: 'BadInput', message: file + separator + message });
    });
  }

  it('is refused where there is no such file', () => {
    const file = folder.path('missing.csv');
    assert.throws(() => readTrace(file, { model: A100 }), {
      name: 'BadInput',
      message: `${file}: there is no such file`,
    });
  });

  it('gives lifetimes to draw from: those in its column, or how long the pods of an openb list ran', async () => {
    const file = await folder.write('lifetimes.csv', 'lifetime_m,who\n30,a\n,b\n2h,c\n');
    assert.deepEqual(readLifetimes(file), { kind: 'resampled', name: file, values: [0.5, 2] });

    const openb = readLifetimes(fixture('openb-columns.csv'));
    assert.ok(openb.kind === 'resampled');
    assert.equal(openb.values.length, 36);
    assert.equal(Math.round(openb.values.reduce((sum, hours) => sum + hours, 0) * 3600), 193_125);

    const none = await folder.write('none.csv', 'lifetime\n0\n');
    assert.throws(() => readLifetimes(none), { name: 'BadInput', message: `${none} has no lifetime above 0` });
    const other = await folder.write('other.csv', 'age\n0\n');
    assert.throws(() => readLifetimes(other), {
      name: 'BadInput',
      message: /other\.csv has neither a column lifetime, nor num_gpu/,
    });
  });
});
