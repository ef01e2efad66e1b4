import { gpuModels } from '../../solver/model/catalogue.ts';
import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { BadInput } from '../../src/bad-input.ts';
import { mostSimilar } from '../../src/similar.ts';

/**
 * The GPU model of that name.
 *
 * @throws BadInput where the catalogue has none.
 */
export function fleetModel(name: string): GpuModel {
  const found = gpuModels.find((model) => model.name === name);
  if (found !== undefined) return found;
  const [near] = mostSimilar(name.toUpperCase(), gpuModels, (model) => model.name);
  const hint = near === undefined ? `known are ${gpuModels.map((model) => model.name).join(', ')}` : near.name;
  throw new BadInput(`there is no GPU model "${name}"; ${near === undefined ? hint : `did you mean ${hint}?`}`);
}
