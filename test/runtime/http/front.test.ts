import { expect } from 'chai';
import { createFront, type Front } from '../../../runtime/http/front.ts';

describe('createFront', () => {
  let front: Front;
  let url: string;
  beforeEach(async () => {
    front = createFront(() => undefined);
    url = `http://127.0.0.1:${await front.listen('127.0.0.1', 0)}`;
  });
  afterEach(() => front.close());

  it('answers everything but its health with 503 until the site is up: nobody is told that nothing is there', async () => {
    const early = await fetch(`${url}/api/orders`, { method: 'POST' });
    expect(early.status).to.equal(503);
    expect(Number(early.headers.get('retry-after'))).to.be.above(0);
    expect(await early.json()).to.include({ code: 'CD_GATEWAY_NOT_READY' });
    expect(await (await fetch(`${url}/health`)).json()).to.deep.equal({ status: 'starting' });
    front.app.get('/there', (_, response) => response.sendStatus(204));
    front.setHealth('ok');
    expect((await fetch(`${url}/there`)).status).to.equal(204);
    expect((await fetch(`${url}/health`)).status).to.equal(200);
  });

  it('says which port is taken', async () => {
    const refused = await createFront(() => undefined)
      .listen('127.0.0.1', Number(new URL(url).port))
      .catch((error: unknown) => error);
    expect(refused).to.have.property('code', 'CD_START_PORT');
  });
});
