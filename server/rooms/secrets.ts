/** Tokens that give rights to whoever holds them: made with 144 bits of chance, kept only as hashes. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { CODE_LENGTH, CODE_LETTERS } from "../protocol/joinCode.ts";
import { Remembered } from "../protocol/Remembered.ts";

/** 24 characters that are safe in a URL. */
export function makeToken(): string {
  return randomBytes(18).toString("base64url");
}

/** A token that begins with a code people can type: see `joinCode.ts`. */
export function makeCodedToken(): string {
  return `${makeId(CODE_LENGTH)}-${makeToken()}`;
}

/** Tokens are long and random, so that one round of SHA-256 is enough against guessing. */
export function hashToken(token: string): string {
  return hashes.get(token, () => createHash("sha256").update(token).digest("hex"));
}

/** Of tokens sent lately: programs send theirs with every request. */
const hashes = new Remembered<string>(500, 64);

/** Compares in a time that does not depend on where the two differ. */
export function sameHash(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left, "hex"), Buffer.from(right, "hex")];
  return a.length === b.length && a.length > 0 && timingSafeEqual(a, b);
}

/** An id that is easy to read aloud; names things, gives no rights. */
export function makeId(length = 10): string {
  return [...randomBytes(length)].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join("");
}
