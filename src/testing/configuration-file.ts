import assert from 'node:assert/strict';
import { BadInput } from '../bad-input.ts';
import type { Environment, FlagValues } from '../config/layers.ts';
import { type Effective, loadConfiguration } from '../config/load.ts';
import { type Folder, makeFolder } from './folder.ts';

/** A configuration file in a folder of its own. */
export interface ConfigurationFile {
  readonly folder: Folder;
  /** Loads from the file with this text in it, under a head that is right, beside flags and variables. */
  load(body: string, flags?: FlagValues, environment?: Environment): Promise<Effective>;
  /** The sentences with which loading is refused, the file called FILE, without indent. */
  refusal(loading: Promise<Effective>): Promise<readonly string[]>;
  remove(): Promise<void>;
}

const NAME = 'slicewise.yaml';
/** What every configuration begins with. */
export const HEAD_LINES = 'apiVersion: slicewise.dev/v1alpha1\nkind: SlicewiseConfiguration\n';

/** Makes an empty one. */
export async function makeConfigurationFile(): Promise<ConfigurationFile> {
  const folder = await makeFolder();
  return {
    folder,
    async load(body, flags = {}, environment = {}) {
      const config = await folder.write(NAME, `${HEAD_LINES}${body}`);
      return await loadConfiguration({ flags: { config, ...flags }, environment });
    },
    async refusal(loading) {
      const error = await loading.then(
        () => assert.fail('it is accepted'),
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof BadInput, String(error));
      return error.message.replaceAll(folder.path(NAME), 'FILE').split(/\n */);
    },
    remove: () => folder.remove(),
  };
}
