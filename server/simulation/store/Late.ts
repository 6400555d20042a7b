/**
 * Something of a snapshot that is read when somebody asks for it: of thousands of Events hardly any is ever looked at. What
 * must be known of it before is its label. Both are JSON and never change.
 */
export abstract class Late<Label = unknown, Body = unknown> implements Labelled<Label, Body> {
  constructor(readonly label: Label) {}

  /** Read anew, or the same each time. */
  abstract get body(): Body;

  toJSON(): Labelled<Label, Body> {
    const { label, body } = this;
    return { label, body };
  }
}

/** The same as JSON. */
export interface Labelled<Label, Body> {
  readonly label: Label;
  readonly body: Body;
}

/** The same under another label. */
export class Relabelled<Label, Body> extends Late<Label, Body> {
  constructor(
    label: Label,
    private readonly origin: Labelled<unknown, Body>,
  ) {
    super(label);
  }

  get body(): Body {
    return this.origin.body;
  }
}
