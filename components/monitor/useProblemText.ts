"use client";
import { useTranslations } from "next-intl";
import type { Problem } from "../../server/protocol/monitor.ts";
import { useRefusalText } from "../map/useWaitingText.ts";

/** What is wrong with an object, in a line. */
export function useProblemText(): (problem: Pick<Problem, "kind" | "detail">) => string {
  const t = useTranslations("classroom");
  const refusal = useRefusalText();
  return ({ kind, detail }) => t(`problems.${kind}`, { detail: kind === "pending" ? refusal(detail) : detail });
}
