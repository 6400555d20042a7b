"use client";
/**
 * Pan, zoom and fit: wheel and drag, two fingers, inertia. The map's element is moved by a transform at once; React hears of it
 * when the movement rests or a step is reached, for what depends on where one looks (`seen`, `detail`).
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { type Look, sameLook } from "../room/view.ts";
import { type Camera, cameraOf, fitting, held, lookOf, moved, revealing, type Size, zoomed } from "./camera.ts";
import type { Box } from "./layout/boxes.ts";
import type { PlacedNode } from "./layout/nodeLayout.ts";

export interface CameraControls {
  /** The element that is moved. */
  readonly world: RefObject<HTMLDivElement | null>;
  /** As React last heard of it. */
  readonly camera: Camera;
  readonly window: Size;
  fit(): void;
  /** By a factor, about the middle of the window. */
  zoom(factor: number): void;
  reveal(box: Box): void;
}

export interface CameraOptions {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly map: Size;
  /** The scale in which all is seen. */
  readonly scale: number;
  /** What pills and footers are magnified by; more is not needed. */
  readonly magnified: number;
  /** Nobody moves it. */
  readonly still: boolean;
  readonly nodes: readonly PlacedNode[];
  /** Where the view says one looks; undefined: at the whole. */
  readonly look: Look | undefined;
  /** Somebody moved the map here. */
  onLook(look: Look | undefined): void;
  onWindow(size: Size): void;
}

const GLIDE = "transform 220ms cubic-bezier(.2,.7,.3,1)";
/** React hears of a moving camera this often, ms. */
const TELL_MS = 90;
const FRICTION = 0.94;
/** A movement that rests so long, or goes on for twice as long, is told to the view, ms. */
const LOOK_MS = 250;

export function useCamera({
  frame,
  map,
  scale,
  magnified,
  still,
  nodes,
  look,
  onLook,
  onWindow,
}: CameraOptions): CameraControls {
  const [camera, setCamera] = useState<Camera>({ x: 0, y: 0, scale: 1 });
  const [window_, setWindow] = useState<Size>({ width: 0, height: 0 });
  const world = useRef<HTMLDivElement>(null);
  const now = useRef(camera);
  /** Until somebody moves the map, it fits itself. */
  const byItself = useRef(true);
  const placed = useRef(false);
  const tell = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Where one was asked to look, until somebody moves the map here. */
  const asked = useRef<Look>(undefined);
  const said = useRef<Look | undefined>(look);
  const limits = useRef({ map, window: window_, magnified, nodes, onLook });
  limits.current = { map, window: window_, magnified, nodes, onLook };

  const show = useCallback((next: Camera, glide: boolean) => {
    const element = world.current;
    const to = held(next, limits.current.map, limits.current.window);
    now.current = to;
    if (element) {
      element.style.transition = glide ? GLIDE : "none";
      element.style.transform = `translate(${to.x}px, ${to.y}px) scale(${to.scale})`;
      const k = Math.min(limits.current.magnified, Math.max(1, 1 / to.scale)) || 1;
      element.style.setProperty("--k", String(Math.round(k * 100) / 100));
    }
    tell.current ??= setTimeout(() => {
      tell.current = undefined;
      setCamera(now.current);
    }, TELL_MS);
  }, []);
  useEffect(() => () => clearTimeout(tell.current), []);
  const rest = useRef({ timer: undefined as ReturnType<typeof setTimeout> | undefined, since: 0 });
  useEffect(() => () => clearTimeout(rest.current.timer), []);
  /** Moves the map as somebody here wants, and says so. */
  const turn = useCallback(
    (next: Camera, glide: boolean) => {
      byItself.current = false;
      asked.current = undefined;
      show(next, glide);
      const moving = rest.current;
      const begun = moving.timer === undefined ? Date.now() : moving.since;
      clearTimeout(moving.timer);
      const left = Math.max(0, Math.min(LOOK_MS, begun + 2 * LOOK_MS - Date.now()));
      const sayIt = (): void => {
        moving.timer = undefined;
        const { window, nodes: placedNodes, onLook: say } = limits.current;
        said.current = lookOf(now.current, window, placedNodes);
        say(said.current);
      };
      moving.since = begun;
      moving.timer = setTimeout(sayIt, left);
    },
    [show],
  );

  const toFit = useRef(() => undefined as void);
  toFit.current = () => {
    if (window_.width === 0) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    show(fitting(map, window_, scale), placed.current && !still);
    placed.current = true;
  };

  /** Whether one looks where one was asked to. */
  const toAsked = useRef(() => false as boolean);
  toAsked.current = () => {
    const there = asked.current && cameraOf(asked.current, window_, nodes);
    if (!there || window_.width === 0) return false;
    const { x, y, scale: near } = now.current;
    const isThere = Math.abs(there.x - x) + Math.abs(there.y - y) < 1 && there.scale === near;
    if (!isThere) show(there, placed.current && !matchMedia("(prefers-reduced-motion: reduce)").matches);
    placed.current = true;
    return true;
  };

  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = (): void => {
      const size = { width: element.clientWidth, height: element.clientHeight };
      if (size.width === 0) return;
      setWindow((known) => (known.width === size.width && known.height === size.height ? known : size));
      onWindow(size);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, onWindow]);

  const seenIn = useRef<Size>(window_);
  useLayoutEffect(() => {
    const { width, height } = seenIn.current;
    // Another window altogether: what one looked at in the old one is no guide.
    const other = Math.abs(window_.width - width) > width / 3 || Math.abs(window_.height - height) > height * 0.8;
    if (other) byItself.current = true;
    seenIn.current = window_;
    if (toAsked.current()) return;
    if (byItself.current || !placed.current) toFit.current();
    else show(now.current, false);
  }, [map.width, map.height, scale, window_, show]);
  // The node one was asked to look at comes, or goes elsewhere.
  useLayoutEffect(() => void toAsked.current(), [nodes]);

  // Where the address, or somebody who is followed, says one looks.
  useLayoutEffect(() => {
    if (still || (placed.current && sameLook(look, said.current))) return;
    said.current = look;
    asked.current = look;
    byItself.current = look === undefined;
    if (look) toAsked.current();
    else toFit.current();
  }, [look, still]);

  useEffect(() => {
    const element = frame.current;
    if (!element || still) return;
    return listenToHands(
      element,
      () => now.current,
      (next) => turn(next, false),
    );
  }, [frame, turn, still]);

  return useMemo(
    () => ({
      world,
      camera,
      window: window_,
      fit() {
        clearTimeout(rest.current.timer);
        byItself.current = true;
        asked.current = undefined;
        said.current = undefined;
        toFit.current();
        limits.current.onLook(undefined);
      },
      zoom(factor) {
        const { width, height } = limits.current.window;
        turn(zoomed(now.current, factor, { x: width / 2, y: height / 2 }), true);
      },
      reveal(box) {
        if (!placed.current || still) return;
        const next = revealing(now.current, box, limits.current.window);
        if (next === now.current) return;
        turn(next, true);
      },
    }),
    [camera, window_, turn, still],
  );
}

