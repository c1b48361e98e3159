const windowMs = 600_000;
const allowed = 5;

/** Counts failed logins per name and address, as Node-RED's own login does: five in ten minutes, then a pause. */
export function createAttempts() {
  const failures = new Map<string, number[]>();
  const recent = (who: string, now: Date) =>
    (failures.get(who) ?? []).filter((at) => at > now.getTime() - windowMs);
  return {
    isBlocked: (who: string, now: Date): boolean => recent(who, now).length >= allowed,
    failed(who: string, now: Date): void {
      for (const known of failures.keys()) if (recent(known, now).length === 0) failures.delete(known);
      failures.set(who, [...recent(who, now), now.getTime()]);
    },
    succeeded(who: string): void {
      failures.delete(who);
    },
  };
}

export type Attempts = ReturnType<typeof createAttempts>;
