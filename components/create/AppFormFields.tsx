"use client";
/** The fields of the form, and the YAML they make. */
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import type { Namespace } from "../../server/protocol/kubernetes/index.ts";
import { useObjects } from "../room/RoomContext.tsx";
import { Button, Input, Select } from "../ui/controls.tsx";
import { YamlLines } from "../ui/YamlLines.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import type { AppForm, FormProblem, Pair, PortRow } from "./appForm.ts";
import { printForm } from "./appForm.ts";

export function AppFormFields({
  form,
  problems,
  onChange,
}: {
  readonly form: AppForm;
  readonly problems: ReadonlySet<FormProblem>;
  onChange(form: AppForm): void;
}) {
  const t = useTranslations("create");
  const namespaces = useObjects<Namespace>("namespaces", true).map(({ metadata }) => metadata.name);
  const set = (change: Partial<AppForm>): void => onChange({ ...form, ...change });
  // What is still empty is not wrong yet.
  const wrong = (problem: FormProblem, value = "x"): string | undefined =>
    value !== "" && problems.has(problem) ? t(`problems.${problem}`) : undefined;
  return (
    <div className="grid gap-5 md:grid-cols-[1fr_320px]">
      <div className="flex min-w-0 flex-col gap-3">
        <Field label={t("appName")} hint={t("appNameHint")} problem={wrong("name", form.name)}>
          {(id) => (
            <Input
              id={id}
              className="font-mono"
              value={form.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("image")} problem={wrong("image", form.image)}>
          {(id) => (
            <Input
              id={id}
              className="font-mono"
              placeholder="kubetm/init"
              value={form.image}
              onChange={(event) => set({ image: event.target.value })}
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label={t("replicas")} problem={wrong("replicas", form.replicas)}>
            {(id) => (
              <Input
                id={id}
                inputMode="numeric"
                value={form.replicas}
                onChange={(event) => set({ replicas: event.target.value.trim() })}
              />
            )}
          </Field>
          <Field label={t("chooseNamespace")}>
            {(id) => (
              <Select
                id={id}
                className="font-mono"
                value={form.namespace}
                onChange={(event) => set({ namespace: event.target.value })}
              >
                {namespaces.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <Field label={t("service")} problem={wrong("port")}>
          {(id) => (
            <Select
              id={id}
              value={form.service}
              onChange={(event) => set({ service: event.target.value as AppForm["service"] })}
            >
              {(["none", "internal", "node", "external"] as const).map((kind) => (
                <option key={kind} value={kind}>
                  {t(`services.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {form.service !== "none" && <Ports ports={form.ports} onChange={(ports) => set({ ports })} />}
        <details className="text-[13px]">
          <summary className="cursor-pointer py-1 text-soft">{t("more")}</summary>
          <div className="flex flex-col gap-3 pt-2">
            <Pairs name={t("labels")} pairs={form.labels} onChange={(labels) => set({ labels })} />
            {wrong("label") && <p className="text-[12px] text-failing">{wrong("label")}</p>}
            <Pairs name={t("env")} pairs={form.env} onChange={(env) => set({ env })} />
            {wrong("env") && <p className="text-[12px] text-failing">{wrong("env")}</p>}
            <div className="grid grid-cols-2 gap-3">
              <Field label={t("cpu")} problem={wrong("cpu")}>
                {(id) => (
                  <Input
                    id={id}
                    placeholder="250m"
                    value={form.cpu}
                    onChange={(event) => set({ cpu: event.target.value.trim() })}
                  />
                )}
              </Field>
              <Field label={t("memory")} problem={wrong("memory")}>
                {(id) => (
                  <Input
                    id={id}
                    placeholder="128Mi"
                    value={form.memory}
                    onChange={(event) => set({ memory: event.target.value.trim() })}
                  />
                )}
              </Field>
            </div>
            <Field label={t("command")}>
              {(id) => (
                <Input
                  id={id}
                  className="font-mono"
                  placeholder="sleep 3600"
                  value={form.command}
                  onChange={(event) => set({ command: event.target.value })}
                />
              )}
            </Field>
          </div>
        </details>
      </div>
      <section aria-label={t("preview")} className="min-w-0">
        <h3 className="mb-1 text-[12px] text-soft">{t("preview")}</h3>
        <pre
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
          tabIndex={0}
          className="h-[44dvh] overflow-auto rounded-control border border-line bg-panel p-3 font-mono text-[12px] leading-[18px] max-md:h-48"
          data-testid="form-yaml"
        >
          <YamlLines text={printForm(form)} />
        </pre>
      </section>
    </div>
  );
}

function Field({
  label,
  hint,
  problem,
  children,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly problem?: string | undefined;
  children(id: string): ReactNode;
}) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1 [&_input]:w-full [&_select]:w-full">
      <label htmlFor={id} className="text-[12px] text-soft">
        {label}
      </label>
      {children(id)}
      {problem ? (
        <p className="text-[12px] break-keep text-failing">{problem}</p>
      ) : (
        hint && <p className="text-[12px] break-keep text-faint">{hint}</p>
      )}
    </div>
  );
}

function Ports({ ports, onChange }: { readonly ports: readonly PortRow[]; onChange(ports: readonly PortRow[]): void }) {
  const t = useTranslations("create");
  const change = (at: number, part: Partial<PortRow>): void =>
    onChange(ports.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <div className="flex flex-col gap-2">
      {ports.map(({ port, targetPort, protocol }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no other name
        <div key={index} className="flex items-center gap-2">
          <Input
            aria-label={t("port")}
            placeholder={t("port")}
            inputMode="numeric"
            className="w-0 flex-1"
            value={port}
            onChange={(event) => change(index, { port: event.target.value.trim() })}
          />
          <span aria-hidden className="text-faint">
            →
          </span>
          <Input
            aria-label={t("targetPort")}
            placeholder={t("targetPort")}
            inputMode="numeric"
            className="w-0 flex-1"
            value={targetPort}
            onChange={(event) => change(index, { targetPort: event.target.value.trim() })}
          />
          <Select
            aria-label={t("protocol")}
            value={protocol}
            onChange={(event) => change(index, { protocol: event.target.value as PortRow["protocol"] })}
          >
            <option>TCP</option>
            <option>UDP</option>
          </Select>
          <IconButton
            icon={X}
            label={t("remove", { name: port })}
            disabled={ports.length === 1}
            onClick={() => onChange(ports.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        look="quiet"
        className="self-start"
        onClick={() => onChange([...ports, { port: "", targetPort: "", protocol: "TCP" }])}
      >
        <Plus size={14} aria-hidden />
        {t("addPort")}
      </Button>
    </div>
  );
}

function Pairs({
  name,
  pairs,
  onChange,
}: {
  readonly name: string;
  readonly pairs: readonly Pair[];
  onChange(pairs: readonly Pair[]): void;
}) {
  const t = useTranslations("create");
  const change = (at: number, part: Partial<Pair>): void =>
    onChange(pairs.map((pair, index) => (index === at ? { ...pair, ...part } : pair)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-[12px] text-soft">{name}</legend>
      {pairs.map(({ key, value }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no other name
        <div key={index} className="flex items-center gap-2">
          <Input
            aria-label={`${name}: ${t("key")}`}
            placeholder={t("key")}
            className="w-0 flex-1 font-mono"
            value={key}
            onChange={(event) => change(index, { key: event.target.value.trim() })}
          />
          <span aria-hidden className="text-faint">
            =
          </span>
          <Input
            aria-label={`${name}: ${t("value")}`}
            placeholder={t("value")}
            className="w-0 flex-1 font-mono"
            value={value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <IconButton
            icon={X}
            label={t("remove", { name: key })}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button look="quiet" className="self-start" onClick={() => onChange([...pairs, { key: "", value: "" }])}>
        <Plus size={14} aria-hidden />
        {t("add")}
      </Button>
    </fieldset>
  );
}
