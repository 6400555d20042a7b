"use client";
import { useTranslations } from "next-intl";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { objectKey } from "../../../server/protocol/messages.ts";
import { usePreferences } from "../../i18n/Preferences.tsx";
import { linksOf } from "../../map/owners.ts";
import { useCauses } from "../../room/history/useHistory.ts";
import { personColour } from "../../room/personColours.ts";
import { useRoomPart } from "../../room/RoomContext.tsx";
import type { Selection } from "../../room/view.ts";
import { ObjectLink, Section } from "../Section.tsx";
import { useVerbText } from "../../room/useVerbText.ts";

/** Who made it: the person, the owners, each in answer to what. */
export function Origin({ object, selection }: { readonly object: KubeObject; readonly selection: Selection }) {
  const t = useTranslations("why");
  const verbText = useVerbText();
  const { theme } = usePreferences();
  const tables = useRoomPart(({ cluster }) => cluster.tables);
  const causes = useRoomPart(({ cluster }) => cluster.causes);
  const causeOf = useCauses();
  const find = ({ resource, namespace, name }: Selection): KubeObject | undefined =>
    tables.get(resource)?.get(objectKey(namespace, name));
  const links = linksOf(object, find);
  const first = links[0] ? find(links[0].target) : object;
  const cause = causeOf(causes.get(object.metadata.uid) ?? 0) ?? causeOf(causes.get(first?.metadata.uid ?? "") ?? 0);
  return (
    <Section title={t("origin")}>
      <ol className="flex flex-col gap-1">
        {cause?.person && (
          <li>
            <b style={{ color: personColour(cause.person.colour, theme) }}>{cause.person.nickname}</b>{" "}
            {verbText(cause.item.verb)}{" "}
            <span className="font-mono text-[12px]">
              {cause.item.resource.split(".")[0]}/{cause.item.name}
            </span>
            {cause.item.replicas === undefined ? "" : ` → ${cause.item.replicas}`}
          </li>
        )}
        {links.map(({ target, kind, name }) => (
          <li key={target.resource}>
            <span aria-hidden className="text-faint">
              ↳
            </span>{" "}
            {kind} <ObjectLink target={target}>{name}</ObjectLink>
          </li>
        ))}
        <li>
          <span aria-hidden className="text-faint">
            ↳
          </span>{" "}
          {object.kind} <span className="font-mono text-[12px] break-all">{object.metadata.name}</span>
        </li>
      </ol>
      {links.length === 0 && selection.resource === "pods" && (
        <p className="mt-1 text-[12px] text-soft break-keep">{t("nobodyOwns")}</p>
      )}
    </Section>
  );
}
