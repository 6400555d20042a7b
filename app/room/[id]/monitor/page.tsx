import { MonitorScreen } from "../../../../components/monitor/MonitorScreen.tsx";
import { RoomEntrance } from "../../../../components/room/RoomEntrance.tsx";

export default async function MonitorPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  return (
    <RoomEntrance roomId={id}>
      <MonitorScreen roomId={id} />
    </RoomEntrance>
  );
}
