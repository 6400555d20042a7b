"use client";
/** What an instructor sends to one, some or all students: words, a manifest for their editor, or a step of a lesson. */
import { useTranslations } from "next-intl";
import { type ComponentType, useState } from "react";
import { parseAllDocuments } from "yaml";
import type { PersonAction } from "../../server/protocol/classroom/actionSchema.ts";
import type { Course } from "../../server/protocol/lessons.ts";
import { useAct } from "../classroom/useAct.ts";
import { useCourses } from "../lesson/useCourses.ts";
import { Button, Input, Select, TabBar, TabPanel } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";

type Parcel = Extract<PersonAction, { type: "send" }>["parcel"];

interface FormProps {
  /** Resolves with whether it was sent. */
  send(parcel: Parcel): Promise<boolean>;
}

const FORMS: { readonly [kind in Parcel["kind"]]: ComponentType<FormProps> } = {
  hint: HintForm,
  yaml: YamlForm,
  step: StepForm,
};
const KINDS = Object.keys(FORMS) as Parcel["kind"][];

export interface SendDialogProps {
  readonly open: boolean;
  onOpenChange(open: boolean): void;
  readonly to: "all" | string[];
  readonly names: string;
}

export function SendDialog({ open, onOpenChange, to, names }: SendDialogProps) {
  const t = useTranslations("classroom");
  const act = useAct();
  const [kind, setKind] = useState<Parcel["kind"]>("hint");
  const Form = FORMS[kind];
  const send = async (parcel: Parcel): Promise<boolean> => {
    const done = Boolean(await act({ type: "send", to, parcel }));
    if (done) onOpenChange(false);
    return done;
  };
  return (
    <Modal open={open} onOpenChange={onOpenChange} title={t("sendTo", { names })}>
      <TabBar
        name="parcel"
        label={t("parcel")}
        items={KINDS.map((id) => ({ id, label: t(`parcels.${id}`) }))}
        value={kind}
        onChange={(next) => setKind(next as Parcel["kind"])}
      />
      <TabPanel name="parcel" value={kind} className="pt-3">
        <Form send={send} />
      </TabPanel>
    </Modal>
  );
}

const AREA =
  "w-full rounded-control border border-line bg-raised p-2 text-[13px] outline-none placeholder:text-faint focus:border-accent";

function HintForm({ send }: FormProps) {
  const t = useTranslations("classroom");
  const [text, setText] = useState("");
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void send({ kind: "hint", text: text.trim() }).then((done) => done && setText(""));
      }}
    >
      <textarea
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog is opened to write in it
        autoFocus
        aria-label={t("hintText")}
        placeholder={t("hintText")}
        rows={4}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className={AREA}
      />
      <Button type="submit" look="primary" disabled={!text.trim()} className="self-end">
        {t("send")}
      </Button>
    </form>
  );
}

function YamlForm({ send }: FormProps) {
  const t = useTranslations("classroom");
  const [title, setTitle] = useState("");
  const [yaml, setYaml] = useState("");
  const { name, problem } = readManifest(yaml);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const called = title.trim() || name || t("parcels.yaml");
        void send({ kind: "yaml", title: called.slice(0, 120), yaml }).then((done) => done && setYaml(""));
      }}
    >
      <Input
        aria-label={t("yamlTitle")}
        placeholder={name || t("yamlTitle")}
        maxLength={120}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <textarea
        aria-label={t("yamlText")}
        placeholder={t("yamlText")}
        rows={10}
        maxLength={100_000}
        spellCheck={false}
        value={yaml}
        onChange={(event) => setYaml(event.target.value)}
        className={`${AREA} font-mono`}
      />
      <p role="alert" className="text-[12px] whitespace-pre-wrap text-failing empty:hidden">
        {problem}
      </p>
      <Button type="submit" look="primary" disabled={!yaml.trim() || problem !== ""} className="self-end">
        {t("send")}
      </Button>
    </form>
  );
}

/** The first object's name, and the first thing that keeps the text from being YAML; "" for none. */
function readManifest(yaml: string): { readonly name: string; readonly problem: string } {
  const documents = parseAllDocuments(yaml);
  if (!Array.isArray(documents)) return { name: "", problem: "" };
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error) return { name: "", problem: error.message };
  const name = documents[0]?.getIn(["metadata", "name"]);
  return { name: typeof name === "string" ? name : "", problem: "" };
}

function StepForm({ send }: FormProps) {
  const t = useTranslations("classroom");
  const courses = useCourses();
  const [chosen, setChosen] = useState("");
  const known: readonly Course[] = courses === "failed" ? [] : (courses ?? []);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const [course = "", lesson = "", step = ""] = chosen.split("/");
        if (step) void send({ kind: "step", course, lesson, step });
      }}
    >
      <Select
        aria-label={t("parcels.step")}
        value={chosen}
        onChange={(event) => setChosen(event.target.value)}
        className="w-full"
      >
        <option value="">{t("chooseStep")}</option>
        {known.flatMap((course) =>
          course.lessons.map((lesson) => (
            <optgroup key={`${course.id}/${lesson.id}`} label={lesson.title}>
              {lesson.steps.map((step, index) => (
                <option key={step.id} value={`${course.id}/${lesson.id}/${step.id}`}>
                  {index + 1}. {step.title}
                </option>
              ))}
            </optgroup>
          )),
        )}
      </Select>
      {courses === "failed" && <p className="text-[12px] text-failing">{t("noLessons")}</p>}
      <Button type="submit" look="primary" disabled={!chosen} className="self-end">
        {t("send")}
      </Button>
    </form>
  );
}
