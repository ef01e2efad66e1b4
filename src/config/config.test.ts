import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { policies } from '../../solver/placement/policies.ts';
import { BadInput } from '../bad-input.ts';
import { readDecisionOptions } from './decision-options.ts';
import { formatAddress, isLoopback, isUnspecified, parseListenAddress } from './listen-address.ts';

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
    ['best', [], /--policy: there is no policy "best", only phi, best-fit, first-fit/],
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
  ];
  for (const [text, host, port] of right) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parseListenAddress(text), { host, port });
      assert.equal(formatAddress({ host, port }), text);
    });
  }
  for (const text of ['', '8888', ':8888', 'localhost', 'localhost:x', '::1:80', 'localhost:65536', 'a b:1']) {
    it(`refuses "${text}"`, () => {
      assert.throws(
        () => parseListenAddress(text),
        (error) => error instanceof BadInput && error.message.includes(`"${text}"`),
      );
    });
  }
});

describe('an address', () => {
  it('is of the loopback, of every interface, or neither', () => {
    const ips = ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '0.0.0.0', '::', '10.0.0.1', 'fe80::1'];
    assert.deepEqual(ips.filter(isLoopback), ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']);
    assert.deepEqual(ips.filter(isUnspecified), ['0.0.0.0', '::']);
  });
});
