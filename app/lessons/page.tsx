import { SharedLessons } from "../../components/authoring/SharedLessons.tsx";
import { pageMetadata } from "../../components/meta/pageMetadata.ts";

interface Props {
  readonly searchParams: Promise<{ readonly lang?: string | string[] }>;
}

export const generateMetadata = async ({ searchParams }: Props) => pageMetadata("lessons", (await searchParams).lang);

export default function SharedLessonsPage() {
  return <SharedLessons />;
}
