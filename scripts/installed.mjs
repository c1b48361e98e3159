/**
 * Whether an install holds just what a lockfile names: every package in its version, none besides. What is optional
 * may be absent, as it is for another platform. Both are the `packages` of a lockfile; npm leaves that of what it has
 * installed in node_modules/.package-lock.json.
 */
export function isInstalled(wanted, found) {
  const missing = Object.entries(wanted).some(([path, { version, integrity, optional, devOptional }]) => {
    if (path === '') return false;
    const there = found[path];
    if (there === undefined) return !optional && !devOptional;
    return there.version !== version || there.integrity !== integrity;
  });
  return !missing && Object.keys(found).every((path) => path in wanted);
}
