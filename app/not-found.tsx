import { Trouble } from "../components/room/Trouble.tsx";

export default function NotFound() {
  return <Trouble kind="page" />;
}
