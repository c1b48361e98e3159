import { expect } from 'chai';
import type { CrossdockError } from '../../domain/errors.ts';
import { runtime } from '../../nodes/soap-call/runtime.ts';
import { type Erp, startErp } from '../../partners/erp/erp.ts';
import type { SystemConfig } from '../../runtime/face.ts';
import { type DeployedNode, deploy } from '../support/deploy-node.ts';

const credentials = { username: 'crossdock', password: 'pw' };
const invoice = { kind: 'invoice', reference: 'I-1', order: 'L-1', net: '1234567890123.10', tax: '0.90' };

/** Against the legacy ERP's stand-in. */
describe('crossdock-soap-call', () => {
  let erp: Erp;
  let baseUrl: string;
  beforeEach(async () => {
    erp = startErp(credentials);
    baseUrl = (await erp.listen(0, 0)).legacyUrl;
    erp.enterLegacy({
      ...{ number: 'L-1', customer: '20', customerReference: 'R', date: '2026-03-01', currency: 'EUR' },
      ...{ shipToName: 'Shop', shipToStreet: '', shipToCity: '', shipToPostalCode: '', shipToCountry: 'DE' },
      lines: [],
    });
  });
  afterEach(() => erp.close());

  const system = (url: string, password = 'pw'): SystemConfig => ({
    ...{ name: 'legacy-erp', protocol: 'soap', baseUrl: url, timeoutMs: 2000, maxConcurrent: 2 },
    ...{ auth: { kind: 'basic', username: 'crossdock', password } },
    circuitBreaker: { failures: 5, openMs: 100 },
  });
  const start = (config: object = {}, legacy = system(baseUrl)): DeployedNode =>
    deploy(
      runtime,
      { system: 'legacy-erp', operation: 'PostDocument', ...config },
      { systems: { 'legacy-erp': legacy } },
    );
  async function post(node: DeployedNode, payload: unknown) {
    const { error } = await node.receive({ payload });
    if (error) throw error;
    return node.deliver(node.deliveries.at(-1)?.request);
  }
  const failure = (work: Promise<unknown>): Promise<CrossdockError> =>
    work.then(
      () => expect.fail('it succeeded'),
      (thrown: CrossdockError) => thrown,
    );

  it('posts the payload’s fields with every digit and gives those of the answer', async () => {
    const node = start({ idempotencyKey: '"invoice:" & payload.reference', idempotencyKeyType: 'jsonata' });
    const answer = await post(node, invoice);
    expect(answer).to.deep.equal({ output: 'answer', payload: { document: 'L700001' } });
    expect(node.deliveries[0]?.options).to.deep.equal({
      system: 'legacy-erp',
      idempotencyKey: 'invoice:I-1',
    });
    expect(erp.standIn.recorder.received.at(-1)?.body).to.have.property('reference', 'I-1');
    expect(JSON.stringify(erp.standIn.recorder.received)).to.contain('1234567890123.1');
  });

  it('names the call by its message when no key is given', async () => {
    const node = start();
    await node.receive({ payload: invoice });
    expect(node.deliveries[0]?.options.idempotencyKey).to.equal('01890000-0000-7000-8000-000000000001');
  });

  it('finds the first document when a call is repeated', async () => {
    const node = start();
    await post(node, invoice);
    expect((await post(node, invoice)).payload).to.deep.equal({ document: 'L700001' });
    expect(erp.standIn.recorder.problems).to.deep.equal([]);
  });

  it('takes a fault of the client’s for a business rejection in the service’s words', async () => {
    const error = await failure(post(start(), { ...invoice, order: 'nobody knows' }));
    expect([error.code, error.fault, error.retry]).to.deep.equal([
      'CD_CONNECT_REJECTED',
      'business',
      'terminal',
    ]);
    expect(error.message).to.contain('order nobody knows is unknown');
  });

  it('is tried again after a fault of the server’s', async () => {
    const node = start();
    erp.standIn.faults.set({ kind: 'fail', count: 1, path: '/legacy' });
    const error = await failure(post(node, invoice));
    expect([error.fault, error.retry]).to.deep.equal(['technical', 'retryable']);
    expect((await post(node, invoice)).output).to.equal('answer');
  });

  it('starts while the service is down and calls it once it is up', async () => {
    const legacy = { ...system('http://127.0.0.1:1/legacy') };
    const node = start({}, legacy);
    expect(node.refusals).to.deep.equal([]);
    const error = await failure(post(node, invoice));
    expect([error.code, error.retry]).to.deep.equal(['CD_CONNECT_REFUSED', 'retryable']);
    Object.assign(legacy, { baseUrl });
    expect((await post(node, invoice)).output).to.equal('answer');
  });

  it('does not send a refused login again, and names an operation the WSDL does not have', async () => {
    const refused = await failure(post(start({}, system(baseUrl, 'wrong')), invoice));
    expect([refused.code, refused.retry]).to.deep.equal(['CD_CONNECT_UNAUTHORIZED', 'terminal']);
    const unknown = await failure(post(start({ operation: 'Delete' }), invoice));
    expect(unknown.message).to.contain('no operation Delete, only GetNewOrders, PostDocument');
  });
});
