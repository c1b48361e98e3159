import { expect } from 'chai';
import { type Demo, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';

describe('a node type that the site does not load', function () {
  this.timeout(240_000);
  let site: SiteCopy;
  let demo: Demo;
  before(async () => {
    site = copyDemoSite({});
    demo = await startDemo({ siteFile: site.siteFile });
    await demo.start();
  });
  after(async () => {
    await demo?.close();
    site?.remove();
  });

  const health = async () => {
    const response = await fetch(`${demo.url}/health`);
    return [response.status, ((await response.json()) as { status: string }).status];
  };
  const state = async () => ((await (await demo.tower()).status()) as unknown as { state: string }).state;

  it('refuses the deploy, and the flows before it go on', async () => {
    const body = new URLSearchParams({
      ...{ client_id: 'node-red-admin', grant_type: 'password', scope: '*' },
      ...{ username: 'admin', password: demo.password() },
    });
    const signedIn = await fetch(`${demo.url}/editor/auth/token`, { method: 'POST', body });
    const { access_token: token } = (await signedIn.json()) as { access_token: string };
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'node-red-api-version': 'v2',
    };
    const flowsUrl = `${demo.url}/editor/flows`;
    const own = (await (await fetch(flowsUrl, { headers })).json()) as { flows: object[]; rev: string };
    const flows = [
      ...own.flows,
      { id: 'f0', type: 'tab', label: 'Try' },
      { id: 'f1', type: 'function', name: 'Add tax', z: 'f0', x: 10, y: 10, wires: [[]] },
    ];
    for (const kind of ['full', 'nodes']) {
      const answer = await fetch(flowsUrl, {
        method: 'POST',
        headers: { ...headers, 'node-red-deployment-type': kind },
        body: JSON.stringify({ flows, rev: own.rev }),
      });
      expect(answer.status, kind).to.equal(400);
      const told = (await answer.json()) as { code: string; message: string };
      expect(told.code).to.equal('CD_PACK_NODE_TYPE');
      expect(told.message).to.contain('Add tax (function)');
      expect(await health(), kind).to.deep.equal([200, 'ok']);
      expect(await state()).to.equal('running');
    }
    expect(await (await fetch(flowsUrl, { headers })).json()).to.deep.equal(own);
  });

  it('is told by health and tower when it stands in the packs at a start', async () => {
    await demo.stop();
    site.edit('flows/order-to-cash/tabs/orders.yaml', 'type: crossdock-route', 'type: unheard-of');
    const why = await demo.start().catch((error: Error) => error.message);
    expect(why).to.contain('missing-types: unheard-of');
    expect(await health()).to.deep.equal([503, 'flows-stopped']);
    expect(await state()).to.equal('flows-stopped');
  });
});
