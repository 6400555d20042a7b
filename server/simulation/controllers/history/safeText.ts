const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** Digits by character code into the alphabet of generated names. Models apimachinery pkg/util/rand SafeEncodeString. */
export function safeText(digits: string): string {
  return [...digits].map((digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join("");
}
