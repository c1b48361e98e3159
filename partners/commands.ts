import type { PartnerOptions, Partners } from './start.ts';

/** How a person reaches what has no page of its own, as lines to copy. */
export function commandsFor(
  { env, sftpPort }: Pick<Partners, 'env' | 'sftpPort'>,
  { acme, mqtt }: PartnerOptions['secrets'],
): readonly { readonly name: string; readonly text: string }[] {
  const sftp = `sftp -P ${sftpPort} acme@127.0.0.1`;
  return [
    { name: 'Legacy ERP', text: `${env.LEGACY_ERP_URL}?wsdl   (SOAP)` },
    { name: 'MQTT', text: `${env.MQTT_URL}   (login crossdock, password ${mqtt})` },
    { name: 'mailboxes', text: `${sftp}   (password ${acme}; also globex, fastship, swift, nordex)` },
    { name: 'try it', text: `echo 'put sites/demo/samples/acme-850.edi' | ${sftp}:/inbox` },
    { name: '', text: 'and watch the order on the status page; /outbox holds the acknowledgement' },
  ];
}
