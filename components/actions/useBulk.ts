"use client";
/** One change of several objects: sent a few at a time, told in one message, each taken back by undo. */
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { toast } from "sonner";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { isTrimmed } from "../../server/protocol/trimmed.ts";
import { ConnectionLost, RequestRefused } from "../client/Requests.ts";
import { refusalIn } from "../client/answers.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useDo } from "../room/doing/DoingContext.tsx";
import type { PlainRequest } from "../room/doing/inverse.ts";
import { wholeObject } from "../room/whole/wholeObject.ts";
import { useConnection } from "../room/RoomContext.tsx";
import type { Target } from "./Target.ts";

const AT_ONCE = 4;

export function useBulk(): (title: string, targets: readonly Target[], to: (target: Target) => PlainRequest) => void {
  const t = useTranslations("tables");
  const doing = useTranslations("doing");
  const { locale } = usePreferences();
  const connection = useConnection();
  const act = useDo();
  return useCallback(
    (title, targets, to) => {
      const failures: string[] = [];
      const waiting = [...targets];
      const so = (): string => t("bulkOf", { done, count: targets.length });
      let done = 0;
      const id = toast.loading(so());
      let told = "";
      const tell = (): void => {
        // What is done is said when it is done.
        const description = connection.getSnapshot().phase === "live" ? undefined : doing("waitsForLine");
        const now = `${so()} ${description}`;
        if (now !== told) toast.loading(so(), { id, description });
        told = now;
      };
      const stop = connection.subscribe(tell);
      const work = async (): Promise<void> => {
        for (let target = waiting.shift(); target; target = waiting.shift()) {
          const { selection, object } = target;
          const { method, path, contentType, body } = to(target);
          try {
            // Without it there is no way back.
            const before = isTrimmed(object)
              ? await wholeObject(connection, selection.resource, object).catch(() => object)
              : object;
            const answer = await connection.request(method, path, {
              ...(contentType ? { contentType } : {}),
              ...(body === undefined ? {} : { body }),
            });
            const refusal = refusalIn(answer);
            if (refusal === undefined) {
              act.record(title, {
                target: selection,
                before,
                after: afterOf(method, path, before, answer.body),
              });
            } else failures.push(refusal);
          } catch (error) {
            if (error instanceof RequestRefused) failures.push(`${selection.name}: ${error.text[locale]}`);
            else if (error instanceof ConnectionLost)
              failures.push(`${selection.name}: ${doing(error.sent ? "unknown" : "unsent")}`);
            else throw error;
          }
          done++;
          tell();
        }
      };
      void Promise.all(Array.from({ length: AT_ONCE }, work)).then(() => {
        stop();
        const description = failures.slice(0, 4).join("\n");
        if (failures.length === 0) toast.success(title, { id, description: undefined, duration: 5_000 });
        else
          toast.error(t("bulkFailed", { title, count: failures.length, of: targets.length }), {
            id,
            description,
            duration: 20_000,
            closeButton: true,
          });
      });
    },
    [t, doing, locale, connection, act],
  );
}

/** What an object is after a change; a scale answers with less than the object. */
function afterOf(method: string, path: string, before: KubeObject, body: unknown): KubeObject | undefined {
  if (method === "DELETE") return undefined;
  if (!path.endsWith("/scale")) return body as KubeObject;
  const { replicas } = (body as { readonly spec: { readonly replicas?: number } }).spec;
  const { spec } = before as KubeObject & { readonly spec?: object };
  return { ...before, spec: { ...spec, replicas: replicas ?? 0 } } as KubeObject;
}