/** Wheel, drag with inertia, two fingers. Returns how to stop. */
function listenToHands(element: HTMLElement, get: () => Camera, set: (camera: Camera) => void): () => void {
  const points = new Map<number, { x: number; y: number }>();
  let dragging = false;
  let speed = { x: 0, y: 0 };
  let at = 0;
  let rolling = 0;
  const place = (event: MouseEvent): { x: number; y: number } => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const stop = (): void => cancelAnimationFrame(rolling);
  const roll = (): void => {
    speed = { x: speed.x * FRICTION, y: speed.y * FRICTION };
    if (Math.hypot(speed.x, speed.y) < 0.3) return;
    set(moved(get(), speed.x, speed.y));
    rolling = requestAnimationFrame(roll);
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    stop();
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.ctrlKey || event.metaKey) set(zoomed(get(), Math.exp(-event.deltaY * unit * 0.008), place(event)));
    else set(moved(get(), -event.deltaX * unit, -event.deltaY * unit));
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || (event.target as HTMLElement).closest("[data-overlay]")) return;
    stop();
    points.set(event.pointerId, place(event));
    speed = { x: 0, y: 0 };
    at = event.timeStamp;
  };
  const move = (event: PointerEvent): void => {
    const before = points.get(event.pointerId);
    if (!before) return;
    const here = place(event);
    if (points.size === 2) {
      const other = [...points].find(([id]) => id !== event.pointerId)?.[1] ?? before;
      const factor =
        Math.hypot(here.x - other.x, here.y - other.y) / (Math.hypot(before.x - other.x, before.y - other.y) || 1);
      const middle = { x: (here.x + other.x) / 2, y: (here.y + other.y) / 2 };
      set(moved(zoomed(get(), factor, middle), (here.x - before.x) / 2, (here.y - before.y) / 2));
      points.set(event.pointerId, here);
      return;
    }
    if (!dragging && Math.hypot(here.x - before.x, here.y - before.y) < 5) return;
    if (!dragging) {
      dragging = true;
      element.setPointerCapture(event.pointerId);
      element.style.cursor = "grabbing";
    }
    const pause = Math.max(8, event.timeStamp - at);
    speed = { x: ((here.x - before.x) / pause) * 16, y: ((here.y - before.y) / pause) * 16 };
    at = event.timeStamp;
    set(moved(get(), here.x - before.x, here.y - before.y));
    points.set(event.pointerId, here);
  };
  const up = (event: PointerEvent): void => {
    points.delete(event.pointerId);
    if (!dragging || points.size > 0) return;
    dragging = false;
    element.style.cursor = "";
    // What was dragged is not clicked.
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
    const fresh = event.timeStamp - at < 60;
    if (fresh && !matchMedia("(prefers-reduced-motion: reduce)").matches) rolling = requestAnimationFrame(roll);
  };
  element.addEventListener("wheel", wheel, { passive: false });
  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  return () => {
    stop();
    element.removeEventListener("wheel", wheel);
    element.removeEventListener("pointerdown", down);
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", up);
    element.removeEventListener("pointercancel", up);
  };
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}
