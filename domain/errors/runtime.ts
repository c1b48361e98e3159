import type { ErrorTable } from './table.ts';

export const runtimeErrors = {
  CD_RUN_NODE_FAILED: {
    retry: 'retryable',
    fault: 'technical',
    message: '{node}: {reason}',
    remedy: 'The message is tried again; if it stays, open the node in the editor and look at its settings.',
  },
  CD_RUN_TIMEOUT: {
    retry: 'retryable',
    fault: 'technical',
    message: 'the run did not finish within {timeoutMs} ms; still at work: {nodes}',
    remedy: 'Look at the named nodes: one never says that it is done, or waits for messages that never came.',
  },
  CD_RUN_CRASHED: {
    retry: 'retryable',
    fault: 'technical',
    message:
      'the process ended while message {id} of key {key} was being run ({queue}) with {others} others beside it; attempt {attempts}',
    remedy:
      'Look in the log and in the supervisor for why the process ended at that time: memory, a native module, a kill. If it was this message, correct the flow, then retry it.',
  },
  CD_RUN_ENDED: {
    retry: 'terminal',
    fault: 'technical',
    message: '{node} works on a run that has ended',
    remedy: 'Nothing of it was kept; the message itself runs again if it has to.',
  },
  CD_RUN_NONE: {
    retry: 'terminal',
    fault: 'technical',
    message: '{node} asks for {what} outside of a run',
    remedy: 'Use it while a message is handled, not when the node opens.',
  },
  CD_RUN_CONFLICT: {
    retry: 'retryable',
    fault: 'technical',
    message: 'the run could not commit after {repeats} repeats: {reason}',
    remedy: 'Other messages change the same order at the same time; the message is tried again.',
  },
  CD_RUN_WRITE_STALE: {
    retry: 'retryable',
    fault: 'technical',
    message:
      '{node} changes process {key} from version {based}, but this run has already written version {staged}',
    remedy: 'Put the two nodes that change the process one after the other, not on parallel branches.',
  },
  CD_RUN_BODY: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where} holds {what} at {path}, which cannot be stored',
    remedy: 'Keep messages plain: texts, numbers, lists, objects and buffers.',
  },
  CD_RUN_BACKPRESSURE: {
    retry: 'retryable',
    fault: 'technical',
    message: '{name} is full: its {cause} is {value}, the limit is {limit}',
    remedy:
      'Send again later; nothing was taken in. docs/back-pressure.md says which limit of the site file it is.',
  },
  CD_RUN_STOPPING: {
    retry: 'retryable',
    fault: 'technical',
    message: 'the runtime is stopping and takes nothing in',
    remedy: 'Send again when it is back.',
  },
  CD_RUN_SYSTEM_UNKNOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: '{node} names the system {system}, which the site file does not have',
    remedy: 'Pick a system from the list in the node, or add it under systems in the site file.',
  },
  CD_RUN_PACK_FILE: {
    retry: 'terminal',
    fault: 'technical',
    message: '{node}: pack {pack} has no file {path}',
    remedy: 'Add the file to the pack, or correct the name in the node.',
  },
  CD_DELIVERY_TIMEOUT: {
    retry: 'retryable',
    fault: 'technical',
    message: '{node} did not finish its call to {system} within {timeoutMs} ms',
    remedy: 'The call is repeated with the same idempotency key.',
  },
  CD_DELIVERY_FAILED: {
    retry: 'retryable',
    fault: 'technical',
    message: '{node} could not deliver to {system}: {reason}',
    remedy: 'The call is repeated; if it stays, look at the log entry of this delivery.',
  },
  CD_RUN_OUTPUT: {
    retry: 'terminal',
    fault: 'technical',
    message: '{node} names output {output}, which it does not have',
    remedy: 'Update the node that does this.',
  },
  CD_GATEWAY_UNAUTHORIZED: {
    retry: 'terminal',
    fault: 'business',
    message: 'credentials are missing or wrong',
    remedy: 'Send the credentials agreed with the operator of this interface.',
  },
  CD_GATEWAY_TOO_LARGE: {
    retry: 'terminal',
    fault: 'business',
    message: 'the body is larger than {maxBytes} bytes',
    remedy: 'Send less at a time.',
  },
  CD_GATEWAY_NOT_FOUND: {
    retry: 'terminal',
    fault: 'business',
    message: 'there is nothing at {method} {path}',
    remedy: 'Check the path and method against the interface description.',
  },
  CD_GATEWAY_NOT_READY: {
    retry: 'retryable',
    fault: 'technical',
    message: 'the flows are being started: what is at {method} {path} will be there in a moment',
    remedy: 'Send it again in some seconds.',
  },
  CD_GATEWAY_BODY: {
    retry: 'terminal',
    fault: 'business',
    message: 'the body could not be read: {reason}',
    remedy: 'Send it whole, and compressed as its header content-encoding says, or without that header.',
  },
  CD_GATEWAY_ROUTE_TAKEN: {
    retry: 'terminal',
    fault: 'technical',
    message: '{node} wants to serve {method} {path}, which {other} serves already',
    remedy: 'Give one of the two another path.',
  },
  CD_SCHEDULE_PATTERN: {
    retry: 'terminal',
    fault: 'technical',
    message: '{node}: {pattern} is not a cron pattern: {reason}',
    remedy: 'Use five fields (minute hour day month weekday), or six with seconds first.',
  },
  CD_EXCEPTION_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: 'there is no exception {id}',
    remedy: 'Reload the list.',
  },
  CD_EXCEPTION_CLOSED: {
    retry: 'terminal',
    fault: 'business',
    message: 'exception {id} is already {state}',
    remedy: 'Reload the list; somebody else has handled it.',
  },
  CD_EXCEPTION_NO_WAY_BACK: {
    retry: 'terminal',
    fault: 'business',
    message: 'exception {id} has nothing to retry: {reason}',
    remedy: 'Discard it with a reason, or send the document again at its source.',
  },
  CD_EXCEPTION_NODE_GONE: {
    retry: 'terminal',
    fault: 'business',
    message: 'exception {id} goes on at the node {node}, which is not in the flows that run',
    remedy:
      'Deploy the node again and retry, or discard the exception with a reason and send the document again at its source.',
  },
  CD_RUN_SCHEDULE_UNKNOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: 'node {node}: the site has no schedule "{schedule}"',
    remedy: 'Name one of the schedules of the site file, or add it there.',
  },
  CD_NODE_THREAD_FAILED: {
    retry: 'retryable',
    fault: 'technical',
    message: 'the thread in which {node} was at work has failed: {reason}',
    remedy: 'The message is tried again in another thread; if it stays, report it with the message.',
  },
  CD_NODE_THREAD_MEMORY: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the thread in which {node} was at work needed more than {megabytes} MB for objects',
    remedy: 'Have what came sent in smaller parts, or take it in without holding it together as a whole.',
  },
} as const satisfies ErrorTable;
