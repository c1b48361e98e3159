/** The form is that of the agreement's schema. */
const form = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

const [dayMs, hourMs, minuteMs, secondMs] = [86_400_000, 3_600_000, 60_000, 1000];

/** Milliseconds of an ISO 8601 duration of days, hours, minutes and seconds, such as `PT4H` or `P1DT12H`. */
export function durationMs(text: string): number {
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = form.exec(text) ?? [];
  return (
    Number(days) * dayMs + Number(hours) * hourMs + Number(minutes) * minuteMs + Number(seconds) * secondMs
  );
}
