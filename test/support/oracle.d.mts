export interface OracleOptions {
  imageOrigins?: readonly string[];
  relativeLinks?: boolean;
  extraTags?: readonly string[];
  extraAttrs?: readonly string[];
  isUi?: (element: Element) => boolean;
  requireRel?: boolean;
  requireNoReferrer?: boolean;
}
export const POLICY: { tags: string[]; attrs: Record<string, string[]> };
export function checkTree(root: ParentNode, options?: OracleOptions): string[];
