import { pageMetadata } from "../../components/meta/pageMetadata.ts";
import { Privacy } from "../../components/privacy/Privacy.tsx";

interface Props {
  readonly searchParams: Promise<{ readonly lang?: string | string[] }>;
}

export const generateMetadata = async ({ searchParams }: Props) => pageMetadata("privacy", (await searchParams).lang);

/** As the operator set it: the server checked both when it started. */
export default function PrivacyPage() {
  const { ROOM_DAYS, GRACE_DAYS } = process.env;
  return (
    <Privacy roomDays={ROOM_DAYS ? Number(ROOM_DAYS) : undefined} graceDays={GRACE_DAYS ? Number(GRACE_DAYS) : 7} />
  );
}
