"use client";
import { Trouble } from "../components/room/Trouble.tsx";

export default function PageBroke({ error }: { readonly error: Error }) {
  return <Trouble kind="crash" detail={error.message} onRetry={() => location.reload()} />;
}
