/** The sentences of what others' commands did to one's objects. */
import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { crossings as en } from "../../components/i18n/en/crossings.ts";
import { crossings as ko } from "../../components/i18n/ko/crossings.ts";

type Key = "gone" | "goneWith" | "goneBy" | "preempted";

function say(locale: "en" | "ko", key: Key, more: "yes" | "no" = "no"): string {
  const t = createTranslator({ locale, messages: { crossings: locale === "en" ? en : ko }, namespace: "crossings" });
  return t.markup(key, {
    yours: "yes",
    name: "Mina",
    by: "Juno",
    object: "pods/a",
    more,
    other: "namespaces/lab",
    node: "w1",
    pod: "big",
    priority: "1000",
    m: (text: string) => text,
    who: (text: string) => text,
  });
}

describe("CLASS-42 CLASS-43 what is told of deleted and preempted objects", () => {
  it("CLASS-42 CLASS-43 reads well in English", () => {
    expect(say("en", "gone")).toBe("Your pods/a was deleted by Juno");
    expect(say("en", "gone", "yes")).toBe("Your pods/a and more were deleted by Juno");
    expect(say("en", "goneWith", "yes")).toBe("Your pods/a and more went when Juno deleted namespaces/lab");
    expect(say("en", "goneBy")).toBe("Your pods/a was deleted because of what Juno did to namespaces/lab");
    expect(say("en", "preempted")).toBe("Your Pod pods/a was preempted on w1 because Juno created big (priority 1000)");
  });

  it("CLASS-42 CLASS-43 reads well in Korean", () => {
    expect(say("ko", "gone", "yes")).toBe("내 pods/a 등 여러 개: Juno 님이 삭제했어요");
    expect(say("ko", "goneWith")).toBe("내 pods/a: Juno 님이 namespaces/lab을(를) 삭제해서 함께 없어졌어요");
    expect(say("ko", "preempted")).toContain("big(priority 1000)");
  });
});
