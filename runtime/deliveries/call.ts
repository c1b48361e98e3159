import { asCrossdockError, CrossdockError } from '../../domain/errors.ts';
import type { Json } from '../../ledger/ledger.ts';
import type { Answer, NodeInstance } from '../../node-kit/host.ts';
import type { Clock } from '../clock.ts';
import { decodeValue } from '../runs/body.ts';
import { isCode } from '../runs/failure.ts';
import { label } from '../runs/run.ts';
import type { SystemConfig } from '../site/site.ts';

/**
 * Connect limits each request by the system's timeoutMs. A delivery may take several requests (token, lookup,
 * post); one that exceeds this many time-outs is lost, and its key would otherwise stand still for ever.
 */
const requestsPerDelivery = 10;

/**
 * Makes a delivery's outside call.
 * @throws coded errors only
 */
export async function call(
  request: Json,
  node: NodeInstance,
  system: SystemConfig,
  context: unknown,
  clock: Clock,
): Promise<Answer> {
  const timeoutMs = system.timeoutMs * requestsPerDelivery;
  const late = Promise.withResolvers<never>();
  const cancel = clock.after(timeoutMs, () => {
    const parameters = { node: label(node), system: system.name, timeoutMs };
    late.reject(new CrossdockError('CD_DELIVERY_TIMEOUT', parameters));
  });
  try {
    const answered = node.deliver?.(decodeValue(request), context) ?? Promise.reject(noCall(node));
    return await Promise.race([answered, late.promise]);
  } catch (thrown) {
    throw coded(thrown, node, system);
  } finally {
    cancel();
  }
}

const noCall = (node: NodeInstance) => new Error(`${label(node)} has no outside call`);

function coded(thrown: unknown, node: NodeInstance, system: SystemConfig): CrossdockError {
  if (thrown instanceof CrossdockError) return thrown;
  if (thrown instanceof Error && 'code' in thrown && isCode(String(thrown.code))) {
    return asCrossdockError(thrown, label(node));
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new CrossdockError(
    'CD_DELIVERY_FAILED',
    { node: label(node), system: system.name, reason },
    { cause: thrown },
  );
}
