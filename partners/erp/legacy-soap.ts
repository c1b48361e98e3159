import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import soap from 'soap';
import type { Faults } from '../faults.ts';
import type { Recorder } from '../recorder.ts';

export interface LegacyOrder {
  readonly sequence: number;
  readonly number: string;
  readonly customer: string;
  readonly customerReference: string;
  readonly date: string;
  readonly currency: string;
  readonly shipToName: string;
  readonly shipToStreet: string;
  readonly shipToCity: string;
  readonly shipToPostalCode: string;
  readonly shipToCountry: string;
  readonly lines: readonly { line: string; article: string; quantity: string; unit: string; price: string }[];
}

interface PostDocument {
  readonly kind: string;
  readonly reference: string;
  readonly order: string;
}

const fault = (code: string, text: string): unknown => ({
  Fault: { faultcode: code, faultstring: text, statusCode: 500 },
});

/** The legacy ERP: SOAP 1.1, document/literal, orders by ascending sequence, documents posted by reference. */
export function legacySoap(
  server: Server,
  orders: LegacyOrder[],
  recorder: Recorder,
  faults: Faults,
  authorize: (header: string | undefined) => boolean,
): void {
  const wsdl = readFileSync(new URL('./legacy.wsdl', import.meta.url), 'utf8');
  const documents = new Map<string, string>();
  const refuse = (): void => {
    if (faults.next('/legacy')) throw fault('soap:Server', 'told to fail');
  };
  const port = {
    GetNewOrders: ({ after, limit }: { after: number; limit: number }) => {
      refuse();
      return {
        orders: orders
          .filter((order) => order.sequence > Number(after))
          .slice(0, Math.min(Number(limit) || 50, 50)),
      };
    },
    PostDocument: (body: PostDocument) => {
      refuse();
      if (!orders.some((order) => order.number === body.order)) {
        recorder.record(`legacy ${body.kind}`, body.reference, body, 'fault');
        throw fault('soap:Client', `order ${body.order} is unknown`);
      }
      const again = documents.get(`${body.kind} ${body.reference}`);
      if (again) {
        recorder.record(`legacy ${body.kind}`, body.reference, body, `again ${again}`);
        return { document: again };
      }
      const document = `L${700001 + documents.size}`;
      documents.set(`${body.kind} ${body.reference}`, document);
      recorder.effect(`legacy ${body.kind}`, body.reference, document);
      recorder.record(`legacy ${body.kind}`, body.reference, body, document);
      return { document };
    },
  };
  const options = {
    path: '/legacy',
    services: { LegacyErp: { LegacyErpPort: port } },
    xml: wsdl,
    // Amounts stay as they were written; the library would make floats of them.
    customDeserializer: { decimal: (text: string) => text },
  };
  const listener = soap.listen(server, options);
  listener.authorizeConnection = (request, response) => {
    if (request.method === 'GET' || authorize(request.headers.authorization)) return true;
    // The package ends the response without a status of its own.
    if (response) response.statusCode = 401;
    return false;
  };
}
