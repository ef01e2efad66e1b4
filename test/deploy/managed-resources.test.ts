import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { gpuModels } from '../../solver/model/catalogue.ts';
import { profileOf, profileOfResource, resourceOf } from '../../solver/model/profile-name.ts';
import { MANAGED_RESOURCES_FILE, managedResources } from './managed-resources.ts';
import { schedulerConfigurationOf } from './scheduler-configuration.ts';

describe(MANAGED_RESOURCES_FILE, () => {
  const text = readFileSync(MANAGED_RESOURCES_FILE, 'utf8');
  const managed: readonly string[] = parse(text);

  it('is what the catalogue of GPU models says ("npm run manifests" writes it)', () => {
    assert.equal(text, managedResources());
  });

  it('sends the pods that ask for any profile of any model', () => {
    const resources = gpuModels.flatMap(({ profiles }) => profiles.map(({ name }) => resourceOf(name)));
    assert.deepEqual(
      resources.filter((resource) => !managed.includes(resource)),
      [],
    );
  });

  it('names nothing twice, and nothing that no model has', () => {
    assert.equal(new Set(managed).size, managed.length);
    for (const name of managed) {
      const resource = profileOfResource(name);
      assert.ok(resource.ok, name);
      assert.ok(
        gpuModels.some((model) => profileOf(model, resource.value.profile).ok),
        name,
      );
    }
  });

  for (const file of ['deploy/kube-scheduler.yaml', ...globSync('deploy/manifests/*.yaml')]) {
    it(`is all that kube-scheduler is told in ${file}`, () => {
      const { extenders } = schedulerConfigurationOf(readFileSync(file, 'utf8'));
      assert.deepEqual(
        extenders.flatMap((extender) => extender.managedResources.map(({ name }) => name)),
        managed,
      );
    });
  }
});
