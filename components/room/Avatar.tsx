import { personColour } from "./personColours.ts";

export interface AvatarProps {
  readonly nickname: string;
  /** Index into the palette. */
  readonly colour: number;
  readonly theme: "light" | "dark";
}

/** A person's first letters in their colour. */
export function Avatar({ nickname, colour, theme }: AvatarProps) {
  return (
    <span
      aria-hidden
      style={{ background: personColour(colour, theme) }}
      className="grid size-7 shrink-0 place-items-center rounded-full border-2 border-paper text-[12px] leading-none font-semibold tracking-tight text-paper"
    >
      {[...nickname].slice(0, 2).join("")}
    </span>
  );
}
