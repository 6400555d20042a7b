import { NewRoom } from "../../components/sharing/NewRoom.tsx";

export default function NewRoomPage() {
  return <NewRoom />;
}
