"use client";
/** Two moments side by side: what came, went and is another since. */
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { clusterAt } from "../client/Past.ts";
import { DiffLines } from "../inspector/DiffLines.tsx";
import type { DiffLine } from "../inspector/lineDiff.ts";
import { objectThen } from "../room/whole/wholeObject.ts";
import { useReason } from "../room/whole/useWhole.ts";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { Select } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { compareClusters, type Difference, type HowChanged, linesBetween } from "./compareClusters.ts";
import type { Span } from "./commandLog.ts";
import { useMomentFailed } from "./useMoments.ts";
import { useMomentText } from "./useMomentText.ts";

const SIGNS: { readonly [how in HowChanged]: readonly [sign: string, colour: string] } = {
  came: ["+", "text-running"],
  went: ["−", "text-failing"],
  changed: ["~", "text-pending"],
  again: ["↻", "text-pending"],
};

export interface CompareDialogProps {
  /** The moment of the past that is looked at; all are cluster ms. */
  readonly shown: number | undefined;
  /** A command whose effect is looked at first: from right before it until it has shown. */
  readonly effect?: Span & { readonly text: string };
  /** When the room began. */
  readonly begin: number;
  readonly now: number;
  onClose(): void;
}

export function CompareDialog({ shown, effect, begin, now, onClose }: CompareDialogProps) {
  const t = useTranslations("time");
  const momentText = useMomentText();
  const bookmarks = useRoomPart(({ classroom }) => classroom.bookmarks);
  const marked = [...bookmarks].sort((left, right) => left.time - right.time);
  const [from, setFrom] = useState(effect?.from ?? shown ?? marked.at(-1)?.time ?? begin);
  const [to, setTo] = useState(effect?.to ?? now);
  const found = useDifferences(from, to);
  const choices = [
    ...(effect
      ? [
          { time: effect.from, text: t("beforeCommand") },
          { time: effect.to, text: t("afterCommand", { time: momentText(effect.to) }) },
        ]
      : []),
    ...marked.map(({ time, label }) => ({ time, text: `${label} (${momentText(time)})` })),
    { time: begin, text: t("begin") },
    ...(shown === undefined ? [] : [{ time: shown, text: momentText(shown) }]),
    { time: now, text: t("now") },
  ]
    .filter(({ time }, index, all) => all.findIndex((one) => one.time === time) === index)
    .sort((left, right) => left.time - right.time);
  const choose = (label: string, value: number, set: (time: number) => void) => (
    <label className="flex min-w-0 flex-1 flex-col gap-1 text-[12px] text-soft">
      {label}
      <Select value={value} onChange={(event) => set(Number(event.target.value))}>
        {choices.map(({ time, text }) => (
          <option key={time} value={time}>
            {text}
          </option>
        ))}
      </Select>
    </label>
  );
  return (
    <Modal open onOpenChange={onClose} title={effect?.text ?? t("compareTitle")} className="w-[min(720px,94vw)]!">
      <div className="flex flex-wrap gap-3">
        {choose(t("compareFrom"), from, setFrom)}
        {choose(t("compareTo"), to, setTo)}
      </div>
      <div className="mt-4 min-h-24 text-[13px]" aria-live="polite">
        {found === undefined && <p className="text-soft">{t("comparing")}</p>}
        {found?.length === 0 && <p className="text-soft">{t("noDifference")}</p>}
        {found && found.length > 0 && <Differences found={found} from={from} to={to} />}
      </div>
    </Modal>
  );
}

interface Compared {
  /** Cluster ms. */
  readonly from: number;
  readonly to: number;
}

function Differences({ found, from, to }: Compared & { readonly found: readonly Difference[] }) {
  const t = useTranslations("time");
  return (
    <ul className="divide-y divide-line border-y border-line" data-testid="differences">
      {found.map((difference) => {
        const { how, resource, namespace, name, lines, large } = difference;
        const [sign, colour] = SIGNS[how];
        const head = (
          <>
            <span className={`w-4 shrink-0 text-center font-mono font-semibold ${colour}`} aria-hidden>
              {sign}
            </span>
            <span className="min-w-0 flex-1 truncate">
              <span className="text-soft">{resource.split(".")[0]}/</span>
              <span className="font-medium">{name}</span>
              {namespace && <span className="ml-2 text-[12px] text-faint">{namespace}</span>}
            </span>
            <span className={`shrink-0 text-[12px] ${colour}`}>{t(`how.${how}`)}</span>
          </>
        );
        const key = `${resource}/${namespace}/${name}`;
        const row = "flex items-baseline gap-2 py-1.5";
        return lines.length === 0 && !large ? (
          <li key={key} className={row}>
            {head}
          </li>
        ) : (
          <li key={key}>
            <Details head={head} className={row}>
              {large ? <LargeLines of={difference} from={from} to={to} /> : <DiffLines lines={lines} />}
            </Details>
          </li>
        );
      })}
    </ul>
  );
}

interface DetailsProps {
  readonly head: ReactNode;
  readonly className: string;
  /** Drawn while it is open. */
  readonly children: ReactNode;
}

function Details({ head, className, children }: DetailsProps) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={`${className} cursor-pointer list-none rounded-control hover:bg-panel`}>{head}</summary>
      <div className="mb-2 max-h-80 overflow-auto rounded-control border border-line p-2">{open && children}</div>
    </details>
  );
}

/** The lines of an object that is too large to come with its moments: fetched from both when one looks at them. */
function LargeLines({ of, from, to }: Compared & { readonly of: Difference }) {
  const t = useTranslations("time");
  const connection = useConnection();
  const reasonOf = useReason();
  const [found, setFound] = useState<readonly DiffLine[] | string>();
  const { resource, namespace, name } = of;
  useEffect(() => {
    let gone = false;
    const look = async (): Promise<void> => {
      const at = { resource, namespace, name };
      const before = await objectThen(connection, from, at);
      const after = await objectThen(connection, to, at);
      if (!gone) setFound(linesBetween(resource, before, after));
    };
    look().catch((error: unknown) => !gone && setFound(reasonOf(error)));
    return () => {
      gone = true;
    };
  }, [connection, from, to, resource, namespace, name, reasonOf]);
  if (found === undefined) return <p className="text-soft">{t("comparing")}</p>;
  if (typeof found === "string") return <p className="text-failing">{t("failed", { reason: found })}</p>;
  return found.length === 0 ? <p className="text-soft">{t("noDifference")}</p> : <DiffLines lines={found} />;
}

/** Undefined while the moments come. */
function useDifferences(from: number, to: number): readonly Difference[] | undefined {
  const connection = useConnection();
  const failed = useMomentFailed();
  const [found, setFound] = useState<{ readonly of: string; readonly differences: readonly Difference[] }>();
  const of = `${from} ${to}`;
  useEffect(() => {
    let gone = false;
    const look = async (): Promise<void> => {
      // One after the other: the server makes moments one at a time, too.
      const before = clusterAt(await connection.moment(from));
      const after = clusterAt(await connection.moment(to));
      if (!gone) setFound({ of: `${from} ${to}`, differences: compareClusters(before, after) });
    };
    look().catch((error: unknown) => !gone && failed(error));
    return () => {
      gone = true;
    };
  }, [connection, failed, from, to]);
  return found?.of === of ? found.differences : undefined;
}
