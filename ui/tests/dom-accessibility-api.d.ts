/** Its own types are not named in its package's exports. */
declare module "dom-accessibility-api" {
  export function computeAccessibleName(root: Element): string;
  export function getRole(element: Element): string | null;
}
