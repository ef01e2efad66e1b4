import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { BadInput } from '../bad-input.ts';
import { nodeObject, podObject } from '../testing/objects.ts';
import { parseSnapshot, readSnapshot } from './snapshot.ts';

const items = [nodeObject('n1'), podObject('a/b', '1g.5gb'), { kind: 'Deployment', metadata: { name: 'd' } }];

function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/broken/${name}`, import.meta.url));
}

describe('parseSnapshot', () => {
  const forms: readonly [name: string, text: string][] = [
    ['a List in JSON', JSON.stringify({ kind: 'List', items })],
    ['a List in YAML', stringify({ kind: 'List', items })],
    ['several YAML documents', items.map((item) => stringify(item)).join('---\n')],
    [
      'lists of the API server, whose items leave out their kind',
      [
        stringify({ kind: 'NodeList', items: [{ ...items[0], kind: undefined }] }),
        stringify({ kind: 'PodList', items: [{ ...items[1], kind: undefined }] }),
      ].join('---\n'),
    ],
  ];
  for (const [name, text] of forms) {
    it(`reads ${name}`, () => {
      const { nodes, pods, problems } = parseSnapshot(text, 'test');
      assert.deepEqual(
        [nodes.map(({ metadata }) => metadata.name), pods.map(({ metadata }) => metadata.name), problems],
        [['n1'], ['b'], []],
      );
    });
  }

  it('reads one object that is no list', () => {
    assert.equal(parseSnapshot(JSON.stringify(items[0]), 'test').nodes.length, 1);
  });

  it('reads documents that are empty as nothing', () => {
    const text = `---\n# none\n---\n${stringify(items[0])}---\n`;
    assert.equal(parseSnapshot(text, 'test').nodes.length, 1);
  });

  it('says that there is no node, where there is none', () => {
    const wanted = {
      object: 'pods.json',
      message: 'has no Node, so there is no GPU to see; ask kubectl for nodes as well',
    };
    for (const objects of [null, [], [items[1]]]) {
      const { nodes, problems } = parseSnapshot(JSON.stringify({ kind: 'List', items: objects }), 'pods.json');
      assert.deepEqual([nodes, problems], [[], [wanted]]);
    }
    const { problems } = parseSnapshot(JSON.stringify({ kind: 'NodeList', items: [7] }), 'nodes.json');
    assert.deepEqual(problems, [{ object: 'Node at items[0]', message: 'it is 7, expected an object' }]);
  });

  it('takes null for absent, as Go writes it', () => {
    const { pods, problems } = parseSnapshot(
      JSON.stringify({
        kind: 'List',
        items: [
          items[0],
          {
            kind: 'Pod',
            metadata: { name: 'p', labels: null, ownerReferences: null },
            spec: { containers: null, tolerations: null },
            status: null,
          },
        ],
      }),
      'test',
    );
    assert.deepEqual([pods.length, problems], [1, []]);
  });

  const broken: readonly [file: string, want: RegExp][] = [
    ['empty.json', /empty\.json: is empty, expected a list of Kubernetes objects/],
    ['not-json.json', /not-json\.json: is not valid JSON: .*line 3 column 1/],
    ['not-yaml.yaml', /not-yaml\.yaml: is not valid YAML: .*line 4, column 1$/],
    ['not-kubernetes.json', /not-kubernetes\.json: holds no Kubernetes objects/],
    ['text.yaml', /text\.yaml: holds no Kubernetes objects/],
    ['items-no-list.json', /items-no-list\.json: items is not a list/],
    ['aliases.yaml', /aliases\.yaml: is not usable YAML: its aliases expand too far$/],
    ['comment.yaml', /comment\.yaml: is empty/],
    ['missing.json', /missing\.json: there is no such file$/],
    ['text.yaml/inside.json', /inside\.json: there is no such file$/],
    ['', /broken\/: is a folder, not a file$/],
  ];
  for (const [file, want] of broken) {
    it(`refuses ${file || 'a folder'} in one sentence that names it`, async () => {
      await assert.rejects(readSnapshot(fixture(file)), (error) => {
        assert.ok(error instanceof BadInput);
        assert.match(error.message, want);
        assert.equal(error.message.split('\n').length, 1);
        return true;
      });
    });
  }

  it('reports each object that cannot be read, by kind and name, and keeps the others', () => {
    const { nodes, pods, problems } = parseSnapshot(readFileSync(fixture('objects.yaml'), 'utf8'), 'objects.yaml');
    assert.ok(nodes.length > 10 && pods.length > 5);
    assert.deepEqual(problems, [
      { object: 'Node at items[0]', message: 'metadata.name is missing' },
      { object: 'Pod at items[16]', message: 'metadata.name is missing' },
      { object: 'Pod team/twin', message: 'is listed more than once; the last one counts' },
    ]);
  });
});
