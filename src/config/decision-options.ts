import { gpuModels } from '../../solver/model/catalogue.ts';
import { policies } from '../../solver/placement/policies.ts';
import type { Policy } from '../../solver/placement/policy.ts';
import { BadInput } from '../bad-input.ts';
import type { DecisionOptions } from '../extender/session.ts';

/**
 * Reads how to decide from options as they are written on the command line.
 *
 * @param modelCosts `MODEL=COST`, one for each model whose cost is not 1.
 * @throws BadInput naming the option, the policy or the model.
 */
export function readDecisionOptions(policyName: string, modelCosts: readonly string[]): DecisionOptions {
  const policy = policyOf(policyName);
  if (policy === undefined) {
    const names = policies.map(({ name }) => name).join(', ');
    throw new BadInput(`--policy: there is no policy "${policyName}", only ${names}`);
  }
  return { policy, costs: new Map(modelCosts.map(readModelCost)) };
}

/** The policy of a name. */
export function policyOf(name: string): Policy | undefined {
  return policies.find((policy) => policy.name === name);
}

function readModelCost(text: string): [string, number] {
  const [name = '', cost = ''] = text.split('=', 2);
  if (!gpuModels.some((model) => model.name === name)) {
    throw new BadInput(
      `--model-cost: there is no GPU model "${name}", only ${gpuModels.map((model) => model.name).join(', ')}`,
    );
  }
  const value = Number(cost);
  if (cost === '' || !Number.isFinite(value) || value <= 0) {
    throw new BadInput(`--model-cost: "${text}" is not of the form MODEL=COST with a cost above 0`);
  }
  return [name, value];
}
