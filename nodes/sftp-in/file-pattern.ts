const literally = (text: string): string =>
  text.replace(/[.*+?^${}()|[\]\\]/g, (character) =>
    character === '*' ? '.*' : character === '?' ? '.' : `\\${character}`,
  );

/**
 * Tells whether a file name fits: `*` stands for any characters, `?` for one, commas separate alternatives. As in a
 * shell, hidden names (`.profile`) fit only a pattern that starts with a dot.
 */
export function filePattern(pattern: string): (name: string) => boolean {
  const alternatives = pattern
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => new RegExp(`^${one.startsWith('.') ? '' : '(?!\\.)'}${literally(one)}$`, 's'));
  return (name) =>
    !name.includes('/') &&
    name !== '.' &&
    name !== '..' &&
    alternatives.some((alternative) => alternative.test(name));
}
