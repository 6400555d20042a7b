import { AdminPage } from "../../components/admin/AdminPage.tsx";
import { pageMetadata } from "../../components/meta/pageMetadata.ts";

interface Props {
  readonly searchParams: Promise<{ readonly lang?: string | string[] }>;
}

export const generateMetadata = async ({ searchParams }: Props) => pageMetadata("admin", (await searchParams).lang);

export default function OperatorPage() {
  return <AdminPage on={Boolean(process.env["ADMIN_SECRET"])} />;
}
