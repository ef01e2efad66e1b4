import { parseAllDocuments } from 'yaml';
import { failure, ok, type Result } from '../../solver/model/result.ts';

/** The documents of a YAML text as plain data, empty ones left out; fails with a sentence that names line and column. */
export function readYaml(text: string): Result<readonly unknown[]> {
  const documents = parseAllDocuments(text, { logLevel: 'error' });
  if (!Array.isArray(documents)) return ok([]);
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) return failure(`is not valid YAML: ${firstLine(error.message)}`);
  try {
    return ok(documents.map((document): unknown => document.toJS()).filter((value) => value !== null));
  } catch (cause) {
    // What the parser throws over aliases of aliases, which would fill the memory.
    if (cause instanceof ReferenceError) return failure('is not usable YAML: its aliases expand too far');
    throw cause;
  }
}

/** Says what and where; the lines after it, which it announces with a colon, draw the place. */
function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/:$/, '');
}
