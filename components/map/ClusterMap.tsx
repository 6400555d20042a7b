"use client";
/**
 * The map. Everything stands where `layout/` puts it, in coordinates of its own; a camera looks at it (useCamera.ts). Cards come
 * one after another (useArrivals.ts), glide when their place changes, and go (useDeparted.ts). Far out they are squares,
 * then numbers.
 */
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { objectKey } from "../../server/protocol/messages.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { personColour } from "../room/personColours.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { type Selection, sameSelection } from "../room/view.ts";
import { detailAt, overlaps, type Size, seen } from "./camera.ts";
import { EmptyMap } from "./EmptyMap.tsx";
import { FAR } from "./layout/boxes.ts";
import { type MapLine, nodeLines, ownerLines, serviceLines } from "./layout/lines.ts";
import { carriesAll, isLit, type Lit } from "./lit.ts";
import { MapLines } from "./MapLines.tsx";
import { MapTools } from "./MapTools.tsx";
import { moveFocus } from "./moveFocus.ts";
import { NodeBox } from "./NodeBox.tsx";
import { NO_SUMS } from "./nodeSums.ts";
import { IngressPill, OwnerPill, ServicePill } from "./Pills.tsx";
import { detailOnPaper, type Drawn, SHEET, usePictures } from "./picture/usePictures.ts";
import { PodCard } from "./PodCard.tsx";
import { TraceLayer } from "./TraceLayer.tsx";
import { useArrivals } from "./useArrivals.ts";
import { useCamera } from "./useCamera.ts";
import { type MapModel, useMapModel } from "./useMapModel.ts";
import { useUsage } from "./useUsage.ts";

/** More lines than these are drawn node by node. */
const MANY_LINES = 160;
/** A node that is seen narrower than this has no room for the words of its gauges, px. */
const SLIM = 150;
/** Fewer pods than these are drawn whether or not they are in sight. */
const ALL_DRAWN = 120;

