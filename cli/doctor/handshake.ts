import mqtt from 'mqtt';
import { dial } from '../../connect/sftp/dial.ts';
import { asCrossdockError, CrossdockError } from '../../domain/errors.ts';
import type { SystemConfig } from '../../runtime/site/site.ts';

/**
 * Signs in where a connection is more than an open port: SFTP with its host key, MQTT. Null when the system let us
 * in, or speaks HTTP, where a call without a purpose could do something.
 */
export async function handshake(system: SystemConfig): Promise<CrossdockError | null> {
  try {
    if (system.protocol === 'sftp') (await dial(system)).hangUp();
    if (system.protocol === 'mqtt') await signInToBroker(system);
    return null;
  } catch (thrown) {
    return asCrossdockError(thrown, `system ${system.name}`);
  }
}

/** With a session that the broker forgets at once: the site's own stays untouched. */
async function signInToBroker({ name, baseUrl, auth, timeoutMs }: SystemConfig): Promise<void> {
  const login = auth.kind === 'basic' ? { username: auth.username, password: auth.password } : {};
  try {
    const options = { ...login, clean: true, reconnectPeriod: 0, connectTimeout: timeoutMs };
    const client = await mqtt.connectAsync(baseUrl, options, false);
    await client.endAsync(true);
  } catch (thrown) {
    const { message: reason } = thrown as Error;
    const code = /not authorized|bad user ?name/i.test(reason)
      ? 'CD_CONNECT_UNAUTHORIZED'
      : 'CD_CONNECT_REFUSED';
    throw new CrossdockError(code, { system: name, reason });
  }
}
