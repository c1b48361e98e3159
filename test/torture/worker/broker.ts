/** Child process: an MQTT broker that writes every event down before it acknowledges it. */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';

const [port = '0', file = ''] = process.argv.slice(2);
const broker = await Aedes.createBroker({
  authorizePublish: (_client, { topic, payload }, done) => {
    const line = `${JSON.stringify({ topic, event: payload.toString() })}\n`;
    appendFileSync(file, line);
    process.send?.({ event: 'published', text: payload.toString() });
    done(null);
  },
});
// Without noDelay a QoS 1 round trip waits for Nagle's algorithm.
const server = createServer({ noDelay: true }, broker.handle);
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ event: 'up', port: typeof address === 'object' && address ? address.port : 0 });
});
process.on('disconnect', () => process.exit(0));
