/** What bodies about lessons are made of. */
import { z } from "zod";

/** A lesson's texts, none longer than so many characters. */
export const textsUpTo = (characters: number) => {
  const text = z.string().max(characters).optional();
  return z
    .strictObject({ ko: text, en: text })
    .transform(({ ko, en }) => ({ ...(ko === undefined ? {} : { ko }), ...(en === undefined ? {} : { en }) }));
};

/** The version something was written from; 0 for none. */
export const base = z.number().int().min(0).max(1e9);
/** Of a draft; 0 for none. */
export const revision = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
