import type { Command, Option } from 'commander';

/** The shells that can complete slicewise's commands. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A shell of `SHELLS`. */
export type Shell = (typeof SHELLS)[number];

/**
 * A script for the shell to source: it completes the commands, options and choices of the program, and file names where a
 * value has no choices, after the program's name and after `npx` and its name. It knows all of it by itself, so that
 * completing starts no process.
 */
export function completionScript(program: Command, shell: Shell): string {
  switch (shell) {
    case 'bash':
      return `${bashFunctions(program)}\n${register(program, 'complete -p npx &> /dev/null')}`;
    case 'zsh':
      return `${LOAD_ZSH_COMPLETION}\n${bashFunctions(program)}\n${register(program, '(( $+_comps[npx] ))')}`;
    case 'fish':
      return fishScript(program);
  }
}

/** zsh understands bash's functions; its own completion system is started where the user has not done so. */
const LOAD_ZSH_COMPLETION = `(( $+functions[compdef] )) || { autoload -U compinit && compinit }
autoload -U bashcompinit && bashcompinit`;

/** What somebody else has registered for npx stays. */
function register(program: Command, hasNpxCompletion: string): string {
  const name = nameOf(program);
  return `complete -o default -F _${name} ${name}
${hasNpxCompletion} || complete -o default -F _${name}_by_npx npx`;
}

function bashFunctions(program: Command): string {
  const name = nameOf(program);
  const commands = commandsOf(program);
  const all = commands.flatMap(withSubcommands);
  const choices = all.flatMap(({ path, command }) =>
    optionsOf(command)
      .filter(({ argChoices }) => argChoices !== undefined)
      .map((option) => {
        const typed = flagsOf(option).map((flag) => `'${path} ${flag}'`);
        return `    ${typed.join('|')}) words='${(option.argChoices ?? []).join(' ')}' ;;`;
      }),
  );
  const files = all.flatMap(({ path, command }) =>
    optionsOf(command)
      .filter((option) => takesValue(option) && option.argChoices === undefined)
      .flatMap(flagsOf)
      .map((flag) => `'${path} ${flag}'`),
  );
  const words = all.map(({ path, command }) => {
    const options = optionsOf(command).map((option) => option.long ?? option.short);
    return `    '${path} '*) words='${[...options, ...argumentChoices(command)].join(' ')}' ;;`;
  });
  const subcommands = all.filter(({ path }) => path.includes(' ')).map(({ path }) => `'${path}'`);
  return `_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=
  (( COMP_CWORD > 1 )) || command=
  (( COMP_CWORD > 2 )) && case "$command \${COMP_WORDS[2]}" in
    ${subcommands.join('|')}) command="$command \${COMP_WORDS[2]}" ;;
  esac
  case "$command $before" in
    ' '*) words='${commands.map((command) => command.name()).join(' ')} --help --version' ;;
${choices.join('\n')}
    ${files.join('|')}) ;;
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
_${name}_by_npx() {
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W ${name} -- "\${COMP_WORDS[1]}"))
  elif [[ "\${COMP_WORDS[1]}" == ${name} ]]; then
    COMP_WORDS=("\${COMP_WORDS[@]:1}")
    (( COMP_CWORD -= 1 ))
    _${name}
  fi
}`;
}

function fishScript(program: Command): string {
  const name = nameOf(program);
  const commands = commandsOf(program);
  const lines = commands.flatMap((command) => {
    const its = commandsOf(command);
    const names = its.map((each) => each.name()).join(' ');
    const has = `__fish_seen_subcommand_from ${command.name()}`;
    return [
      `complete -c ${name} -f -n __fish_use_subcommand -a ${command.name()} -d ${quote(command.description())}`,
      ...fishArguments(name, command, its.length === 0 ? has : `${has}; and not __fish_seen_subcommand_from ${names}`),
      ...its.flatMap((each) => fishArguments(name, each, `${has}; and __fish_seen_subcommand_from ${each.name()}`)),
    ];
  });
  const byNpx = [
    `complete -c npx -n __fish_use_subcommand -a ${name}`,
    `complete -c npx -f -n '__fish_seen_subcommand_from ${name}' -a '(__fish_complete_subcommand)'`,
  ];
  return [...lines, ...byNpx].join('\n');
}

/** The lines that complete what follows a command, wherever a condition holds. */
function fishArguments(name: string, command: Command, condition: string): readonly string[] {
  const where = `-n '${condition}'`;
  return [
    ...argumentChoices(command).map((choice) => `complete -c ${name} -f ${where} -a ${choice}`),
    ...optionsOf(command).map((option) => `complete -c ${name} ${where} ${fishOption(option)}`),
  ];
}

function fishOption(option: Option): string {
  const short = option.short === undefined ? '' : `-s ${option.short.replace(/^-/, '')} `;
  const long = option.long === undefined ? '' : `-l ${option.long.replace(/^--/, '')} `;
  const values = option.argChoices === undefined ? '' : `-f -a '${option.argChoices.join(' ')}' `;
  return `${short}${long}${takesValue(option) ? '-r ' : ''}${values}-d ${quote(option.description)}`;
}

/** Shells complete by the name of a program; `kubectl slicewise` is none. */
function nameOf(program: Command): string {
  return program.name().replace(/^.* /, '');
}

function commandsOf(program: Command): readonly Command[] {
  return program.createHelp().visibleCommands(program);
}

/** A command's own commands, and then itself; each with what has to be typed for it. */
function withSubcommands(command: Command): readonly { readonly path: string; readonly command: Command }[] {
  const its = commandsOf(command).map((each) => ({ path: `${command.name()} ${each.name()}`, command: each }));
  return [...its, { path: command.name(), command }];
}

function optionsOf(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command);
}

function flagsOf({ long, short }: Option): readonly string[] {
  return [long, short].filter((flag) => flag !== undefined);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

/** What may follow a command that is no option: choices of its arguments, and commands of its own. */
function argumentChoices(command: Command): readonly string[] {
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  return [...choices, ...command.commands.map((each) => each.name())];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}
