/** By the code of the system's error. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'there is no such file'],
  ['EISDIR', 'is a folder, not a file'],
  ['EACCES', 'may not be read by this user'],
  ['ERR_FS_FILE_TOO_LARGE', 'is too large'],
  ['ERR_STRING_TOO_LONG', 'is too large'],
]);

/** Why a file could not be read, in words that follow its name. */
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS.get(code) ?? `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
