/** Characters as people say sizes: `70 KB`, `1.2 MB`. */
export function sizeText(characters: number): string {
  return characters < 1e6 ? `${Math.round(characters / 1e3)} KB` : `${(characters / 1e6).toFixed(1)} MB`;
}
