export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}
