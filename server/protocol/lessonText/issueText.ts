/** What a schema says of a value, in both languages. */
import type { z } from "zod";
import korean from "zod/v4/locales/ko.js";
import type { BilingualText } from "../messages.ts";

const inKorean = korean().localeError;

/** Without the path; an issue of a schema inside another brings both texts along, see `carried`. */
export function issueText(issue: z.core.$ZodIssue): BilingualText {
  const { message } = issue;
  if (issue.code === "custom") {
    const brought: unknown = issue.params?.ko;
    return { en: message, ko: typeof brought === "string" ? brought : message };
  }
  const own = inKorean(issue as z.core.$ZodRawIssue);
  return { en: message, ko: (typeof own === "string" ? own : own?.message) ?? message };
}

/** An issue of a schema inside, for the one around it: with its Korean text and the fields nobody knows. */
export function carried(issue: z.core.$ZodIssue): z.core.$ZodRawIssue {
  const { en, ko } = issueText(issue);
  const params = issue.code === "custom" ? issue.params : undefined;
  const keys = issue.code === "unrecognized_keys" ? issue.keys : (params?.keys as readonly string[] | undefined);
  return {
    code: "custom",
    message: en,
    path: [...issue.path],
    params: { ko, ...(keys ? { keys } : {}) },
    input: issue.input,
  } as z.core.$ZodRawIssue;
}

/** The fields an issue is about that nobody knows. */
export function unknownKeys(issue: z.core.$ZodIssue): readonly string[] | undefined {
  if (issue.code === "unrecognized_keys") return issue.keys;
  return issue.code === "custom" ? (issue.params?.keys as readonly string[] | undefined) : undefined;
}
