/** Input that cannot be used. The message is one sentence that names the file, field or object; it is shown as it is. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}
