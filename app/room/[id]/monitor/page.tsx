import { MonitorScreen } from "../../../../components/monitor/MonitorScreen.tsx";
import { RoomEntrance } from "../../../../components/room/RoomEntrance.tsx";
import { pageMetadata } from "../../../../components/meta/pageMetadata.ts";

interface Props {
  readonly searchParams: Promise<{ readonly lang?: string | string[] }>;
}

export const generateMetadata = async ({ searchParams }: Props) => pageMetadata("room", (await searchParams).lang);

export default async function MonitorPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  return (
    <RoomEntrance roomId={id}>
      <MonitorScreen roomId={id} />
    </RoomEntrance>
  );
}
