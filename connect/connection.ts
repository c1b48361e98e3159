/**
 * What a call needs to know of the other side: a system of the site file, secrets resolved.
 * `baseUrl` is `http(s)://…`, `sftp://host:port` or `mqtt(s)://host:port`.
 */
export interface Connection {
  /** Names the system in errors. */
  readonly name: string;
  readonly baseUrl: string;
  readonly auth:
    | { readonly kind: 'none' }
    | { readonly kind: 'basic'; readonly username: string; readonly password: string }
    | { readonly kind: 'bearer'; readonly token: string }
    | { readonly kind: 'header'; readonly name: string; readonly value: string }
    | { readonly kind: 'key'; readonly username: string; readonly privateKey: string };
  /** SFTP: SHA-256 of the server's host key, base64, with or without the `SHA256:` in front. */
  readonly hostKey?: string;
  readonly timeoutMs: number;
}

/** A JSON value as it travels. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
