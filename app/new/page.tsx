import { NewRoom } from "../../components/sharing/NewRoom.tsx";
import { pageMetadata } from "../../components/meta/pageMetadata.ts";

interface Props {
  readonly searchParams: Promise<{ readonly lang?: string | string[] }>;
}

export const generateMetadata = async ({ searchParams }: Props) => pageMetadata("new", (await searchParams).lang);

export default function NewRoomPage() {
  return <NewRoom />;
}
