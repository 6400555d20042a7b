import { preload } from "react-dom";
import { askedTexts } from "../../../components/meta/askedTexts.ts";
import { pageMetadata } from "../../../components/meta/pageMetadata.ts";
import { RoomEntrance } from "../../../components/room/RoomEntrance.tsx";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<{ readonly lang?: string | string[] }>;
}

export const generateMetadata = async ({ searchParams }: Props) => pageMetadata("room", (await searchParams).lang);

export default async function RoomPage({ params, searchParams }: Props) {
  const { id } = await params;
  // What the page's scripts ask first (client/beginning.ts) is there by the time they run.
  if (/^\w+$/.test(id))
    for (const path of ["?begin", "/state"])
      preload(`/api/rooms/${id}${path}`, { as: "fetch", crossOrigin: "anonymous" });
  return <RoomEntrance roomId={id} texts={await askedTexts((await searchParams).lang)} />;
}
