import { Landing } from "../components/landing/Landing.tsx";
import { pageMetadata } from "../components/meta/pageMetadata.ts";

interface Props {
  readonly searchParams: Promise<{ readonly lang?: string | string[] }>;
}

export const generateMetadata = async ({ searchParams }: Props) => pageMetadata("landing", (await searchParams).lang);

export default function LandingPage() {
  return <Landing />;
}
