import { LazyTrouble } from "../components/room/LazyTrouble.tsx";

export default function NotFound() {
  return <LazyTrouble kind="page" />;
}
