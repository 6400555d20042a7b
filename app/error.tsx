"use client";
import { LazyTrouble } from "../components/room/LazyTrouble.tsx";

export default function PageBroke({ error }: { readonly error: Error }) {
  return <LazyTrouble kind="crash" detail={error.message} onRetry={() => location.reload()} />;
}
