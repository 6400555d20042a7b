import { Embed } from "../../../../components/embed/Embed.tsx";

export default async function EmbedPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  return <Embed roomId={id} />;
}