/** `still`: it shows the whole by itself and has no tools; pointing and choosing light lines up. */
export function ClusterMap({ still = false }: { readonly still?: boolean }) {
  const t = useTranslations("map");
  const { theme } = usePreferences();
  const { view, setView, select, selection } = useRoomView();
  const live = useRoomPart(({ phase }) => phase === "live");
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const [lit, setLit] = useState<Lit | undefined>();
  const frame = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<Drawn>("seen");
  const model = useMapModel(drawn === "paper" ? SHEET : size);
  const usage = useUsage("nodes");
  const arrivals = useArrivals(model.pods);
  const watchers = useWatchers(theme);
  const people = useRoomPart((room) => room.people);
  const { layout, scale } = model.fitted;
  // The camera goes on looking at what is on the screen while a sheet is laid out.
  const seenMap = useRef(model.fitted);
  if (drawn !== "paper") seenMap.current = model.fitted;
  const { layout: map } = seenMap.current;
  // What nobody can move is seen whole, however small.
  const most = still && size.width > 0 ? Math.min(size.width / map.width, size.height / map.height) : Infinity;
  const fit = Math.min(seenMap.current.scale, most);
  const camera = useCamera({
    frame,
    map,
    scale: fit,
    magnified: map.magnified,
    still,
    nodes: map.nodes,
    look: view.look,
    onLook: (look) => setView({ look }),
    onWindow: setSize,
  });
  const pictures = usePictures({ frame, world: camera.world, fitted: model.fitted, draw: setDrawn, soon: !still });
  const detail = drawn === "paper" ? detailOnPaper(scale) : detailAt(camera.camera.scale);
  const onSelect = useCallback((target: Selection) => select(target), [select]);

  const shownLit = lit ?? litBySelection(model, selection);
  const from = shownLit && litPill(model, shownLit);
  const lines = useLines(model, detail === "cards");
  const sight = useMemo(() => seen(camera.camera, camera.window, 240), [camera.camera, camera.window]);

  // What is chosen from elsewhere comes into sight.
  const chosenPod = model.pods.find(
    ({ metadata }) =>
      selection?.resource === "pods" && metadata.name === selection.name && metadata.namespace === selection.namespace,
  )?.metadata.uid;
  const reveal = useRef(camera.reveal);
  reveal.current = camera.reveal;
  const chosenBox = chosenPod ? layout.pods.get(chosenPod) : undefined;
  useEffect(() => {
    if (chosenBox) reveal.current(chosenBox);
  }, [chosenBox]);

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrow keys are a shortcut between buttons that Tab reaches
    <div
      ref={frame}
      data-testid="map"
      data-detail={detail}
      data-still={still || undefined}
      className="map-frame"
      onDoubleClick={(event) => !still && !(event.target as HTMLElement).closest("button") && camera.fit()}
      onKeyDown={(event) => frame.current && moveFocus(frame.current, event.key) && event.preventDefault()}
      onFocus={(event) => {
        const uid = (event.target as HTMLElement).closest<HTMLElement>("[data-uid]")?.dataset["uid"];
        const box = uid ? layout.pods.get(uid) : undefined;
        if (box && (event.target as HTMLElement).matches(":focus-visible")) camera.reveal(box);
      }}
    >
      <div ref={camera.world} className="map-world" style={{ width: layout.width, height: layout.height }}>
        {model.nodes.map((node) => {
          const box = layout.nodes.find(({ name }) => name === node.metadata.name);
          return (
            box && (
              <NodeBox
                key={node.metadata.uid}
                node={node}
                box={box}
                sums={model.sums.get(node.metadata.name) ?? NO_SUMS}
                usage={usage?.get(objectKey(undefined, node.metadata.name))}
                detail={detail}
                far={layout.magnified > FAR || box.width / layout.magnified < SLIM}
                chosen={selection?.resource === "nodes" && selection.name === node.metadata.name}
                outline={watchers.get(`nodes//${node.metadata.name}`)}
                onSelect={onSelect}
              />
            )
          );
        })}
        {layout.waiting && (
          <div
            role="group"
            aria-label={t("waiting")}
            className="map-waiting"
            style={{
              transform: `translate(${layout.waiting.left}px, ${layout.waiting.top}px)`,
              width: layout.waiting.width,
              height: layout.waiting.height,
            }}
          >
            <p className="text-[12px] text-soft" hidden={detail !== "cards"}>
              {t("waiting")} {layout.unshown > 0 && `· ${t("more", { count: layout.unshown })}`}
            </p>
          </div>
        )}
        <MapLines
          lines={lines.services}
          owners={lines.owners}
          routes={lines.routes}
          from={from}
          whole={lines.whole}
          detail={detail}
        />
        <ul aria-label="Ingresses" hidden={model.ingresses.length === 0}>
          {model.ingresses.map((ingress) => {
            const { namespace = "", name, uid } = ingress.metadata;
            const box = layout.pills.get(`ingress ${namespace}/${name}`);
            const target = { resource: "ingresses.networking.k8s.io", namespace, name };
            return (
              box && (
                <IngressPill
                  key={uid}
                  ingress={ingress}
                  box={box}
                  chosen={sameSelection(selection, target)}
                  outline={watchers.get(`ingresses.networking.k8s.io/${namespace}/${name}`)}
                  onSelect={onSelect}
                />
              )
            );
          })}
        </ul>
        <ul aria-label="Services" hidden={model.services.length === 0}>
          {model.services.map(({ service, key, ready, total }) => {
            const box = layout.pills.get(key);
            const { namespace = "", name, uid } = service.metadata;
            return (
              box && (
                <ServicePill
                  key={uid}
                  service={service}
                  ready={ready}
                  total={total}
                  box={box}
                  chosen={sameSelection(selection, { resource: "services", namespace, name })}
                  dimmed={from !== undefined && from !== key}
                  outline={watchers.get(`services/${key}`)}
                  onSelect={onSelect}
                  onPoint={setLit}
                />
              )
            );
          })}
        </ul>
        <ul aria-label="Pods" hidden={model.pods.length === 0 || detail === "numbers"}>
          {detail !== "numbers" &&
            model.pods.map((pod) => {
              const { uid, name, namespace = "" } = pod.metadata;
              const box = layout.pods.get(uid);
              if (!box || (drawn === "seen" && model.pods.length > ALL_DRAWN && !overlaps(box, sight))) return null;
              const maker = model.makerOf(uid);
              const dim = !carriesAll(pod, view.labels) || (view.person !== "" && maker !== view.person);
              const colour = maker === undefined ? undefined : people.get(maker)?.colour;
              return (
                <PodCard
                  key={uid}
                  pod={pod}
                  box={box}
                  square={detail === "squares"}
                  arrival={arrivals.get(uid)}
                  leaving={model.departed.has(uid)}
                  lit={isLit(shownLit, pod)}
                  dim={dim}
                  chosen={uid === chosenPod}
                  edge={colour === undefined ? undefined : personColour(colour, theme)}
                  outline={watchers.get(`pods/${namespace}/${name}`)}
                  onSelect={onSelect}
                />
              );
            })}
        </ul>
        <ul aria-label="Owners" hidden={model.chains.length === 0}>
          {model.chains.map((chain) => {
            const box = layout.pills.get(`owner ${chain.id}`);
            return (
              box && (
                <OwnerPill
                  key={chain.id}
                  chain={chain}
                  box={box}
                  selection={selection}
                  dimmed={from !== undefined && from !== `owner ${chain.id}`}
                  outline={undefined}
                  onSelect={onSelect}
                  onPoint={setLit}
                />
              )
            );
          })}
        </ul>
        <TraceLayer layout={layout} pods={model.pods} />
      </div>
      {live && model.pods.length === 0 && <EmptyMap still={still} />}
      {!still && <MapTools camera={camera} pods={model.pods} pictures={pictures} />}
    </div>
  );
}

