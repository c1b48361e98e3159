import type { ErrorTable } from './table.ts';

export const connectErrors = {
  CD_CONNECT_TIMEOUT: {
    retry: 'retryable',
    fault: 'technical',
    message: '{system} did not answer within {timeoutMs} ms',
    remedy: 'The call is repeated; if it stays, look at the system or raise its timeoutMs in the site file.',
  },
  CD_CONNECT_REFUSED: {
    retry: 'retryable',
    fault: 'technical',
    message: 'no connection to {system}: {reason}',
    remedy: 'Check that the system runs and that its baseUrl in the site file is reachable from here.',
  },
  CD_CONNECT_UNAVAILABLE: {
    retry: 'retryable',
    fault: 'technical',
    message: '{system} failed with {status}: {reason}',
    remedy: 'The fault is on the other side; the call is repeated.',
  },
  CD_CONNECT_THROTTLED: {
    retry: 'retryable',
    fault: 'technical',
    message: '{system} asks to slow down: again in {retryAfterMs} ms',
    remedy: 'The call is repeated later; lower maxConcurrent of the system in the site file if it stays.',
  },
  CD_CONNECT_UNAUTHORIZED: {
    retry: 'terminal',
    fault: 'technical',
    message: '{system} does not accept our credentials: {reason}',
    remedy: 'Correct the secret that the site file refers to, then retry from the exception list.',
  },
  CD_CONNECT_REJECTED: {
    retry: 'terminal',
    fault: 'business',
    message: '{system} rejected the request with {status}: {reason}',
    remedy: 'Correct the document or the master data it names, then send it again.',
  },
  CD_CONNECT_STALE: {
    retry: 'retryable',
    fault: 'technical',
    message: '{system} has a newer version of {what} than the one the change was based on',
    remedy: 'The change is repeated on the newer version.',
  },
  CD_CONNECT_TOO_LARGE: {
    retry: 'terminal',
    fault: 'technical',
    message: '{what} of {system} is larger than the limit of {limit}',
    remedy: 'Ask for less at a time, or raise the limit where the call is made.',
  },
  CD_CONNECT_MALFORMED: {
    retry: 'terminal',
    fault: 'technical',
    message: '{system} sent something that cannot be read: {reason}',
    remedy: 'Look at the answer with the owner of that system.',
  },
  CD_CONNECT_REDIRECTED: {
    retry: 'terminal',
    fault: 'technical',
    message: '{system} redirects to another host, {location}; credentials are not sent there',
    remedy: 'Put the right address in baseUrl in the site file.',
  },
  CD_CONNECT_HOST_KEY: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the host key of {system} is SHA256:{found}, the site file expects SHA256:{expected}',
    remedy:
      'Ask the partner whether the key was changed before you change hostKey; it may be another machine.',
  },
  CD_CONNECT_FILE_MISSING: {
    retry: 'terminal',
    fault: 'technical',
    message: '{system} has no file or folder {path}',
    remedy: 'Check the path of the node and the folders of the partner.',
  },
  CD_CONNECT_CONFIG: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the connection to {system} cannot be used: {reason}',
    remedy: 'Correct the system in the site file.',
  },
  CD_CONNECT_SOAP_UNREADABLE: {
    retry: 'terminal',
    fault: 'business',
    message: 'the SOAP request cannot be read: {reason}',
    remedy: 'Send an envelope as the WSDL of this service describes it, without DTD or entities.',
  },
  CD_CONNECT_SOAP_OPERATION: {
    retry: 'terminal',
    fault: 'business',
    message: 'the service has no operation for {element}',
    remedy: 'Call one of the operations that the WSDL names.',
  },
} as const satisfies ErrorTable;
