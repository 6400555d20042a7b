import { AuthoringScreen } from "../../../../components/authoring/AuthoringScreen.tsx";
import { RoomEntrance } from "../../../../components/room/RoomEntrance.tsx";

export default async function LessonsPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  return (
    <RoomEntrance roomId={id}>
      <AuthoringScreen roomId={id} />
    </RoomEntrance>
  );
}
