/** A text as it is set on a page: no line begins with a per cent sign, and a minus is as wide as a plus. */
export function prose(text: string): string {
  return text.replaceAll(' %', '\u00a0%').replaceAll(/(?<=^|[\s[(])-(?=\d)/g, '\u2212');
}
