import { Option } from 'commander';
import { FIELDS, type Field } from '../config/fields.ts';
import { SETTINGS, type Setting, variableOf } from '../config/settings.ts';

/**
 * The options of `slicewise serve` that stand for fields of the configuration. None has a value where it was not given, so
 * that the environment and the file count then.
 */
export function configurationOptions(): readonly Option[] {
  return SETTINGS.flatMap((setting) => {
    const field = FIELDS.find(({ path }) => path === setting.path);
    if (field === undefined) throw new Error(`there is no field ${setting.path}`);
    return setting.value === undefined ? switchOptions(setting, field) : [valueOption(setting, field)];
  });
}

function valueOption({ flag, value, isList }: Setting, { description, usual, choices }: Field): Option {
  const usually = typeof usual === 'string' && usual !== '' ? `default: ${usual}, ` : '';
  const option = new Option(`${flag} <${value}>`, `${description} (${usually}env: ${variableOf(flag)})`);
  if (choices !== undefined) return option.choices(choices);
  return isList ? option.argParser(appended) : option;
}

function switchOptions({ flag }: Setting, { description }: Field): readonly Option[] {
  return [
    new Option(flag, `${description} (env: ${variableOf(flag)})`),
    new Option(flag.replace('--', '--no-'), `switch ${flag} off where the file or the environment has it on`),
  ];
}

function appended(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
