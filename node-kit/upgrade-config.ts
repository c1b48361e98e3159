/** Configuration of any version as it is stored in a flow. */
export type StoredConfig = Readonly<Record<string, unknown>>;

/** Version reached → the step from the version before it. Steps are pure and keep properties they do not know. */
export type Upgrades = Readonly<Record<number, (config: StoredConfig) => StoredConfig>>;

export interface UpgradedConfig {
  readonly config: StoredConfig;
  readonly from: number;
  readonly to: number;
}

/**
 * Brings a stored configuration up to `version`. A configuration without a version is taken for version 1.
 * `from > to` in the result means that it was made by a newer release and is returned as it is.
 */
export function upgradeConfig(stored: StoredConfig, version: number, upgrades: Upgrades): UpgradedConfig {
  const from = Number(stored.version ?? 1);
  let config = stored;
  for (let next = from + 1; next <= version; next += 1) {
    config = upgrades[next]?.(config) ?? config;
  }
  return { config: from < version ? { ...config, version } : config, from, to: version };
}
