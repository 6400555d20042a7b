"use client";
/** A request from a pod, a node or outside of the cluster, with the way it went: told here, run along on the map. */
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { Trace } from "../../server/protocol/network.ts";
import { messageOf, refusalOf } from "../client/answers.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { showTrace } from "../map/traces.ts";
import { useConnection } from "../room/RoomContext.tsx";
import type { Selection } from "../room/view.ts";
import { Button, Input, Select } from "../ui/controls.tsx";
import { Section } from "./Section.tsx";

export interface CurlFormProps {
  readonly selection: Selection;
  /** What is asked there first. */
  readonly initial: string;
  /** What is asked from outside first. */
  readonly initialOutside: string;
}

export function CurlForm({ selection, initial, initialOutside }: CurlFormProps) {
  const t = useTranslations("inspector");
  const { locale } = usePreferences();
  const connection = useConnection();
  const [url, setUrl] = useState(initial);
  const [isOutside, setOutside] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trace, setTrace] = useState<Trace | undefined>();
  const [problem, setProblem] = useState("");
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const place = isOutside ? "/outside" : pathOf(selection);
    try {
      const answer = await connection.request("GET", `${place}/curl?url=${encodeURIComponent(url)}`);
      if (answer.status < 300) {
        const found = answer.body as Trace;
        setTrace(found);
        setProblem("");
        showTrace({ from: isOutside ? undefined : selection, trace: found });
      } else {
        setTrace(undefined);
        setProblem(messageOf(answer));
      }
    } catch (error) {
      setTrace(undefined);
      setProblem(refusalOf(error, locale) ?? t("noAnswer"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={t("curl")}>
      <form onSubmit={send} className="flex flex-wrap gap-2">
        <Select
          aria-label={t("curlFrom")}
          value={isOutside ? "outside" : "here"}
          onChange={(event) => {
            const goesOutside = event.target.value === "outside";
            setOutside(goesOutside);
            // What was typed stays.
            if (url === (goesOutside ? initial : initialOutside)) setUrl(goesOutside ? initialOutside : initial);
          }}
        >
          <option value="here">{t("curlHere", { name: selection.name })}</option>
          <option value="outside">{t("curlOutside")}</option>
        </Select>
        <Input
          aria-label={t("curlUrl")}
          value={url}
          placeholder="svc-for-web:8080"
          required
          spellCheck={false}
          autoCapitalize="off"
          onChange={(event) => setUrl(event.target.value)}
          className="min-w-40 flex-1 font-mono"
        />
        <Button type="submit" disabled={busy}>
          {t("curlGo")}
        </Button>
      </form>
      <div aria-live="polite" className="mt-2 text-[12px]" data-testid="trace">
        {problem && <p className="text-failing">{problem}</p>}
        {trace && (
          <>
            <ol className="text-soft">
              {trace.hops.map(({ code, at, detail }, index) => (
                <li
                  // oxlint-disable-next-line react/no-array-index-key -- a request may pass a place twice
                  key={index}
                  className={`flex gap-1.5 ${code === "failure" ? "text-failing" : ""}`}
                >
                  <span aria-hidden>{code === "failure" ? "✕" : code === "answer" ? "✓" : "→"}</span>
                  <span className="min-w-0 break-words">
                    {at} <span className="font-mono">{detail}</span>
                  </span>
                </li>
              ))}
            </ol>
            <pre
              className={`mt-1.5 max-h-48 overflow-auto rounded-control bg-panel p-2 font-mono whitespace-pre-wrap break-all ${trace.error ? "text-failing" : ""}`}
            >
              {trace.error ?? trace.response?.body}
            </pre>
          </>
        )}
      </div>
    </Section>
  );
}

const pathOf = ({ resource, namespace, name }: Selection): string =>
  resource === "nodes" ? `/api/v1/nodes/${name}` : `/api/v1/namespaces/${namespace}/pods/${name}`;
