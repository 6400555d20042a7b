const LONGEST_NAME = 80;

/** A room's name as it is kept, of what somebody wrote. */
export function cleanName(name: string): string {
  const clean = name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ")
    .trim();
  return [...clean].slice(0, LONGEST_NAME).join("") || "Podroom";
}
