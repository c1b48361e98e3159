/** Owner of what nobody else owns: the files of the site's master data. */
export const siteOwner = 'site';

/** The source of messages that begin in the editor or at a stock node, and of no system. */
export const editorSource = 'node-red';

/** Fields of an object that another system than the object's owner may change. */
export interface FieldGroup {
  readonly owner: string;
  readonly fields: readonly string[];
}

/** A system beside the owner that brings an object in; a mailbox server for these partners only, where it names some. */
export interface Source {
  readonly system: string;
  readonly partners?: readonly string[];
}

/** Who may change an object, and who is told of changes. */
export interface Ownership {
  readonly owner: string;
  /** By name of the group; no field is in two of them. */
  readonly groups: Readonly<Record<string, FieldGroup>>;
  readonly subscribers: readonly string[];
  /** Of a business object; master data has none. */
  readonly sources?: readonly Source[];
  /** Who decides about what was refused of a business object. */
  readonly steward?: string;
}

/** A line of the ownership matrix: `Ownership`, with the owners that differ by tenant. */
export interface OwnershipLine extends Ownership {
  readonly tenants: Readonly<Record<string, string | TenantOwnership>>;
}

/** What differs for a tenant's business objects. */
export interface TenantOwnership {
  readonly owner: string;
  readonly sources: readonly Source[];
}

/** Object to line. */
export type OwnershipMatrix = Readonly<Record<string, OwnershipLine>>;

/** Who owns an object of a tenant. What the matrix does not name belongs to the site's files. */
export function ownershipOf(matrix: OwnershipMatrix, object: string, tenant: string): Ownership {
  const line = Object.hasOwn(matrix, object) ? matrix[object] : undefined;
  if (!line) return { owner: siteOwner, groups: {}, subscribers: [] };
  const { tenants, ...rest } = line;
  const differs = Object.hasOwn(tenants, tenant) ? tenants[tenant] : undefined;
  return typeof differs === 'string' ? { ...rest, owner: differs } : { ...rest, ...differs };
}

/** Business objects whose writes are held to the matrix; one that it does not name may come from anywhere. */
export const ownedDocuments = [
  'sales-order',
  'shipment',
  'shipment-event',
  'warehouse-confirmation',
  'invoice',
  'freight-invoice',
  'inventory-movement',
  'stock-snapshot',
] as const;

/** Documents of a process that write an object of another name. */
const written: Readonly<Record<string, string>> = {
  'erp-confirmation': 'sales-order',
  'invoice-issued': 'invoice',
};

/**
 * Who owns the object that a document writes; null where the matrix does not say, or the document is none that a system
 * writes: a question, a release of ours, a deadline.
 */
export function ownershipOfDocument(
  matrix: OwnershipMatrix,
  type: string,
  tenant: string,
): (Ownership & { readonly object: string }) | null {
  const object = written[type] ?? type;
  const isOwned = ownedDocuments.some((one) => one === object) && Object.hasOwn(matrix, object);
  return isOwned ? { object, ...ownershipOf(matrix, object, tenant) } : null;
}

/** Whether a system may bring in what somebody owns: as the owner, or as a source that the matrix names beside it. */
export const mayBringIn = (
  { owner, sources = [] }: Ownership,
  { system, partner }: { readonly system: string; readonly partner?: string },
): boolean =>
  system === owner ||
  sources.some(
    (source) =>
      source.system === system &&
      (source.partners === undefined || (partner !== undefined && source.partners.includes(partner))),
  );
