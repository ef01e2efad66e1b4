import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Command } from 'commander';
import { addBench } from './command.ts';

/** Runs the command line in this process. Throws what it ends with, before anything is replayed. */
async function bench(args: readonly string[]): Promise<void> {
  const silent = { writeErr: () => {}, writeOut: () => {} };
  const program = new Command().exitOverride().configureOutput(silent);
  addBench(program);
  await program.parseAsync(['bench', ...args], { from: 'user' });
}

describe('slicewise bench refuses', () => {
  const wrong: readonly [args: readonly string[], want: RegExp][] = [
    [
      ['--preset', 'huge'],
      /argument 'huge' is invalid\. Allowed choices are quick, mixes, sizes, static, moves, trace\./,
    ],
    [['--preset', 'trace'], /^--preset: "trace" needs the file of --trace$/],
    [['--trace', 'x.csv', '--preset', 'mixes'], /^--trace: the preset "mixes" makes its own requests; only/],
    [['--trace', 'x.csv', '--load', '1'], /^--load: has no use with --trace, whose file says what is asked/],
    [['--trace', 'x.csv', '--order', 'fill'], /^--order: has no use with --trace, /],
    [['--trace', '/nowhere.csv'], /^\/nowhere\.csv: there is no such file$/],
    [['--trace-gpu-memory', '16'], /^--trace-gpu-memory: has a use only with --trace$/],
    [['--snapshot', 'x', '--gpus', '9'], /^--gpus: has no use with --snapshot, whose GPUs are taken as they/],
    [['--snapshot', 'x', '--gpus-per-node', '9'], /^--gpus-per-node: has no use with --snapshot, /],
    [['--snapshot', '/nowhere.json'], /^\/nowhere\.json: there is no such file$/],
    [['-f', 'fixtures/mixed-cluster.yaml', '--gpu-model', 'B200-180GB'], /has no usable B200-180GB GPU in MIG mode$/],
    [
      ['-f', 'fixtures/mixed-cluster.yaml', '--mode', 'static', '--gpu-model', 'A100-40GB'],
      /^--layouts: a pool in carve mode has no layouts of its own; take all-balanced or tuned$/,
    ],
    [['--layouts', 'tuned'], /^--layouts: has a use only in static mode \(--mode static\)$/],
    [['--kubelet', 'packed'], /^--kubelet: has a use only in static mode/],
    [['--recut-after', '1'], /^--recut-after: has a use only in static mode/],
    [['--gpus-per-node', '4'], /^--gpus-per-node: has a use only in static mode/],
    [['--mode', 'static', '--layouts', 'captured'], /^--layouts: "captured" needs the layouts of --snapshot$/],
    [
      ['--mode', 'static', '--layouts', 'best'],
      /argument 'best' is invalid\. "best" is none of all-balanced, tuned, capt/,
    ],
    [['--order', 'fill', '--queue'], /^--queue: has no use with --order fill, whose requests never leave$/],
    [['--order', 'fill', '--lifetimes', 'deterministic'], /^--lifetimes: has no use with --order fill, /],
    [['--bound', '--queue'], /^--bound: holds for policies that reject what finds no place; with --queue/],
    [['--lifetimes', 'lognormal:x'], /^--lifetimes: the sigma of "lognormal:x" must be a number above 0/],
    [['--lifetimes', '/nowhere.csv'], /^\/nowhere\.csv: there is no such file$/],
    [['--shard', '0/2', '-o', 'csv'], /^--output: a shard is written as JSON, which "slicewise bench merge -o/],
    [
      ['--shard', '2/2'],
      /argument '2\/2' is invalid\. It must be of the form I\/N, with I from 0 to N - 1, and N up to/,
    ],
    [['--policy', 'phii'], /^--policy: there is no policy "phii"; did you mean phi\?$/],
    [['--policy', 'optimal'], /^--policy: there is no policy "optimal"; "slicewise bench policies" lists them$/],
    [['--policy', 'least-allocated'], /^--policy: "least-allocated" decides only in static mode, and this is c/],
    [
      ['--mode', 'static', '--preset', 'moves', '--policy', 'repack'],
      /"repack" decides only in carve mode, and this is s/,
    ],
    [['--mix', 'unifrom'], /^--mix: there is no mix "unifrom"; did you mean uniform\?$/],
    [['--mix', '9g=1'], /^--mix: A100-40GB has no profile "9g"$/],
    [['--gpu-model', 'A100'], /^there is no GPU model "A100"; /],
    [['--load', '0'], /argument '0' is invalid\. It must be numbers above 0 and up to 100, such as 0\.85,1\.0\./],
    [['--bandwidth-high', '2'], /It must be a number from 0 to 1\./],
    [['--counted', '0'], /It must be a number above 0 and up to 1,000,000\./],
    [['--load', '101'], /It must be numbers above 0 and up to 100/],
    [['--counted', '2000000'], /It must be a number above 0 and up to 1,000,000\./],
    [['--warm-up', '2000000'], /It must be a number from 0 to 1,000,000\./],
    [['--shard', '0/100000'], /N up to 99,999\./],
    [['--output-file', '/nowhere/x'], /^\/nowhere\/x: cannot be written: /],
    [['now'], /^error: too many arguments for 'bench'/],
    [['merge'], /^error: missing required argument 'file'/],
    [['merge', '/nowhere.json'], /^\/nowhere\.json: there is no such file$/],
    [['merge', 'a.json', '--load', '1'], /^--load: has no use with merge, which runs nothing$/],
    [['policies', '-o', 'json'], /^--output: has no use with policies, which runs nothing$/],
    [
      ['--trace', 'fixtures/traces/profiles.csv', '--trace-gpu-memory', '16'],
      /^fixtures\/traces\/profiles\.csv: asks for profiles and not for shares of GPUs, so --trace-gpu-memory has no use$/,
    ],
    [['merge', 'package.json'], /^package\.json: /],
    [['merge', 'README.md'], /^README\.md: it is not JSON$/],
  ];
  for (const [args, want] of wrong) {
    it(args.join(' '), () => assert.rejects(bench(args), { message: want }));
  }
});
