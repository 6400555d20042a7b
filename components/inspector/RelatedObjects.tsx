"use client";
import { useTranslations } from "next-intl";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import type { Selection } from "../room/view.ts";
import { relatedOf } from "./related.ts";
import { ObjectLink, Section } from "./Section.tsx";

export function RelatedObjects({ object, selection }: { readonly object: KubeObject; readonly selection: Selection }) {
  const t = useTranslations("inspector");
  const tables = useRoomPart(({ cluster }) => cluster.tables);
  const groups = relatedOf(object, selection, tables);
  if (groups.length === 0) return null;
  return (
    <Section title={t("related")}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {groups.map(({ how, targets }) => (
          <div key={how} className="contents">
            <dt className="text-soft">{t(`relation.${how}`)}</dt>
            <dd className="min-w-0">
              <ul>
                {targets.map((target) => (
                  <li key={`${target.resource}/${target.name}`} className="flex flex-wrap items-baseline gap-x-1.5">
                    <span className="text-[12px] text-faint">{target.kind}</span>
                    <ObjectLink target={target} />
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
