/** Lines, dots and routes of the map's SVG. */
import { type Shape, short } from "./Drawing.ts";
import { readInk } from "./readInk.ts";

export interface LinePlace {
  readonly at: { readonly x: number; readonly y: number; readonly scale: number };
  readonly opacity: number;
}

export function readLine(element: SVGGeometryElement, root: Element, place: LinePlace): readonly Shape[] {
  const style = getComputedStyle(element);
  const path = pathOf(element);
  let { opacity } = place;
  for (let one: Element | null = element; one && one !== root; one = one.parentElement)
    opacity *= Number(getComputedStyle(one).opacity);
  const fill = readInk(style.fill, opacity);
  const stroke = readInk(style.stroke, opacity);
  if (path === "" || (!fill && !stroke)) return [];
  // A line that is as thick from afar as from near.
  const unit = style.vectorEffect === "non-scaling-stroke" ? 1 : place.at.scale;
  const dash = style.strokeDasharray.match(/[\d.]+/g)?.map((length) => Number(length) * unit);
  return [
    {
      what: "shape",
      path,
      at: place.at,
      ...(fill ? { fill } : {}),
      ...(stroke ? { stroke, width: (Number.parseFloat(style.strokeWidth) || 1) * unit } : {}),
      ...(dash ? { dash } : {}),
      ...(style.strokeLinecap === "round" ? { round: true as const } : {}),
    },
  ];
}

function pathOf(element: SVGGeometryElement): string {
  if (element instanceof SVGCircleElement) {
    const [x, y, r] = [element.cx, element.cy, element.r].map(({ baseVal }) => baseVal.value) as [
      number,
      number,
      number,
    ];
    return `M${short(x - r)} ${short(y)}a${short(r)} ${short(r)} 0 1 0 ${short(2 * r)} 0a${short(r)} ${short(r)} 0 1 0 ${short(-2 * r)} 0z`;
  }
  if (element instanceof SVGPolylineElement)
    return [...element.points].map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${short(x)} ${short(y)}`).join("");
  return element.getAttribute("d") ?? "";
}
