"use client";
/** What kubectl does with one object in more than one step or with words of its own: drain, run now, suspend, pause. */
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { toast } from "sonner";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { ConnectionLost, RequestRefused } from "../../client/Requests.ts";
import { pathOf } from "../../editor/resourcePaths.ts";
import { usePreferences } from "../../i18n/Preferences.tsx";
import { useConnection } from "../RoomContext.tsx";
import type { Selection } from "../view.ts";
import { useGetWhole } from "../whole/useWhole.ts";
import { useDo } from "./DoingContext.tsx";

export interface Operations {
  drain(target: Selection, node: KubeObject): void;
  /** Makes a Job of a CronJob's template. */
  runNow(target: Selection, cronJob: KubeObject): void;
  /** A CronJob's schedule. */
  suspend(target: Selection, cronJob: KubeObject, on: boolean): void;
  /** A Deployment's rollout. */
  pause(target: Selection, deployment: KubeObject, on: boolean): void;
}

/** Lines of refusals a message has room for. */
const SHOWN = 4;

/** The same value as long as it does the same. */
export function useOperations(): Operations {
  const t = useTranslations("doing");
  const { locale } = usePreferences();
  const connection = useConnection();
  const act = useDo();
  const getWhole = useGetWhole();
  return useMemo(() => {
    const patch = (title: string, target: Selection, object: KubeObject, spec: object): void =>
      void act.request(title, target, {
        method: "PATCH",
        path: pathOf(target.resource, object.apiVersion, target),
        contentType: "application/merge-patch+json",
        body: JSON.stringify({ spec }),
      });
    const drain = async (target: Selection, node: KubeObject): Promise<void> => {
      const { name } = target;
      const title = t("draining", { name });
      const stop = new AbortController();
      const action = { label: t("stop"), onClick: () => stop.abort() };
      const id = toast.loading(title, { action });
      const failed = (problems: readonly string[]): void => {
        const description = problems.slice(0, SHOWN).join("\n");
        toast.error(t("failed", { title: t("drained", { name }) }), {
          id,
          description,
          duration: 20_000,
          closeButton: true,
          action: undefined,
        });
      };
      try {
        const { drainNode } = await import("./drain.ts");
        const end = await drainNode(name, {
          request: (method, path, options) => connection.request(method, path, options),
          now: () => connection.clusterNow(),
          sleep,
          signal: stop.signal,
          onCordoned: (after) => act.record(t("cordoned", { name }), { target, before: node, after }),
          onProgress: ({ evicted, of, held }) =>
            toast.loading(title, {
              id,
              action,
              description: [t("evicted", { evicted, of }), ...held.slice(0, SHOWN)].join("\n"),
            }),
        });
        if (end.problems.length > 0) failed(end.problems);
        else
          toast.success(t("drained", { name }), {
            id,
            description: t("evicted", { evicted: end.evicted, of: end.of }),
            duration: 5_000,
            action: undefined,
          });
      } catch (error) {
        if (error instanceof RequestRefused) failed([error.text[locale]]);
        else if (error instanceof ConnectionLost) failed([t(error.sent ? "unknown" : "unsent")]);
        else {
          toast.dismiss(id);
          throw error;
        }
      }
    };
    return {
      drain: (target, node) => void drain(target, node),
      runNow: (target, cronJob) =>
        void Promise.all([getWhole(target.resource, cronJob), import("./manualJob.ts")]).then(
          ([whole, { manualJob }]) => {
            if (!whole) return undefined;
            const { name, job } = manualJob(whole, crypto.getRandomValues(new Uint32Array(1)).join("").slice(-5));
            const made = { resource: "jobs.batch", namespace: target.namespace, name };
            return act.request(t("ranNow", { name: target.name, job: name }), made, {
              method: "POST",
              path: pathOf(made.resource, "batch/v1", { ...made, name: "" }),
              contentType: "application/json",
              body: JSON.stringify(job),
            });
          },
        ),
      suspend: (target, cronJob, on) =>
        patch(t(on ? "suspended" : "unsuspended", { name: target.name }), target, cronJob, { suspend: on }),
      // kubectl rollout resume takes the field off.
      pause: (target, deployment, on) =>
        patch(t(on ? "paused" : "unpaused", { name: target.name }), target, deployment, { paused: on ? true : null }),
    };
  }, [t, locale, connection, act, getWhole]);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
