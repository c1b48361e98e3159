import type { MqttClient } from 'mqtt';

/**
 * The answer to our ping stands behind the message that is being handled, and is not read before: the client would
 * take the broker for dead, drop the connection and get the same message again, for ever. So while a message is
 * handled we ping without waiting for answers.
 */
export class KeepAlive {
  private readonly client: MqttClient;
  private handled = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(client: MqttClient) {
    this.client = client;
  }

  /** A message is being handled. */
  get busy(): boolean {
    return this.handled > 0;
  }

  begin(): void {
    this.handled += 1;
    this.timer ??= setInterval(() => this.ping(), this.client.keepalive * 500).unref();
  }

  end(): void {
    this.handled -= 1;
    if (this.busy) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private ping(): void {
    if (!this.client.connected) return;
    this.client.sendPing();
    this.client.reschedulePing(true);
  }
}
