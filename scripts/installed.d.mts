interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}
type LockedPackages = Readonly<Record<string, LockedPackage>>;

export function isInstalled(wanted: LockedPackages, found: LockedPackages): boolean;
