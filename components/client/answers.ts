/** What came of a request, in words. */
import { RequestRefused, type RequestResult } from "./Requests.ts";

type Answer = Pick<RequestResult, "status" | "body">;

/** The message of a Status; of anything else its number. */
export function messageOf({ status, body }: Answer): string {
  return (body as { readonly message?: string } | undefined)?.message ?? String(status);
}

/** Why it was not done; undefined: it was. */
export function refusalIn(answer: Answer): string | undefined {
  return answer.status < 300 ? undefined : messageOf(answer);
}

/** Why the server would not take it; undefined: no answer came. */
export function refusalOf(error: unknown, locale: "en" | "ko"): string | undefined {
  return error instanceof RequestRefused ? error.text[locale] : undefined;
}
