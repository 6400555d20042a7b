/**
 * How much there is to read in a YAML text, found before it is parsed. The `yaml` package takes some microseconds for every key and
 * value, and nothing else is done meanwhile: three megabytes of `1,1,1` would hold the server for seconds.
 */

/** Keys, values and lines of one document; a manifest as people write it has some hundreds. */
export const YAML_SIZE_LIMIT = 30_000;

export class YamlSizeError extends Error {
  constructor(most: number) {
    super(`document has more than ${most} keys, values and lines`);
  }
}

/** Throws YamlSizeError. Counts what every key, item, line and alias has at least one of. */
export function checkYamlSize(text: string, most = YAML_SIZE_LIMIT): void {
  if (text.length <= most) return;
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x0a: // line feed
      case 0x0d: // carriage return
      case 0x2c: // ,
      case 0x3a: // :
      case 0x3f: // ?
      case 0x5b: // [
      case 0x7b: // {
      case 0x26: // &
      case 0x2a: // *
        count++;
    }
  }
  if (count > most) throw new YamlSizeError(most);
}
