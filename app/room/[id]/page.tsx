import { RoomEntrance } from "../../../components/room/RoomEntrance.tsx";

export default async function RoomPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  return <RoomEntrance roomId={id} />;
}
