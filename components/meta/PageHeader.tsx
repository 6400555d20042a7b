/** Over a page that is no room: the way to the first page, language and theme. */
import { PreferenceButtons } from "../i18n/PreferenceButtons.tsx";

export function PageHeader() {
  return (
    <header className="flex items-center justify-between">
      <a href="/" className="text-[16px] font-bold tracking-tight">
        Podroom
      </a>
      <PreferenceButtons />
    </header>
  );
}
