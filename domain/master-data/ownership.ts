/** Owner of what nobody else owns: the files of the site's master data. */
export const siteOwner = 'site';

/** Fields of an object that another system than the object's owner may change. */
export interface FieldGroup {
  readonly owner: string;
  readonly fields: readonly string[];
}

/** Who may change an object, and who is told of changes. */
export interface Ownership {
  readonly owner: string;
  /** By name of the group; no field is in two of them. */
  readonly groups: Readonly<Record<string, FieldGroup>>;
  readonly subscribers: readonly string[];
}

/** A line of the ownership matrix: `Ownership`, with the owners that differ by tenant. */
export interface OwnershipLine extends Ownership {
  readonly tenants: Readonly<Record<string, string>>;
}

/** Object to line. */
export type OwnershipMatrix = Readonly<Record<string, OwnershipLine>>;

/** Who owns an object of a tenant. What the matrix does not name belongs to the site's files. */
export function ownershipOf(matrix: OwnershipMatrix, object: string, tenant: string): Ownership {
  const line = Object.hasOwn(matrix, object) ? matrix[object] : undefined;
  if (!line) return { owner: siteOwner, groups: {}, subscribers: [] };
  const { tenants, owner, groups, subscribers } = line;
  const differs = Object.hasOwn(tenants, tenant) ? tenants[tenant] : undefined;
  return { owner: differs ?? owner, groups, subscribers };
}
