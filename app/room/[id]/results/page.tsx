import { ResultsScreen } from "../../../../components/results/ResultsScreen.tsx";
import { RoomEntrance } from "../../../../components/room/RoomEntrance.tsx";

export default async function ResultsPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  return (
    <RoomEntrance roomId={id}>
      <ResultsScreen roomId={id} />
    </RoomEntrance>
  );
}