interface Lines {
  readonly services: readonly MapLine[];
  readonly owners: readonly MapLine[];
  readonly routes: readonly MapLine[];
  readonly whole: boolean;
}

function useLines(model: MapModel, near: boolean): Lines {
  const { fitted, endpoints, owned, ingresses, services } = model;
  return useMemo(() => {
    const { layout } = fitted;
    const whole = !near || endpoints.length > MANY_LINES;
    const known = new Set(services.map(({ key }) => key));
    const shown = endpoints.filter(({ from }) => known.has(from));
    const routes = ingresses.flatMap((ingress): readonly MapLine[] => {
      const from = `ingress ${ingress.metadata.namespace}/${ingress.metadata.name}`;
      const pill = layout.pills.get(from);
      const backends = [
        ...(ingress.spec.rules ?? []).flatMap(({ http }) => http?.paths?.map(({ backend }) => backend) ?? []),
        ...(ingress.spec.defaultBackend ? [ingress.spec.defaultBackend] : []),
      ];
      const names = new Set(backends.flatMap(({ service }) => (service ? [service.name] : [])));
      return [...names].flatMap((name) => {
        const key = `${ingress.metadata.namespace}/${name}`;
        const target = layout.pills.get(key);
        if (!pill || !target) return [];
        const points = [
          [pill.left + pill.width / 2, pill.top + pill.height],
          [target.left + target.width / 2, target.top],
        ] as const;
        const ready = services.some((service) => service.key === key && service.ready > 0);
        return [{ id: `${from} ${key}`, from, pod: "", points, ready, count: 1, readyCount: ready ? 1 : 0 }];
      });
    });
    return {
      services: whole ? nodeLines(layout, shown) : serviceLines(layout, shown),
      owners: near && owned.length <= MANY_LINES ? ownerLines(layout, owned) : [],
      routes,
      whole,
    };
  }, [fitted, endpoints, owned, ingresses, services, near]);
}

function litBySelection(model: MapModel, selection: Selection | undefined): Lit | undefined {
  if (selection?.resource === "services") {
    const found = model.services.find(
      ({ service }) => service.metadata.name === selection.name && service.metadata.namespace === selection.namespace,
    );
    return found && { by: "labels", namespace: selection.namespace, labels: found.service.spec.selector ?? {} };
  }
  const uids = model.chains
    .filter(({ links }) => links.some(({ target }) => sameSelection(target, selection)))
    .map(({ id }) => id);
  return uids.length > 0 ? { by: "owner", uids } : undefined;
}

/** The pill whose lines stand out. */
function litPill(model: MapModel, lit: Lit): string | undefined {
  if (lit.by === "owner") return lit.uids[0] === undefined ? undefined : `owner ${lit.uids[0]}`;
  const wanted = JSON.stringify(lit.labels);
  return model.services.find(
    ({ service }) =>
      service.metadata.namespace === lit.namespace && JSON.stringify(service.spec.selector ?? {}) === wanted,
  )?.key;
}

/** `resource/namespace/name` → the colour of somebody else who looks at it. */
function useWatchers(theme: "light" | "dark"): ReadonlyMap<string, string> {
  const people = useRoomPart((room) => room.people);
  const you = useRoomPart((room) => room.you);
  return useMemo(() => {
    const found = new Map<string, string>();
    for (const { id, online, looking, colour } of people.values())
      if (online && id !== you?.id && looking?.name)
        found.set(`${looking.resource}/${looking.namespace ?? ""}/${looking.name}`, personColour(colour, theme));
    return found;
  }, [people, you?.id, theme]);
}
