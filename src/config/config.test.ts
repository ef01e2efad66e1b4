import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ok } from '../../solver/model/result.ts';
import { policies } from '../../solver/placement/policies.ts';
import { BadInput } from '../bad-input.ts';
import { readDecisionOptions } from './decision-options.ts';
import { parseDuration } from './duration.ts';
import { formatAddress, isLoopback, isUnspecified, parseListenAddress } from './listen-address.ts';
import { parseSize } from './size.ts';

describe('readDecisionOptions', () => {
  it('knows the policies, the default first', () => {
    for (const { name } of policies) assert.equal(readDecisionOptions(name, []).policy.name, name);
  });

  it('reads what GPUs cost', () => {
    assert.deepEqual(
      [...readDecisionOptions('phi', ['A100-40GB=1.5', 'H100-80GB=3']).costs],
      [
        ['A100-40GB', 1.5],
        ['H100-80GB', 3],
      ],
    );
  });

  const wrong: readonly [policy: string, costs: readonly string[], want: RegExp][] = [
    ['best', [], /--policy: there is no policy "best", only phi, best-fit, .*first-fit, /],
    ['phi', ['A100=2'], /--model-cost: there is no GPU model "A100", only A100-40GB, /],
    ['phi', ['A100-40GB'], /--model-cost: "A100-40GB" is not of the form MODEL=COST/],
    ['phi', ['A100-40GB=0'], /with a cost above 0/],
    ['phi', ['A100-40GB=cheap'], /with a cost above 0/],
  ];
  for (const [policy, costs, want] of wrong) {
    it(`refuses ${policy} ${costs.join(' ')} by name`, () => {
      assert.throws(
        () => readDecisionOptions(policy, costs),
        (error) => error instanceof BadInput && want.test(error.message),
      );
    });
  }
});

describe('parseListenAddress', () => {
  const right: readonly [text: string, host: string, port: number][] = [
    ['127.0.0.1:8888', '127.0.0.1', 8888],
    ['localhost:0', 'localhost', 0],
    ['[::1]:443', '::1', 443],
    ['0.0.0.0:65535', '0.0.0.0', 65535],
    [':8888', '', 8888],
  ];
  for (const [text, host, port] of right) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parseListenAddress(text), ok({ host, port }));
      assert.equal(formatAddress({ host, port }), text);
    });
  }
  for (const text of ['', '8888', ':', 'localhost', 'localhost:x', '::1:80', 'localhost:65536', 'a b:1']) {
    it(`refuses "${text}"`, () => {
      const read = parseListenAddress(text);
      assert.ok(!read.ok && read.error.includes(`"${text}" is not of the form HOST:PORT`));
    });
  }
});

describe('parseDuration', () => {
  const right: readonly [text: string, milliseconds: number][] = [
    ['60s', 60_000],
    ['500ms', 500],
    ['2m', 120_000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
  ];
  for (const [text, milliseconds] of right) {
    it(`reads ${text}`, () => assert.deepEqual(parseDuration(text), ok(milliseconds)));
  }
  for (const text of ['', '60', 's', '1 s', '-1s', '1d', '1.s', '1s1', '9'.repeat(10_000)]) {
    it(`refuses "${text.slice(0, 20)}"`, () => assert.equal(parseDuration(text).ok, false));
  }
});

describe('parseSize', () => {
  const right: readonly [size: string | number, bytes: number][] = [
    ['128Mi', 2 ** 27],
    ['1Gi', 2 ** 30],
    ['64M', 64e6],
    ['1048576', 2 ** 20],
    [1048576, 2 ** 20],
  ];
  for (const [size, bytes] of right) {
    it(`reads ${size}`, () => assert.deepEqual(parseSize(size), ok(bytes)));
  }
  for (const size of ['', 'Mi', '128MB', '128 MiB', '-1Mi', '1500m', -1, 1.5]) {
    it(`refuses "${size}"`, () => assert.equal(parseSize(size).ok, false));
  }
});

describe('an address', () => {
  it('is of the loopback, of every interface, or neither', () => {
    const ips = ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '0.0.0.0', '::', '10.0.0.1', 'fe80::1'];
    assert.deepEqual(ips.filter(isLoopback), ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']);
    assert.deepEqual(ips.filter(isUnspecified), ['0.0.0.0', '::']);
  });
});
