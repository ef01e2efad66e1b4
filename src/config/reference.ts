import { FIELDS, type Field } from './fields.ts';
import { SETTINGS, variableOf } from './settings.ts';

/** Where docs/configuration.md has what is generated. */
const [BEGIN, END] = ['<!-- fields: written by npm run schema -->', '<!-- end of fields -->'];

/** The text of docs/configuration.md with its table of fields as the schema has them. */
export function withFieldTable(page: string): string {
  const [before, rest] = page.split(BEGIN, 2);
  const after = rest?.split(END, 2)[1];
  if (before === undefined || after === undefined) throw new Error(`the page lacks "${BEGIN}" or "${END}"`);
  return `${before}${BEGIN}\n\n${fieldTable()}\n\n${END}${after}`;
}

function fieldTable(): string {
  return ['| field | default | flag | variable | |', '|---|---|---|---|---|', ...FIELDS.map(fieldRow)].join('\n');
}

function fieldRow({ path, usual, description }: Field): string {
  const flag = SETTINGS.find((setting) => setting.path === path)?.flag;
  const cells = [
    code(path),
    usual === undefined ? 'must be there' : code(JSON.stringify(usual).replace(/^"(.+)"$/, '$1')),
    flag === undefined ? '' : code(flag),
    flag === undefined ? '' : code(variableOf(flag)),
    description,
  ];
  return `| ${cells.join(' | ')} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}
